import Ledger
import MariaDB
import WordPress

/// An open connection to a site's database, and what the site says of itself.
///
/// It belongs to one thread at a time; its calls block.
public final class SiteSession {
  /// How the site is reached.
  public let site: Site
  /// The connection.
  public let connection: Connection
  let tables: Tables

  /// Connects to a site and, when a blog other than the first is asked for, checks that there is one.
  ///
  /// - Throws: `MariaDBError` when the database cannot be reached, `StoreError` for an unknown blog.
  public init(_ site: Site) throws {
    self.site = site
    tables = Tables(prefix: site.prefix, basePrefix: site.basePrefix)
    connection = try Connection(site.connection)
    if site.blogID != 1 { try checkBlog() }
  }

  /// Opens the connection anew after it was lost.
  func reconnect() throws {
    try connection.reopen(site.connection)
  }

  /// Another connection to the same site.
  func anotherConnection() throws -> Connection {
    try Connection(site.connection)
  }

  private func checkBlog() throws {
    let known: Bool
    do {
      let query: Query = "SELECT 1 FROM \(identifier: tables.blogs) WHERE blog_id = \(site.blogID)"
      known = try connection.firstRow(query, as: Int.self) != nil
    } catch let error as MariaDBError where error.isUnknownTable {
      throw StoreError(
        .usage,
        "blog \(site.blogID) was asked for, but this site is not a multisite (no table \(tables.blogs))",
        advice: "Leave out --blog, or check the prefix.")
    }
    if !known {
      throw StoreError(
        .usage, "there is no blog \(site.blogID) in \(tables.blogs)",
        advice: "Choose a blog_id that the table lists.")
    }
  }

  /// Whether a table or view of this name exists, as far as the user can see.
  func exists(_ table: String) throws -> Bool {
    let query: Query = """
      SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = \(table)
      """
    return try connection.firstRow(query, as: Int.self) != nil
  }
}

/// What a site says of itself at one moment.
public struct SiteFacts: Sendable {
  /// The options.
  public let options: SiteOptions
  /// The database's clock, in seconds since 1970-01-01 00:00:00 UTC.
  public let unixTime: Int
  /// The site's wall clock at that moment.
  public let siteNow: WallClock

  /// What the owner should know about the site's settings, a sentence each.
  public var warnings: [String] {
    options.warnings
      + (options.loggingOn ? [] : ["the chatbot's conversation logging is off: it writes no token rows"])
  }

  /// The database's clock as a UTC wall clock.
  public var utcNow: WallClock { WallClock(secondsSince1970: unixTime, offset: 0) }

  /// The retention's cut-off: the chatbot may purge any row before it. The chatbot reckons the day in UTC and
  /// compares it with rows in site time. Nil when it keeps rows for ever.
  public var purgeCutoff: WallClock? {
    guard case .days(let days) = options.retention else { return nil }
    return WallClock(day: utcNow.day.adding(days: -days), secondOfDay: 0)
  }
}

extension SiteSession {
  /// Reads the options that TokenLedger knows, and the database's clock.
  ///
  /// A user of least privilege reads them through a view that shows no other option.
  public func facts() throws -> SiteFacts {
    do {
      return try facts(from: tables.options)
    } catch let error as MariaDBError where error.isAccessDenied {
      return try facts(from: tables.optionsView)
    } catch let error as MariaDBError where error.isUnknownTable {
      throw StoreError(
        .noInput, "there is no table \(tables.options) in the database \(site.connection.database ?? "")",
        advice: "Is the table prefix right? It is \(tables.prefix.debugDescription) now.")
    }
  }

  private func facts(from table: String) throws -> SiteFacts {
    // The clock comes in a row of its own, so that it is there for a site without options.
    let query: Query = """
      SELECT '' AS option_name, '' AS option_value, UTC_TIMESTAMP() AS now
      UNION ALL SELECT option_name, LEFT(option_value, 1000), NULL FROM \(identifier: table)
      WHERE option_name IN (\(list: SiteOptions.names))
      """
    var values: [String: String] = [:]
    var unixTime = 0
    for (name, value, now) in try connection.rows(query, as: (String, String, DateTime?).self) {
      if let now {
        unixTime = now.clock?.seconds ?? 0
      } else {
        values[name] = value
      }
    }
    let options = try SiteOptions(values: values)
    return SiteFacts(
      options: options, unixTime: unixTime,
      siteNow: WallClock(
        secondsSince1970: unixTime, offset: options.timeZone.secondsFromGMT(at: unixTime)))
  }
}

extension DateTime {
  /// The time on a wall clock, or nil when no clock can show it.
  var clock: WallClock? {
    guard let day = Day(year: year, month: month, day: day), (0..<24).contains(hour),
      (0..<60).contains(minute),
      (0..<60).contains(second)
    else { return nil }
    return WallClock(day: day, secondOfDay: hour * 3600 + minute * 60 + second)
  }
}

extension WallClock {
  /// The time as the database takes it.
  var dateTime: DateTime {
    let (year, month, dayOfMonth) = day.components
    return DateTime(
      year: year, month: month, day: dayOfMonth, hour: hour, minute: secondOfDay / 60 % 60,
      second: secondOfDay % 60)
  }
}

extension Day {
  /// The day as the database takes it.
  var dateTime: DateTime { WallClock(day: self, secondOfDay: 0).dateTime }
}
