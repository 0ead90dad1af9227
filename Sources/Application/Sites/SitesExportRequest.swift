import Configuration
import Ledger
import Output
import Reports
import Text

/// The daily files of several sites as one: a line a site and day, with what the site is called behind the columns of the
/// daily file.
package struct SitesExportRequest: Sendable {
  /// What was read of a site.
  private struct SiteDays: Sendable {
    let identity: SiteIdentity
    let today: Day
    let export: DailyExport
  }

  private let mode: LedgerSource.Mode
  private let withCost: Bool
  private let days: AskedDays
  private let marksUTF8: Bool
  private let jobs: Int

  /// A file of some days, which each site's own today resolves, read of `jobs` sites at once; `marksUTF8` where it begins
  /// with the mark for Excel.
  package init(
    _ mode: LedgerSource.Mode, withCost: Bool, _ days: AskedDays, marksUTF8: Bool = false, jobs: Int
  ) {
    self.mode = mode
    self.withCost = withCost
    self.days = days
    self.marksUTF8 = marksUTF8
    self.jobs = jobs
  }

  /// Writes the file to a place, a file or a folder, and says where it is and which sites are not in it. There is the whole file
  /// of the sites that did not fail, or none where all did.
  package func answer(
    _ listing: SiteListing, _ configuration: ConfigurationFile?, _ listener: Listener, output: String
  ) throws -> Answer {
    let outcomes = try read(listing, configuration, listener)
    let warnings = outcomes.warn(listing, listener)
    let read = outcomes.compactMap { try? $0.result?.get() }
    if let fault = outcomes.fault(), read.isEmpty { throw fault }
    let today = read.map(\.today).max() ?? Day(number: 0)
    let (from, to) = try days.resolved(today: today)
    let name = DailyExport.fileName(of: today, hasCost: withCost, isOfSites: true, from: from, to: to)
    let file = OutputFile(output: output, defaultName: name)
    let sheet = sheet(outcomes)
    if sheet.rows.isEmpty && file.hasRows {
      throw Failure(
        .cannotCreate, "the export has no rows, and \(file.path) has some: the file was left as it is",
        advice: "Check --from and --to, or name another place with --output.")
    }
    try file.write { try $0.write(bytes(sheet)) }
    var answer = Answer(
      exportOf: outcomes.map { outcome in
        let days = try? outcome.result?.get()
        return ExportedSite(
          name: outcome.site.name, client: outcome.site.labels.client, tags: outcome.site.labels.tags,
          identity: days?.identity, lines: days?.export.days.count, error: outcome.error)
      }, path: file.path, lines: sheet.rows.count, warnings: warnings)
    answer.plainText = file.path.sanitizedLine + "\n"
    answer.fault = outcomes.fault()
    return answer
  }

  /// Writes the file to standard output, then fails if a site did.
  package func write(
    _ listing: SiteListing, _ configuration: ConfigurationFile?, _ listener: Listener
  ) throws {
    let outcomes = try read(listing, configuration, listener)
    _ = outcomes.warn(listing, listener)
    var sink = ByteSink(descriptor: 1, name: "standard output")
    try sink.write(bytes(sheet(outcomes)))
    try sink.flush()
    if let fault = outcomes.fault() { throw fault }
  }

  private func read(
    _ listing: SiteListing, _ configuration: ConfigurationFile?, _ listener: Listener
  ) throws -> [SitesReader.Outcome<SiteDays>] {
    let reader = SitesReader(configuration, jobs: jobs, detail: listener.detail)
    let outcomes = try reader.read(listing.sites) { site in
      let source = try LedgerSource(site.session, mode, prices: withCost ? site.prices : nil, site.listener)
      guard source.snapshot != nil else { throw LedgerSource.nothing }
      let (from, to) = try days.resolved(today: source.facts.siteNow.day)
      var warnings: [String] = []
      return SiteDays(
        identity: SiteIdentity(site.session, source.facts), today: source.facts.siteNow.day,
        export: try source.dailyExport(from: from, to: to, &warnings, site.listener))
    }
    try outcomes.refuseMistakes()
    return outcomes
  }

  private func bytes(_ sheet: Sheet) -> [UInt8] {
    (marksUTF8 ? CSVWriter.byteOrderMark : []) + CSVWriter().write(sheet)
  }

  private func sheet(_ outcomes: [SitesReader.Outcome<SiteDays>]) -> Sheet {
    Sheet(
      outcomes.compactMap { outcome in
        (try? outcome.result?.get()).map { (outcome.site.name, outcome.site.labels.client, $0.export) }
      }, withCost: withCost)
  }
}
