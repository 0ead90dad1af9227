import Application
import ArgumentParser
import Configuration
import Ledger
import Reports

/// `tokenledger report`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "report",
    abstract: "Show the tokens by day, week, month or year.",
    discussion: """
      First brings the ledger up to date; --no-sync skips that. Without --period it uses the Reporting Period in the \
      chatbot's settings.

      With --by, the tokens of all these periods together are broken down instead, for example by model; --top then \
      limits the rows, and --across puts the periods into columns.

      With --sites, each row is a site of a list, with what it used today or in the periods that are asked for; with \
      --by it is a client, a tag or another dimension. Exit code 75: some sites failed; the others are shown.

      Example: tokenledger report --period weekly --last 12
      """)

  @OptionGroup var report: ReportArguments
  @Option(
    help: ArgumentHelp(
      "Show the tokens by one or two dimensions: \(Dimension.all.map(\.name).joined(separator: ", ")); with --sites also "
        + "\(SitesDimension.ofSites.map(\.name).joined(separator: ", ")).",
      valueName: "dimension[,dimension]"))
  var by: String?
  @Flag(help: "With --by, show each period in a column.")
  var across = false
  @Option(
    help: ArgumentHelp(
      "With --by and --format svg or png, the chart to draw: share, a ring of all days together (default: stacked bars of "
        + "the periods).", valueName: "chart"))
  var chart: String?
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "With --by, the figures to show: \(Measure.selectable.map(\.key).joined(separator: ", ")) (default: "
        + "\(Measure.shown.map(\.key).joined(separator: ", "))).", valueName: "measure[,measure]"))
  var measure: [String] = []
  @Option(
    help: ArgumentHelp(
      "With --by, the order of the rows: one of the figures, the highest first, or name. :asc or :desc "
        + "after it gives the direction.",
      valueName: "measure"))
  var sort: String?
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("With --by, only usage of these models, by id or name.", valueName: "model[,model]"))
  var model: [String] = []
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "With --by, only usage of these assistants, by id or name.", valueName: "assistant[,assistant]"))
  var assistant: [String] = []
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("With --by, only usage on these pages, by id or title.", valueName: "page[,page]"))
  var page: [String] = []
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("With --by, only usage of these users; 0 is guests.", valueName: "id[,id]"))
  var userID: [String] = []
  @Flag(help: "Do not sync first; show what the ledger has now.")
  var noSync = false
  @Flag(help: "Read only the log: write nothing, and need only SELECT.")
  var live = false
  @OptionGroup var reading: ReadingArguments
  @Option(
    help: ArgumentHelp(
      "A YAML file that lists sites: show each of them, and all together.", valueName: "file"),
    completion: .file())
  var sites: String?
  @Option(
    help: ArgumentHelp(
      "With --sites, how many to read at the same time (default: as the worker, 4).", valueName: "number"))
  var jobs: Int?
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: ReportOutputArguments

  var lister: SiteLister { SiteLister(file: sites, jobs: jobs, site: site) }

  var breakdown: BreakdownArguments {
    BreakdownArguments(
      by: by, isAcross: across, chart: chart, measure: measure, sort: sort,
      filters: [.model: model, .assistant: assistant, .page: page, .user: userID])
  }

  mutating func run() throws {
    let console = output.console
    let configuration = try site.configuration(console)
    if let defaults = configuration?.report {
      let isOfPeriods = defaults.format?.isPicture ?? false
      if !breakdown.isAsked && sites == nil || !isOfPeriods {
        output.format = output.format ?? defaults.format
      }
      let isPicture = output.format?.isPicture ?? false
      report.leaveOpen(to: defaults, ranked: !live && !breakdown.isAsked && !isPicture && sites == nil)
    }
    try output.refuseTerminal()
    try output.refuseMark()
    if sites != nil { return try showSites(console, configuration) }
    let question =
      breakdown.isAsked ? try breakdown.question(top: report.top, output.format) : nil
    let site = try site.open(console, configuration)
    let mode: LedgerSource.Mode = live ? .live : noSync ? .ledger : .sync(reading.sync)
    let answer =
      try question.map { try BreakdownRequest($0, report.span, mode).answer(site) }
      ?? report.request(mode).answer(site)
    try console.write(answer, output.renderer)
  }
}
