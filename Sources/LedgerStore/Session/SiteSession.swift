import Chatbots
import Ledger
import MariaDB
import Sites
import Text

/// An open connection to a site's database, and what the site says of itself.
///
/// It belongs to one thread at a time; its calls block.
public final class SiteSession {
  /// How the site is reached.
  public let site: Site
  /// What the owner's configuration says was used when; each sync declares it before it counts.
  public let models: ModelHistory
  /// The clock that stamped old rows of the log, if the configuration declares one.
  public let databaseClock: DatabaseClock?
  /// The default pace of its syncs.
  public let pace: SyncPace
  /// The chatbot whose log is counted.
  public var chatbot: any ChatSource { tables.chatbot }
  /// The connection.
  public let connection: Connection
  let tables: Tables
  /// The site's clock, by the options that it was made from: to read a zone's file takes longer than to ask for these.
  private var clock: (values: [String: String], options: TimeZoneOptions)?

  /// Connects to a site and, when a blog other than the first is asked for, checks that there is one.
  ///
  /// - Throws: `MariaDBError` when the database cannot be reached, `Failure` for an unknown blog.
  public init(
    _ site: Site, models: ModelHistory = ModelHistory(), databaseClock: DatabaseClock? = nil,
    pace: SyncPace = .auto, chatbot: any ChatSource = ChatSources.counted
  ) throws {
    self.site = site
    self.models = models
    self.databaseClock = databaseClock
    self.pace = pace
    tables = Tables(site, chatbot)
    connection = try Connection(site.connection)
    if site.blogID != 1 { try checkBlog() }
  }

  /// What the options that say something of it make of the site's clock.
  func clock(_ values: [String: String]) throws -> TimeZoneOptions {
    let values = values.filter { TimeZoneOptions.names.contains($0.key) }
    if let clock, clock.values == values { return clock.options }
    let options = try TimeZoneOptions(values: values)
    clock = (values, options)
    return options
  }

  /// Opens the connection again after it was lost.
  func reconnect() throws {
    try connection.reopen(site.connection)
  }

  /// Another connection to the same site.
  func anotherConnection() throws -> Connection {
    try Connection(site.connection)
  }

  /// The conversion to the site's time for old rows of the log; nil when they are used as stored.
  func shift(_ facts: SiteFacts) -> ClockShift? { databaseClock?.shift(toSite: facts) }

  private func checkBlog() throws {
    let known: Bool
    do {
      let query: Query = "SELECT 1 FROM \(identifier: tables.blogs) WHERE blog_id = \(site.blogID)"
      known = try connection.firstRow(query, as: Int.self) != nil
    } catch let error as MariaDBError where error.isUnknownTable {
      throw Failure(
        .usage,
        "blog \(site.blogID) was asked for, but this site is not a multisite (no table \(tables.blogs))",
        advice: "Leave out --blog, or check the prefix.")
    }
    if !known {
      throw Failure(
        .usage, "there is no blog \(site.blogID) in \(tables.blogs)",
        advice: "Choose a blog_id that the table lists.")
    }
  }

  /// Whether a table or view of this name exists, as far as the user can see.
  func exists(_ table: String) throws -> Bool {
    try TableNames(connection, among: [table]).contains(table)
  }
}
