import ArgumentParser
import Ledger
import LedgerStore
import Rendering
import Reports

/// `tokenledger sync`
struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "sync",
    abstract: "Bring the ledger up to date with the chatbot's log.",
    discussion: """
      The first run creates the ledger's tables. If a run is cut off, nothing is lost: the next one continues. If the \
      log has lost its primary key, rows that share an id are not counted, and the exit code is 65.

      Example: tokenledger sync --wp-path /var/www/html
      """)

  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let start = ContinuousClock.now
    let session = try site.open(console)
    let outcome = try reading.sync(session, console)
    let elapsed = (ContinuousClock.now - start) / .milliseconds(1)
    for warning in outcome.warnings where warning != outcome.rowIDs?.message { console.warn(warning) }
    let document = SyncDocument(outcome, elapsedMilliseconds: Int(elapsed))
    let sheet = document.sheet
    try console.write(
      output.renderer.text(
        screen: [sheet], records: sheet,
        document: {
          let head = DocumentHead(
            SiteIdentity(session, try session.facts()), Completeness(lastSync: outcome.lastSync),
            warnings: outcome.warnings)
          return Document("sync", version: 2, head, document)
        }))
    if let fault = outcome.rowIDs?.fault { throw fault }
  }
}

/// What a sync did: the body of `tokenledger.sync/2`.
struct SyncDocument: Encodable {
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
  let pausedMs: Int

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
    pausedMs = Int(outcome.timePaused / .milliseconds(1))
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
        [.text("Epoch"), .text("\(epoch)")],
        [.text("Milliseconds"), .integer(elapsedMs)],
        [.text("Milliseconds paused"), .integer(pausedMs)],
      ])
  }
}
