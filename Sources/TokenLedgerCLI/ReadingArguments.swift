import Application
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

  /// The sync that the options ask for.
  var sync: SyncRequest { SyncRequest(connections: connections, pace: pace) }
}

extension SyncPace: NamedChoice {}
