import ArgumentParser
import Ledger
import LedgerStore
import Rendering
import Reports
import WordPress

/// `tokenledger summary`
struct SummaryCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "summary",
    abstract: "Show today, this month and this year on one screen, or in a mail.",
    discussion: """
      Compares the hours of each period that are over with the same hours of the period before. Also shows averages, \
      the busiest day, and who used most this month.

      Example: tokenledger summary --wp-path /var/www/html | mail -s Tokens owner@example.org
      """)

  @Flag(help: "Do not sync first; show what the ledger has now.")
  var noSync = false
  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  /// How many of each kind are named.
  private static let ranked = 5

  func answer(_ site: OpenSite) throws -> Answer {
    let source = try Self.source(site.session, noSync ? .ledger : .sync(reading), site.console)
    return Answer(try Self.report(source, site.console), site: SiteIdentity(site.session, source.facts))
  }

  /// Reads what the summary needs.
  static func source(
    _ session: SiteSession, _ mode: LedgerSource.Mode, _ console: Console
  ) throws -> LedgerSource {
    try LedgerSource(
      session, mode,
      hours: { facts, until in SummaryReport.hours(on: facts.siteNow.day, until: until) },
      usageOf: { facts, _ in Period.monthly.start(of: facts.siteNow.day)...facts.siteNow.day }, console)
  }

  /// The summary, whose warnings that `source` has not printed are printed here.
  static func report(_ source: LedgerSource, _ console: Console) throws -> SummaryReport {
    let today = source.facts.siteNow.day
    // This year, and the year before that it is compared with.
    let firstShown = Period.yearly.shift(Period.yearly.start(of: today), by: -1) ?? today
    var context = SummaryReport.Context(
      today: today, rankings: source.rankings(limit: ranked),
      completeness: source.completeness, early: source.early,
      incompleteness: source.incompleteness(through: today, console),
      warnings: try source.warnings
        + [source.importNote(from: firstShown, to: today, console)].compactMap(\.self))
    context.retention = SummaryReport.Retention(
      isLogging: source.facts.options.loggingOn, daysKept: source.facts.options.retention.days)
    return SummaryReport(usage: source.days, context: context)
  }
}
