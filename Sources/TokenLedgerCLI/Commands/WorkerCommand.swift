import Application
import ArgumentParser
import Configuration
import Glibc
import Ledger
import LedgerStore
import Text
import Worker

/// `tokenledger worker`
struct WorkerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "worker",
    abstract: "Keep the ledgers of one or many sites current, as a service.",
    discussion: """
      Syncs each site at an interval and, with --export-dir, writes its daily file. SIGTERM and SIGINT end it \
      within 5 seconds. On SIGHUP it reads the list of sites again and syncs them all at once.

      Example: tokenledger worker --sites /etc/tokenledger/sites.yml --export-dir /var/lib/tokenledger/files
      """)

  private static let defaults = WorkerChoices()

  @Option(
    help: ArgumentHelp(
      "The time between two syncs of a site, from 5s to 24h (default: \(defaults.interval)).",
      valueName: "time"))
  var interval: TimeSpan?
  @Option(
    help: ArgumentHelp(
      "How many sites to sync at the same time (default: \(defaults.jobs)).", valueName: "number"))
  var jobs: Int?
  @Option(
    help: ArgumentHelp(
      "Write a daily file of each site, in a folder per site below this one.", valueName: "dir"),
    completion: .directory)
  var exportDir: String?
  @Option(
    help: ArgumentHelp(
      "When to write the daily file, by the site's clock (default: \(defaults.exportAt)).",
      valueName: "HH:MM"))
  var exportAt: DailyTime?
  @Option(
    help: ArgumentHelp(
      "How many daily files to keep of each site (default: \(defaults.keep)).", valueName: "number"))
  var keep: Int?
  @Option(help: "The format of the log on standard error (default: text).")
  var logFormat: LogFormat?
  @Option(
    help: ArgumentHelp(
      "When to pause for the site's visitors while reading a long log. gentle: always. auto: while others use the"
        + " server. full: never. (default: \(defaults.pace.rawValue))", valueName: "pace"))
  var pace: SyncPace?
  @OptionGroup(title: "Site") var site: SitesArguments
  @OptionGroup(title: "Output") var messages: MessageArguments

  private static let needsRestart =
    "the configuration's settings of the worker have changed: restart it to have them hold"

  func validate() throws {
    if let interval, !WorkerSettings.intervals.contains(interval.duration) {
      throw ValidationError("--interval must be from 5s to 24h")
    }
    if let jobs, !WorkerSettings.jobs.contains(jobs) { throw ValidationError("--jobs must be from 1 to 64") }
    if let keep, !(1...36_500).contains(keep) { throw ValidationError("--keep must be from 1 to 36500") }
  }

  func run() throws {
    let describe = { @Sendable (error: any Error) in Failure(ofCommand: error) }
    let clock = SystemClock()
    var listing = try site.listing()
    listing.warnings += StateFile.otherWorkers(beside: listing, environment: Environment.variables)
    let choices = try choices()
    let surroundings = WorkerSurroundings(
      clock: clock, logger: choices.logger(messages.console, clock: clock),
      visitor: SiteVisitor(steps: try choices.steps(), pace: choices.pace, describe: describe),
      relist: { [self, listing] () throws(Failure) in
        do {
          // Standard input is read but once.
          var listing = site.site.site != nil ? listing : try site.listing()
          if try self.choices() != choices { listing.warnings.append(Self.needsRestart) }
          return listing
        } catch {
          throw describe(error)
        }
      }, notifier: SystemdNotifier(environment: Environment.variables),
      stateFile: StateFile(environment: Environment.variables))
    try WorkerProcess.run(
      listing, settings: WorkerSettings(interval: choices.interval.duration, jobs: choices.jobs),
      surroundings: surroundings)
    // Threads that hang in a call may not be waited for, nor have the libraries taken from under them.
    _exit(0)
  }

  /// What the options say, else the configuration, else the default.
  private func choices() throws -> WorkerChoices {
    var choices = WorkerChoices(try ConfigurationSearch.ofThisProcess.load(option: site.site.config).file)
    choices.interval = interval ?? choices.interval
    choices.jobs = jobs ?? choices.jobs
    choices.exportDir = exportDir ?? choices.exportDir
    choices.exportAt = exportAt ?? choices.exportAt
    choices.keep = keep ?? choices.keep
    choices.logFormat = logFormat ?? choices.logFormat
    choices.pace = pace ?? choices.pace
    if choices.exportDir == nil, exportAt != nil || keep != nil {
      throw ValidationError("--export-at and --keep need --export-dir")
    }
    return choices
  }
}
