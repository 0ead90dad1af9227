import ArgumentParser
import Ledger
import LedgerStore
import MariaDB
import Rendering
import Reports

/// `tokenledger doctor`
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    _superCommandName: TokenLedger.name,
    abstract: "Check the connection, the log and the ledger, and say what to do.",
    discussion: """
      Each check is ok, a warning or a failure; one that cannot be made is a failure that says why. Exit code 0 \
      without a failure, 75 when checks could not be made now, for a lock or a busy server, and nothing else fails, \
      65 otherwise.

      Example: tokenledger doctor --wp-path /var/www/html
      """)

  @Flag(help: "Settle blind intervals and epoch changes that were read.")
  var acknowledge = false
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let configuration = try site.configuration(console)
    let found = try site.find(console, configuration)
    let session: SiteSession?
    let facts: HealthFacts
    do {
      let opened = try SiteArguments.connect(to: found, configuration)
      (session, facts) = (opened, HealthFacts(opened))
    } catch let error as MariaDBError {
      (session, facts) = (nil, HealthFacts(unreachable: error))
    }
    let report = Examination(site: found, facts: facts).report
    let identity = session.flatMap { session in
      (try? facts.site.get()).map { SiteIdentity(session, $0) }
    }
    try console.write(output.renderer.text(report, site: identity))
    if acknowledge, let session, case .success(let snapshot?) = facts.ledger, let last = snapshot.notices.last
    {
      try session.acknowledge(noticesUpTo: last.id)
      console.detail("acknowledged \(snapshot.notices.count) notices")
    }
    if report.level == .failure {
      throw ExitCode((report.isPassing ? Failure.Code.tryAgain : .badData).rawValue)
    }
  }
}
