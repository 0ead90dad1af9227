import LedgerStore
import Reports
import Text

extension DailyFiles: AfterSync {
  /// In how many seconds a file is tried again that another run kept from being written.
  private static let secondsToRetry = 60

  /// Writes the daily file if it is due, but not while another run is still updating the ledger: the file would stay
  /// wrong.
  package func follow(_ sync: VisitedSync, _ report: inout VisitReport) throws {
    let facts = try sync.session.facts()
    let (now, zone) = (facts.utcNow, facts.timeZone)
    report.secondsToNextFile = secondsToNext(at: now, in: zone)
    guard let file = due(sync.site, at: now, in: zone) else { return }
    guard sync.isCurrent else {
      report.secondsToNextFile = report.secondsToNextFile.map { min($0, Self.secondsToRetry) }
      return
    }
    guard let ledger = try LedgerReader(sync.session).snapshot() else { return }
    do {
      try write(DailyExport(usage: ledger.days), to: file)
      report.file = file.path
      let completeness = Completeness(lastSync: ledger.state.lastSync)
      if let warning = completeness.warning(through: file.day, today: facts.siteNow.day) {
        report.warnings.append("the daily file \(file.path) is not complete: \(warning)")
      }
    } catch {
      report.warnings.append("the daily file was not written: \(sync.describe(error).message)")
    }
  }
}
