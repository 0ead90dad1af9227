import ArgumentParser

/// `tokenledger report`
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "report",
    abstract: "Show the tokens by day, week, month or year.",
    discussion: """
      First brings the ledger up to date; --no-sync skips that. Without --period it uses the Reporting Period in the \
      chatbot's settings.

      Example: tokenledger report --period weekly --last 12
      """)

  @OptionGroup var report: ReportArguments
  @Flag(help: "Do not sync first; show what the ledger has now.")
  var noSync = false
  @Flag(help: "Read only the log: write nothing, and need only SELECT.")
  var live = false
  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: ReportOutputArguments

  func validate() throws {
    if noSync && live { throw ValidationError("--no-sync and --live exclude each other") }
    if report.top != nil && live {
      throw ValidationError("--top does not go with --live: the log is counted by day alone")
    }
    if report.top != nil && output.format == .svg {
      throw ValidationError("--top does not go with --format svg: a chart shows the periods alone")
    }
  }

  mutating func run() throws {
    let console = output.console
    let configuration = try site.configuration(console)
    if let defaults = configuration?.report {
      output.format = output.format ?? defaults.format
      report.leaveOpen(to: defaults, ranked: !live && output.format != .svg)
    }
    let site = try site.open(console, configuration)
    let request = report.request(live ? .live : noSync ? .ledger : .sync(reading.sync))
    try console.write(request.answer(site), output.renderer)
  }
}
