import ArgumentParser
import LedgerStore

/// How the log is read when a command syncs.
struct ReadingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many connections read the log: 1 rests between long reads, for the site's visitors; 2 is fastest.",
      valueName: "number"))
  var connections = 1

  func validate() throws {
    guard (1...16).contains(connections) else {
      throw ValidationError("--connections must be from 1 to 16")
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
