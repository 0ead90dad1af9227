import ArgumentParser
import Ledger
import LedgerStore
import MariaDB
import Rendering
import Reports
import Text
import WordPress

/// `tokenledger doctor`
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "doctor",
    abstract: "Check the connection, the log and the ledger, and say what to do about faults.",
    discussion: """
      Each check is ok, a warning or a failure. A check that cannot be made is a failure that says why. Exit code 0: \
      no failure. 75: some checks could not be made now, because of a lock or a busy server. 65: any other failure.

      Example: tokenledger doctor --wp-path /var/www/html
      """)

  @Flag(help: "Mark the notices of blind intervals and new epochs as read.")
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
    let identity = session.flatMap { Self.identity($0, facts) }
    let answer = Answer(report, site: identity, isMarkdown: output.format == .markdown)
    try console.write(answer, output.renderer)
    if acknowledge, let session, case .success(let snapshot?) = facts.ledger, let last = snapshot.notices.last
    {
      try session.acknowledge(noticesUpTo: last.id)
      console.detail("acknowledged \(snapshot.notices.count) notices")
    }
    if report.level == .failure {
      throw ExitCode((report.isPassing ? Failure.Kind.tryAgain : .badData).rawValue)
    }
  }
  /// The checks of a site whose database answers, and the site as they name it.
  static func examine(_ site: Site, _ session: SiteSession) -> (report: HealthReport, site: SiteIdentity?) {
    let facts = HealthFacts(session)
    return (Examination(site: site, facts: facts).report, identity(session, facts))
  }

  /// The site as its document names it; nil when its options could not be read.
  private static func identity(_ session: SiteSession, _ facts: HealthFacts) -> SiteIdentity? {
    (try? facts.site.get()).map { SiteIdentity(session, $0) }
  }
}
