import Ledger
import Pricing
import Sites
import Text

/// What `tokenledger.yml` says.
///
///     let file = try ConfigurationFile.load("/etc/tokenledger/tokenledger.yml")
///     file.worker.jobs            // 4
///     file.place(of: "worker.jobs")  // "/etc/tokenledger/tokenledger.yml, line 12"
public struct ConfigurationFile: Sendable {
  /// Where it lies, as an absolute path.
  public let path: String
  /// `site`: the only site, or the one that is meant where nothing else is said.
  public var site: SiteRequest? { siteEntry?.request }
  /// The same with what the owner calls it.
  public let siteEntry: SiteEntry?
  /// `sites`: many sites, for the worker.
  public let sites: SiteList
  /// `worker`: its settings.
  public let worker: WorkerDefaults
  /// `report`: what a report is like where nothing else is said.
  public let report: ReportDefaults
  /// `pace`: when a sync pauses for others on the server: `gentle`, `auto` or `full`.
  public let pace: String?
  /// `models`: what was used when, at every site that is synced with this file.
  public let models: ModelHistory
  /// `prices`: what the owner says of prices.
  public let prices: OwnPrices
  /// `log.database_clock`: the clock that stamped old rows of the log; nil when they are used as stored.
  public let databaseClock: DatabaseClock?
  /// What is wrong in the file, in its order. The settings of a file with problems are not to be used.
  package let problems: [Problem]

  private let positions: [String: TextPosition]

  private static let keys = ["site", "sites", "worker", "report", "pace", "models", "prices", "log"]

  /// Reads a file; `path` is absolute.
  ///
  /// - Throws: `Failure` when something in the file cannot be used (78), there is no such file (66), it may not be read
  ///   (77) or is larger than a megabyte (78).
  public static func load(_ path: String) throws -> ConfigurationFile {
    let file = try read(path)
    if let failure = file.failure { throw failure }
    return file
  }

  /// Reads a file whatever is wrong in it, so that all its problems can be shown. `path` is absolute.
  ///
  /// - Throws: `Failure` when there is no such file (66), it may not be read (77) or is larger than a megabyte (78).
  package static func read(_ path: String) throws -> ConfigurationFile {
    ConfigurationFile(try SettingsFile(path: path, advice: "Give a configuration file that exists."))
  }

  /// Why the file cannot be used; nil when it can.
  package var failure: Failure? { Failure(problems, in: path) }

  private init(_ file: SettingsFile) {
    path = file.path
    var problems = file.problems
    let root = SettingsReader(
      file.root, name: "the file", keys: Self.keys, example: "'site: /var/www/html'", &problems)
    siteEntry = root.field("site").flatMap { SiteEntry.read($0.value, in: file, &problems)?.entry }
    sites = SiteList(root, in: file, &problems)
    worker =
      root.section("worker", keys: WorkerDefaults.keys, example: "'interval: 60s'", &problems).map {
        WorkerDefaults($0, folder: { absolutePath($0, from: file.folder) }, &problems)
      } ?? WorkerDefaults()
    report =
      root.section("report", keys: ReportDefaults.keys, example: "'period: monthly'", &problems).map {
        ReportDefaults($0, &problems)
      } ?? ReportDefaults()
    pace = root.choice("pace", of: ["gentle", "auto", "full"], &problems)
    models = ModelHistory(root.items("models", &problems), &problems)
    prices =
      root.section("prices", keys: OwnPrices.keys, example: OwnPrices.example, &problems).map {
        OwnPrices($0, folder: { absolutePath($0, from: file.folder) }, &problems)
      } ?? OwnPrices()
    databaseClock =
      root.section(
        "log", keys: ["database_clock"], example: "'database_clock: {before: 2024-08-01, zone: UTC}'",
        &problems)?
      .section(
        "database_clock", keys: DatabaseClock.keys, example: "'before: 2024-08-01' and 'zone: UTC'", &problems
      )
      .flatMap { DatabaseClock($0, &problems) }
    positions = root.positions
    self.problems = problems.sorted { $0.position < $1.position }
  }

  /// What the file calls a site that the command line names; `folder` is where relative paths start from. Nothing where
  /// the file does not name the same site, by the same means.
  public func labels(of request: SiteRequest, from folder: String) -> SiteLabels {
    let called = ([siteEntry].compactMap(\.self) + sites.sites).filter { !$0.labels.isEmpty }
    // Without names there is nothing to look up on the disk.
    if called.isEmpty { return SiteLabels() }
    let wanted = request.absolute(from: folder).identity
    if let entry = called.first(where: { $0.request.identity == wanted }) { return entry.labels }
    // A multisite that is listed as a whole stands for each of its blogs.
    guard let blog = wanted.blog else { return SiteLabels() }
    var whole = wanted
    whole.blog = nil
    return called.first { $0.request.blog == nil && $0.request.identity == whole }?.labels.blog(blog)
      ?? SiteLabels()
  }

  /// The file and line that set a key such as `worker.jobs`, for messages; nil where it is not set.
  public func place(of key: String) -> String? {
    position(of: key).map { "\(printable(path)), line \($0.line)" }
  }

  /// Where a key such as `worker.jobs` is set; nil where it is not.
  package func position(of key: String) -> TextPosition? {
    if let position = positions[key] { return position }
    // A site may be its folder alone.
    return key == "site.wp_path" && site?.wpPath != nil ? positions["site"] : nil
  }
}
