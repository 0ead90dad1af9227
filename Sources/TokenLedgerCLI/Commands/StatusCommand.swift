import Application
import ArgumentParser
import Configuration
import Glibc

/// `tokenledger status`
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "status",
    abstract: "Show when each site was last synced, and how far it lags behind.",
    discussion: """
      Reads the ledgers, and the state file of a worker on this machine. Exit code 0: all sites are current. 75: a \
      site is late, was never synced or cannot be examined.

      Example: tokenledger status --sites /etc/tokenledger/sites.yml --format json
      """)

  @Option(
    help: ArgumentHelp(
      "How long a site may go without a sync (default: three intervals of its worker, or 2h).",
      valueName: "time"))
  var lateAfter: TimeSpan?
  @OptionGroup(title: "Site") var site: SitesArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let listing = try site.listing()
    let request = StatusRequest(
      states: StateFile.states(environment: Environment.variables), lateAfter: lateAfter?.duration)
    let (answer, level) = request.answer(listing, console.listener)
    try console.write(answer, output.renderer)
    // Threads that hang in a call may not have the libraries taken from under them.
    if let level { _exit(level.rawValue) }
  }
}
