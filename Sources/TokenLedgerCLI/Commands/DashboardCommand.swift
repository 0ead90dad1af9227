import Application
import ArgumentParser
import Ledger

/// `tokenledger dashboard`
struct DashboardCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "dashboard",
    abstract: "Show the summary and a report together, for a page in one call.",
    discussion: """
      JSON contains the documents of summary, report and doctor, and the chart of report --format svg, after one sync; \
      with --by also that of report --by and its ring. \
      The exit code is that of report: what doctor finds does not change it.

      Example: tokenledger dashboard --period monthly --top 5 --format json
      """)

  @OptionGroup var report: ReportArguments
  @Option(
    help: ArgumentHelp(
      "Also show the tokens by a dimension: \(Dimension.all.map(\.name).joined(separator: ", ")).",
      valueName: "dimension"))
  var by: String?
  @Flag(help: "Do not sync first; show what the ledger has now.")
  var noSync = false
  @Flag(help: "Leave out the checks of doctor, some of which wait for locks.")
  var noDoctor = false
  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  private var breakdown: BreakdownArguments { BreakdownArguments(by: by) }

  func validate() throws { try breakdown.validate(.svg) }

  mutating func run() throws {
    let console = output.console
    let configuration = try site.configuration(console)
    // A configured number is of rankings.
    let most = report.top
    if let defaults = configuration?.report { report.leaveOpen(to: defaults) }
    let request = DashboardRequest(
      report: report.request(
        noSync ? .ledger : .sync(reading.sync),
        breakdown: breakdown.isAsked ? try breakdown.question(top: most) : nil), examines: !noDoctor)
    try console.write(request.answer(site.open(console, configuration)), output.renderer)
  }
}
