import Application
import ArgumentParser
import Ledger

/// `tokenledger export`
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "export",
    abstract: "Write the \"Download Token Usage Data\" file, with one line a day.",
    discussion: """
      Prints the path of the file. If the export fails, there is no new file. Only its owner can read it. With --raw \
      it holds the token rows of the log, as the chatbot's own download does. Files with --raw, --from or --to are \
      named differently, so they never replace the daily file. A file with rows is never replaced by an empty one. With \
      --sites one file has the days of all sites of a list; the exit code is 75 if some of them failed.

      Example: tokenledger export --output ~/tokens/
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A file, a folder, or '-' for standard output (default: the current folder).", valueName: "place"),
    completion: .file())
  var output: String?
  @Option(help: AskedDay.help("The first day"))
  var from: AskedDay?
  @Option(help: AskedDay.help("The last day"))
  var to: AskedDay?
  @Flag(help: "Add columns with what each day cost.")
  var cost = false
  @Flag(help: "Write the token rows of the log instead of a line a day.")
  var raw = false
  @Flag(help: "Begin the file with a byte order mark, so that Excel reads it as UTF-8.")
  var bom = false
  @Flag(help: "Do not sync first; write what the ledger has now.")
  var noSync = false
  @OptionGroup var reading: ReadingArguments
  @Option(
    help: ArgumentHelp("A YAML file that lists sites: write a line a site and day.", valueName: "file"),
    completion: .file())
  var sites: String?
  @Option(
    help: ArgumentHelp(
      "With --sites, how many to read at the same time (default: as the worker, 4).", valueName: "number"))
  var jobs: Int?
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var format: OutputArguments

  private var mode: LedgerSource.Mode { noSync ? .ledger : .sync(reading.sync) }
  private var lister: SiteLister { SiteLister(file: sites, jobs: jobs, site: site) }
  private var days: AskedDays { AskedDays(from: from, to: to) }

  func validate() throws {
    try lister.validate()
    if raw && sites != nil {
      throw ValidationError("--raw does not go with --sites: each log has its own file")
    }
    try days.validate()
    if raw && cost { throw ValidationError("--cost does not go with --raw: the log has no prices") }
    // With JSON there is no receipt then, but an error comes as a document.
    if output == "-", format.format.isMarkup {
      throw ValidationError("the file itself is CSV: --format \(format.format) does not go with --output -")
    }
  }

  func run() throws {
    let console = format.console
    if sites != nil { return try exportSites(console) }
    let request = ExportRequest(raw ? .rows : .days(mode, withCost: cost), days, marksUTF8: bom)
    let site = try site.open(console)
    if output == "-" { return try request.write(site, showsText: console.writesToTerminal) }
    try console.write(request.answer(site, output: output ?? "."), format.renderer)
  }

  private func exportSites(_ console: Console) throws {
    let configuration = try site.configuration(console)
    let request = SitesExportRequest(
      mode, withCost: cost, days, marksUTF8: bom, jobs: lister.threads(configuration))
    let listing = try lister.listing(configuration)
    if output == "-" { return try request.write(listing, configuration, console.listener) }
    try console.write(
      request.answer(listing, configuration, console.listener, output: output ?? "."), format.renderer)
  }
}
