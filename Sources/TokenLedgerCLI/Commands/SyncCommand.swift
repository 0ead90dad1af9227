import ArgumentParser
import Ledger
import LedgerStore
import Rendering
import Reports

/// `tokenledger sync`
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync",
    abstract: "Bring the ledger up to date with the chatbot's log.",
    discussion: """
      Makes the ledger's tables at the first run. A run that is cut off loses nothing: the next one goes on.

      Example: tokenledger sync --wp-path /var/www/html
      """)

  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments
  @OptionGroup var reading: ReadingArguments

  func run() throws {
    let console = output.console
    let start = ContinuousClock.now
    let session = try site.open(console)
    let outcome = try reading.sync(session, console)
    let elapsed = (ContinuousClock.now - start) / .milliseconds(1)
    for warning in outcome.warnings { console.warn(warning) }
    let document = SyncDocument(outcome, elapsedMilliseconds: Int(elapsed))
    let sheet = document.sheet
    try console.write(
      output.renderer.text(screen: [sheet], records: sheet, document: { document }))
  }
}

/// How the log is read when a command syncs.
struct ReadingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many connections read the log: 1 is gentle, 2 (the default for long work) is faster.",
      valueName: "number"))
  var connections: Int?

  func validate() throws {
    if let connections, !(1...16).contains(connections) {
      throw ValidationError("--connections must be from 1 to 16.")
    }
  }

  /// Brings the ledger up to date, with a progress bar for long work on a terminal.
  func sync(_ session: SiteSession, _ console: Console) throws -> SyncOutcome {
    let bar = console.showsProgress ? ProgressBar("Counting") : nil
    defer { bar?.clear() }
    var settings = SyncSettings(connections: connections)
    if let bar { settings.progress = { done, all in bar.show(done, of: all) } }
    if console.isVerbose { settings.log = { console.detail($0) } }
    var sync = try Sync(session, settings: settings)
    return try sync.run()
  }
}

/// What a sync did, `tokenledger.sync/1`.
struct SyncDocument: Encodable {
  let schema = "tokenledger.sync/1"
  let rowsRead: Int
  let rowsCounted: Int
  let rowsRejected: Int
  let rowsWaiting: Int
  let rowsRepaired: Int
  let gapsOpen: Int
  let gapsExpired: Int
  let daysChanged: Int
  let epoch: Int
  let complete: Bool
  let elapsedMs: Int
  let warnings: [String]

  init(_ outcome: SyncOutcome, elapsedMilliseconds: Int) {
    rowsRead = outcome.rowsRead
    rowsCounted = outcome.rowsCounted
    rowsRejected = outcome.rowsRejected
    rowsWaiting = outcome.rowsWaiting
    rowsRepaired = outcome.rowsRepaired
    gapsOpen = outcome.gapsOpen
    gapsExpired = outcome.gapsExpired
    daysChanged = outcome.daysChanged.count
    epoch = outcome.epoch
    complete = outcome.isComplete
    elapsedMs = elapsedMilliseconds
    warnings = outcome.warnings
  }

  var sheet: Sheet {
    Sheet(
      columns: [Sheet.Column("What"), Sheet.Column("Count", alignment: .right)],
      rows: [
        [.text("Rows read"), .integer(rowsRead)],
        [.text("Rows counted"), .integer(rowsCounted)],
        [.text("Rows rejected"), .integer(rowsRejected)],
        [.text("Rows waiting for a type"), .integer(rowsWaiting)],
        [.text("Rows repaired"), .integer(rowsRepaired)],
        [.text("Gaps open"), .integer(gapsOpen)],
        [.text("Gaps expired"), .integer(gapsExpired)],
        [.text("Days changed"), .integer(daysChanged)],
        [.text("Epoch"), .integer(epoch)],
        [.text("Milliseconds"), .integer(elapsedMs)],
      ])
  }
}
