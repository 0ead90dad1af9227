import ArgumentParser
import Configuration
import Glibc
import Output
import Reports
import Text
import Worker

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
    for warning in listing.warnings { console.warn(warning) }
    let survey = StatusSurvey(
      states: StateFile.states(environment: Environment.variables), lateAfter: lateAfter?.duration,
      describe: { Failure(ofCommand: $0) })
    let report = StatusReport(sites: survey.report(listing.sites).sites, warnings: listing.warnings)
    try console.write(Answer(report), output.renderer)
    // Threads that hang in a call may not have the libraries taken from under them.
    if !report.isCurrent { _exit(Failure.Kind.tryAgain.rawValue) }
  }
}
