import Application
import ArgumentParser
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

      Example: tokenledger summary --wp-path /var/www/html | mail -s Tokens owner@example.org
      """)

  @Flag(help: "Do not sync first; show what the ledger has now.")
  var noSync = false
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

  private var mode: LedgerSource.Mode { noSync ? .ledger : .sync(reading.sync) }
  private var lister: SiteLister { SiteLister(file: sites, jobs: jobs, site: site) }
  var request: SummaryRequest { SummaryRequest(mode) }

  func validate() throws { try lister.validate() }

  func run() throws {
    let console = output.console
    guard sites != nil else {
      return try console.write(request.answer(site.open(console)), output.renderer)
    }
    let configuration = try site.configuration(console)
    let request = SitesSummaryRequest(mode, jobs: lister.threads(configuration))
    try console.write(
      request.answer(lister.listing(configuration), configuration, console.listener), output.renderer)
  }
}
