import Application
import ArgumentParser
import Ledger
import Output
import Reports
import Sites

/// `tokenledger summary`
struct SummaryCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "summary",
    abstract: "Show today, this month and this year on one screen, or in a mail.",
    discussion: """
      Compares the hours of each period that are over with the same hours of the period before. Also shows averages, \
      the busiest day, and who used most this month. With --sites, each row is a site of a list; the exit code is 75 \
      if some of them failed.

      With --period it shows the last day, week, month or year that is over instead, beside the one before it: what a \
      mail on the 1st says of the month.

      Example: tokenledger summary --period month | mail -s Tokens owner@example.org
      """)

  @Option(help: "Show the last one of these that is over, in full.")
  var period: Period?
  @Option(
    help: ArgumentHelp(
      "Show the summary as it was on this day (default: today at the site).", valueName: "day"))
  var asOf: AskedDay?
  @Flag(help: "Do not sync first; show what the ledger has now.")
  var noSync = false
  @Flag(help: "Begin CSV with a byte order mark, so that Excel reads it as UTF-8.")
  var bom = false
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
  @OptionGroup(title: "Output") var output: OutputArguments

  var renderer: Renderer { output.renderer(marksUTF8: bom) }
  private var mode: LedgerSource.Mode { noSync ? .ledger : .sync(reading.sync) }
  private var lister: SiteLister { SiteLister(file: sites, jobs: jobs, site: site) }
  var request: SummaryRequest { SummaryRequest(mode, of: period, asOf: asOf) }

  func validate() throws {
    try lister.validate()
    if bom, output.format != .csv {
      throw ValidationError("--bom goes with --format csv, not \(output.format)")
    }
    if sites != nil, let option = period != nil ? "--period" : asOf != nil ? "--as-of" : nil {
      throw ValidationError(
        "\(option) does not go with --sites: ask 'tokenledger report --sites' for other days")
    }
  }

  func run() throws {
    let console = output.console
    guard sites != nil else {
      return try console.write(request.answer(site.open(console)), renderer)
    }
    let configuration = try site.configuration(console)
    let request = SitesSummaryRequest(mode, jobs: lister.threads(configuration))
    try console.write(
      request.answer(lister.listing(configuration), configuration, console.listener), renderer)
  }
}
