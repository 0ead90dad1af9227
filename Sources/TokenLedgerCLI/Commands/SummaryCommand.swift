import ArgumentParser
import Ledger
import LedgerStore
import Rendering
import Reports
import WordPress

/// `tokenledger summary`
struct SummaryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "summary",
    abstract: "Show the state of things on one screen, or in a mail.",
    discussion: """
      Today, this month and this year, each against the same span before; averages, the busiest day, and who \
      used most this month.

      Example: tokenledger summary --wp-path /var/www/html | mail -s Tokens owner@example.org
      """)

  @Flag(help: "Answer from the ledger as it is.")
  var noSync = false
  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  /// What the chatbot logs for a page of another site.
  private static let remoteWidget = "999999"

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let source = try LedgerSource(session, noSync ? .ledger : .sync(reading), naming: true, console)
    let report = SummaryReport(usage: source.days, context: context(source))
    try console.write(output.renderer.text(report, site: SiteIdentity(session, source.facts)))
  }

  private func context(_ source: LedgerSource) -> SummaryReport.Context {
    let today = source.facts.siteNow.day
    var context = SummaryReport.Context(today: today, lastSync: source.syncedSite, warnings: source.warnings)
    context.retention = SummaryReport.Retention(
      isLogging: source.facts.options.loggingOn, daysKept: source.facts.options.retention.days)
    if let month = source.thisMonth {
      context.assistants = month.assistants.map { NamedUsage($0, none: "No assistant") }
      context.pages = month.pages.map { usage in
        usage.id == Self.remoteWidget && usage.name == nil
          ? NamedUsage(id: usage.id, name: "Remote widget", count: usage.count)
          : NamedUsage(usage, none: "No page")
      }
      context.users = month.users.map { NamedUsage($0, none: "Guests") }
    }
    return context
  }
}

extension NamedUsage {
  /// The usage with the best name there is for it.
  fileprivate init(_ usage: UsageByName, none: String) {
    self.init(
      id: usage.id, name: usage.id.isEmpty ? none : usage.name.flatMap { $0.isEmpty ? nil : $0 } ?? usage.id,
      count: usage.count)
  }
}
