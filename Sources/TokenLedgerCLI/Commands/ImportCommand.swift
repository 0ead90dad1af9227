import ArgumentParser
import Configuration
import Ledger
import LedgerStore
import Rendering
import Reports
import Text
import WordPress

/// `tokenledger import`
struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "import",
    abstract: "Import history from files that the chatbot offered for download.",
    discussion: """
      Takes "Download Token Usage Data" files in any order; they may overlap, and may be imported again. The ledger is \
      first brought up to date. Then it gets only the rows that it certainly lacks, such as those that were purged \
      before its first sync. If a line in any file is malformed, nothing is imported.

      Example: tokenledger import Chatbot-ChatGPT-Token-Usage-*.csv
      """)

  @Argument(
    help: ArgumentHelp("The downloaded files.", valueName: "file"), completion: .file(extensions: ["csv"]))
  var files: [String] = []
  @Option(
    help: ArgumentHelp(
      "Take a whole import back; 'tokenledger import' prints its number.", valueName: "number"))
  var undo: Int?
  @Flag(help: "Show what would be imported, and import nothing.")
  var dryRun = false
  @Flag(help: "Leave malformed lines out instead of importing nothing.")
  var skipBad = false
  @Option(
    help: ArgumentHelp(
      """
      Time zone of rows from before chatbot 2.0.7, which carry the database's time: UTC, Europe/Berlin, +02:00 \
      (default: log.database_clock, else the site's).
      """, valueName: "zone"))
  var timeZone: String?
  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if undo == nil && files.isEmpty { throw ValidationError("Name the files to import") }
    if undo != nil && (!files.isEmpty || dryRun || skipBad || timeZone != nil) {
      throw ValidationError("--undo cannot be combined with files, --dry-run, --skip-bad or --time-zone")
    }
    if let timeZone, SiteTimeZone(timeZone) == nil {
      throw ValidationError(
        "--time-zone \(printable(timeZone)) is not a time zone of this system: give UTC, Europe/Berlin or +02:00"
      )
    }
  }

  func run() throws {
    if let undo { return try takeBack(undo) }
    let console = output.console
    let inspected = try files.map { try ImportFile(inspecting: $0) }
    let malformed = inspected.reduce(0) { $0 + $1.malformedCount }
    if let failure = inspected.compactMap(\.refusal).first { throw try refusal(inspected, failure, console) }
    for warning in inspected.flatMap(\.warnings) { console.warn(warning) }
    if malformed > 0 && !skipBad {
      throw try refusal(inspected, malformedLines(inspected, malformed), console)
    }

    let session = try site.open(console)
    var warnings = try bringUpToDate(session, console)
    let bar = console.progressBar("Importing")
    defer { bar?.clear() }
    let lines = inspected.reduce(0) { $0 + $1.lines }
    var done = 0
    let outcome = try LedgerImport.run(
      session, files: inspected.map(\.name), clock: clock(session), isTrial: dryRun
    ) {
      add in
      for file in inspected {
        try file.forEachRow { row in
          try add(row)
          done += 1
          if done % 1000 == 0 { bar?.show(done, of: lines) }
        }
      }
    }
    bar?.clear()
    if outcome.rowsLeftToSync > 0 {
      let warning = """
        \(outcome.rowsLeftToSync) rows are left to the sync, which may still come upon them: import the files again \
        in three days, in case it has not
        """
      console.warn(warning)
      warnings.append(warning)
    }
    let answer = Answer(
      outcome, inspected, isTrial: dryRun, try LedgerContext(session, session.facts(), said: warnings).head)
    try console.write(answer, output.renderer)
  }

  /// `--time-zone` applies to the rows that are declared or known to carry the database's time.
  private func clock(_ session: SiteSession) -> DatabaseClock? {
    timeZone.flatMap { SiteTimeZone($0) }.map {
      DatabaseClock(before: session.databaseClock?.before ?? DatabaseClock.release, zone: $0)
    }
  }

  /// The failure with which the files are refused, once their document is written.
  private func refusal(
    _ inspected: [ImportFile], _ failure: Failure, _ console: Console
  ) throws -> Failure {
    if output.format == .json {
      // No site was opened.
      let head = DocumentHead(
        nil, Completeness(lastSync: nil), warnings: inspected.flatMap(\.warnings))
      try console.write(Answer(ImportOutcome(), inspected, isTrial: dryRun, head), output.renderer)
    }
    return failure
  }

  /// Malformed lines may mean that the file is another one than its owner believes.
  private func malformedLines(_ inspected: [ImportFile], _ malformed: Int) -> Failure {
    let first = inspected.compactMap(\.warnings.first).first ?? ""
    return Failure(
      .badData,
      "nothing was imported, for \(malformed) line\(malformed == 1 ? " is" : "s are") malformed; the first: \(first)",
      advice: "Download the file again, or leave such lines out with --skip-bad.")
  }

  /// What the ledger lacks is only known once it has all that the log has. Where the log is gone, the ledger as it
  /// stands has to do.
  private func bringUpToDate(_ session: SiteSession, _ console: Console) throws -> [String] {
    let warnings: [String]
    do {
      warnings = try reading.sync(session, console).warnings
    } catch let error as Failure where error.kind == .noInput {
      guard try LedgerReader(session).snapshot() != nil else { throw error }
      warnings = ["\(error.message); the ledger is taken as it stands"]
    }
    for warning in warnings { console.warn(warning) }
    return warnings
  }

  private func takeBack(_ id: Int) throws {
    let console = output.console
    let session = try site.open(console)
    let undo = try ImportUndo(id, session)
    let answer = Answer(undo, try LedgerContext(session, session.facts(), said: []).head)
    try console.write(answer, output.renderer)
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
