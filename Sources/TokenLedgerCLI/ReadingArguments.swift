import ArgumentParser
import LedgerStore

/// How the log is read when a command syncs.
struct ReadingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How many connections read the log: 1 is gentle, 2 (the default for long work) is faster.",
      valueName: "number"))
  var connections: Int?

  func validate() throws {
    if let connections, !(1...16).contains(connections) {
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
