import ArgumentParser
import LedgerStore
import Rendering

/// `tokenledger dashboard`
struct DashboardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "dashboard",
    abstract: "Show the summary and a report together, for a page in one call.",
    discussion: """
      JSON contains the documents of summary, report and doctor, and the chart of report --format svg, after one sync. \
      The exit code is that of report: what doctor finds does not change it.

      Example: tokenledger dashboard --period monthly --top 5 --format json
      """)

  @OptionGroup var report: ReportArguments
  @Flag(help: "Do not sync first; show what the ledger has now.")
  var noSync = false
  @Flag(help: "Leave out the checks of doctor, some of which wait for locks.")
  var noDoctor = false
  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  mutating func run() throws {
    let console = output.console
    let configuration = try site.configuration(console)
    if let defaults = configuration?.report { report.leaveOpen(to: defaults) }
    let found = try site.find(console, configuration)
    let session = try SiteArguments.connect(to: found, configuration)

    let source = try report.source(session, noSync ? .ledger : .sync(reading), console)
    let report = try self.report.report(source, console)
    let summary = try SummaryCommand.report(
      SummaryCommand.source(session, source.again, console.quieted), console.quieted)
    for warning in summary.warnings where !report.warnings.contains(warning) { console.warn(warning) }
    let health = noDoctor ? nil : DoctorCommand.examine(found, session)
    let answer = Answer(
      summary: summary, report: report, health: health?.report, site: SiteIdentity(session, source.facts),
      examined: health?.site)
    try console.write(answer, output.renderer)
  }
}
