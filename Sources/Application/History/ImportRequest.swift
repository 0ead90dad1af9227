import Chatbots
import Importing
import Ledger
import LedgerStore
import Output
import Reports
import Sites
import Text

/// Import history from downloaded files.
package struct ImportRequest: Sendable {
  private let files: [String]
  private let zone: SiteTimeZone?
  private let isTrial: Bool
  private let skipsBad: Bool
  private let reading: SyncRequest

  /// An import of some files.
  ///
  /// - Parameters:
  ///   - files: Their paths.
  ///   - zone: The time zone of rows that carry the database's time; nil for what is declared, else the site's.
  ///   - isTrial: Whether nothing is to be imported.
  ///   - skipsBad: Whether malformed lines are left out.
  ///   - reading: The sync that brings the ledger up to date first.
  package init(
    _ files: [String], zone: SiteTimeZone?, isTrial: Bool, skipsBad: Bool, reading: SyncRequest
  ) {
    self.files = files
    self.zone = zone
    self.isTrial = isTrial
    self.skipsBad = skipsBad
    self.reading = reading
  }

  /// Reads the files through, opens the site, and imports.
  ///
  /// - Parameters:
  ///   - listener: Hears what there is to say before the site is opened.
  ///   - refusesWithDocument: Whether files that are refused are answered with a document that lists their malformed
  ///     lines, the refusal being its fault. Else the refusal is thrown.
  ///   - open: Opens the site.
  /// - Returns: What was imported, or the refusal.
  /// - Throws: `Failure`, `MariaDBError`, and what `open` throws.
  package func answer(
    _ listener: Listener, refusesWithDocument: Bool, open: () throws -> OpenSite
  ) throws -> Answer {
    let inspected = try files.map { try ImportFile(inspecting: $0, of: ChatSources.counted.log) }
    let malformed = inspected.reduce(0) { $0 + $1.malformedCount }
    func refusal(_ failure: Failure) throws -> Answer {
      guard refusesWithDocument else { throw failure }
      // No site was opened.
      let head = DocumentHead(
        nil, Completeness(lastSync: nil), warnings: inspected.flatMap(\.warnings))
      var answer = Answer(ImportOutcome(), inspected, isTrial: isTrial, head)
      answer.fault = failure
      return answer
    }
    if let failure = inspected.compactMap(\.refusal).first { return try refusal(failure) }
    for warning in inspected.flatMap(\.warnings) { listener.warn(warning) }
    if malformed > 0 && !skipsBad { return try refusal(malformedLines(inspected, malformed)) }
    return try answer(open(), inspected)
  }

  private func answer(_ site: OpenSite, _ inspected: [ImportFile]) throws -> Answer {
    let session = site.session
    var warnings = try bringUpToDate(session, site.listener)
    let display = site.listener.progress("Importing")
    defer { display?.end(note: nil) }
    let lines = inspected.reduce(0) { $0 + $1.lines }
    var done = 0
    let outcome = try LedgerImport.run(
      session, files: inspected.map(\.name), clock: clock(session), isTrial: isTrial
    ) { add in
      for file in inspected {
        try file.forEachRow { row in
          try add(row)
          done += 1
          if done % 1000 == 0 { display?.show(done, of: lines) }
        }
      }
    }
    display?.end(note: nil)
    if outcome.rowsLeftToSync > 0 {
      let warning = """
        \(outcome.rowsLeftToSync) rows are left to the sync, which may still find them: import the files again in \
        three days if it has not
        """
      site.listener.warn(warning)
      warnings.append(warning)
    }
    let said = warnings
    return Answer(
      outcome, inspected, isTrial: isTrial, try LedgerContext(session, session.facts(), said: said).head)
  }

  /// The zone applies to the rows that are declared or known to carry the database's time.
  private func clock(_ session: SiteSession) -> DatabaseClock? {
    zone.map {
      DatabaseClock(before: session.databaseClock?.before ?? DatabaseClock.release, zone: $0)
    }
  }

  /// A malformed line may mean that this is not the file that its owner takes it for.
  private func malformedLines(_ inspected: [ImportFile], _ malformed: Int) -> Failure {
    let first = inspected.compactMap(\.warnings.first).first ?? ""
    return Failure(
      .badData,
      "nothing was imported, for \(malformed) line\(malformed == 1 ? " is" : "s are") malformed; the first: \(first)",
      advice: "Download the file again, or leave such lines out with --skip-bad.")
  }

  /// What the ledger lacks is only known once it has all that the log has. Where the log is gone, nothing more can
  /// come, and the ledger is taken as it stands.
  private func bringUpToDate(_ session: SiteSession, _ listener: Listener) throws -> [String] {
    let warnings: [String]
    do {
      warnings = try reading.sync(session, listener).warnings
    } catch let error as Failure where error.kind == .noInput {
      guard try LedgerReader(session).snapshot() != nil else { throw error }
      warnings = ["\(error.message); the ledger is taken as it stands"]
    }
    for warning in warnings { listener.warn(warning) }
    return warnings
  }
}

/// Take an import back as a whole.
package struct ImportUndoRequest: Request {
  private let number: Int

  /// The import with this number.
  package init(number: Int) { self.number = number }

  package func answer(_ site: OpenSite) throws -> Answer {
    let undo = try ImportUndo(number, site.session)
    return Answer(undo, try LedgerContext(site.session, site.session.facts(), said: []).head)
  }
}

extension ImportFile {
  /// Why it cannot be imported at all, whichever of its lines are left out; nil when it is a download.
  fileprivate var refusal: Failure? {
    guard lacksHeader, let defect = malformed.first?.defect else { return nil }
    guard defect == .dailyFile else {
      return Failure(
        .badData, "nothing was imported: \(path) is no download of the chatbot: \(defect)",
        advice: """
          Name its "Download Token Usage Data" files. --skip-bad leaves out bad rows of such files, not a file that is \
          none.
          """)
    }
    return Failure(
      .badData, "nothing was imported: \(path) is TokenLedger's own daily file, not the chatbot's download",
      advice: """
        It holds daily sums, not the rows that they were counted from. Import the chatbot's "Download \
        Token Usage Data" files, or what 'tokenledger export --raw' wrote.
        """)
  }

  /// Its malformed lines, a sentence each.
  fileprivate var warnings: [String] {
    let listed = malformed.map { "\(path):\($0.line): \($0.defect)" }
    let rest = malformedCount - listed.count
    return rest > 0 ? listed + ["\(path): \(rest) more malformed lines"] : listed
  }
}
