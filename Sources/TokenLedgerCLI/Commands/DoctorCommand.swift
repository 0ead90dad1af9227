import ArgumentParser
import LedgerStore
import Rendering
import Reports

/// `tokenledger doctor`
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    _superCommandName: TokenLedger.name,
    abstract: "Check the connection, the log and the ledger, and say what to do.",
    discussion: """
      Each check is ok, a warning or a failure. Exit code 0 without a failure, 65 with one.

      Example: tokenledger doctor --wp-path /var/www/html
      """)

  @Flag(help: "Settle blind intervals and epoch changes that were read.")
  var acknowledge = false
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let facts = try HealthFacts(session)
    let report = Examination(site: session.site, facts: facts).report
    let identity = (try? facts.site.get()).map { SiteIdentity(session, $0) }
    try console.write(output.renderer.text(report, site: identity))
    if acknowledge, case .success(let snapshot?) = facts.ledger, let last = snapshot.notices.last {
      try session.acknowledge(noticesUpTo: last.id)
      console.detail("acknowledged \(snapshot.notices.count) notices")
    }
    if report.level == .failure { throw ExitCode(65) }
  }
}
