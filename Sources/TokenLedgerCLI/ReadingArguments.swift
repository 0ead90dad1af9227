import ArgumentParser
import LedgerStore

/// How the log is read when a command syncs.
struct ReadingArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Number of connections that read a long log, 1 to 16; 2 is fastest (default: 1).", valueName: "number"))
  var connections: Int?
  @Option(
    help: ArgumentHelp(
      "When to pause for the site's visitors while reading a long log. gentle: always. auto: while others use the"
        + " server. full: never. (default: auto)", valueName: "pace"))
  var pace: SyncPace?

  func validate() throws {
    guard connections.map((1...16).contains) ?? true else {
      throw ValidationError("--connections must be from 1 to 16")
    }
  }

  /// Brings the ledger up to date, with a progress bar for long work on a terminal.
  func sync(_ session: SiteSession, _ console: Console) throws -> SyncOutcome {
    let bar = console.progressBar("Counting")
    defer { bar?.clear() }
    var settings = SyncSettings(pace: pace ?? session.pace)
    if let connections { settings.connections = connections }
    if let bar {
      settings.progress = { done, all in bar.show(done, of: all) }
      settings.paused = { time in bar.show(note: Self.note(time)) }
    }
    if console.isVerbose { settings.log = { console.detail($0) } }
    var sync = try Sync(session, settings: settings)
    let outcome = try sync.run()
    if let bar, let note = Self.note(outcome.timePaused) {
      bar.clear()
      Console.standardError("tokenledger: \(note)\n")
    }
    return outcome
  }

  /// A note about pauses that are long enough to notice.
  private static func note(_ paused: Duration) -> String? {
    let seconds = paused.components.seconds
    return seconds > 0 ? "paused \(seconds) s for visitors; hurry: --pace full" : nil
  }
}

extension SyncPace: NamedChoice {}
