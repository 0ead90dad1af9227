import Application
import ArgumentParser
import Ledger

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

      Example: tokenledger report --period weekly --last 12
      """)

  @OptionGroup var report: ReportArguments
  @Option(
    help: ArgumentHelp(
      "Show the tokens by one or two dimensions: \(Dimension.all.map(\.name).joined(separator: ", ")).",
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
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: ReportOutputArguments

  private var breakdown: BreakdownArguments {
    BreakdownArguments(
      by: by, isAcross: across, chart: chart, measure: measure, sort: sort,
      filters: [.model: model, .assistant: assistant, .page: page, .user: userID])
  }

  func validate() throws {
    try breakdown.validate(output.format, isLive: live)
    if noSync && live { throw ValidationError("--no-sync and --live exclude each other") }
    if live && !model.isEmpty {
      throw ValidationError("--model does not go with --live: the log does not say which model answered")
    }
    if report.top != nil && live && !breakdown.isAsked {
      throw ValidationError("--top does not go with --live: the log is counted by day alone")
    }
    if let format = output.format, format.isPicture, report.top != nil, !breakdown.isAsked {
      throw ValidationError(
        "--top does not go with --format \(format): a chart shows the periods alone")
    }
  }

  mutating func run() throws {
    let console = output.console
    let configuration = try site.configuration(console)
    if let defaults = configuration?.report {
      let isOfPeriods = defaults.format?.isPicture ?? false
      if !breakdown.isAsked || !isOfPeriods { output.format = output.format ?? defaults.format }
      let isPicture = output.format?.isPicture ?? false
      report.leaveOpen(to: defaults, ranked: !live && !breakdown.isAsked && !isPicture)
    }
    try output.refuseTerminal()
    try output.refuseMark()
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
