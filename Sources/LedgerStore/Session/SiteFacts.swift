import Chatbots
import Ledger
import MariaDB
import Sites
import Text

/// What a site says of itself at one moment.
public struct SiteFacts: Sendable {
  /// The chatbot's options.
  public let options: ChatOptions
  /// What the owner calls the site; nil where it has no name, or where an earlier release's view hides it.
  public let name: SiteName?
  /// The site's clock.
  public let timeZone: SiteTimeZone
  /// Whether the options were read through the view of users of least privilege.
  let usesView: Bool
  /// Whether the options were read through an earlier release's view, which hides some.
  public let isOptionsViewOutdated: Bool
  /// The database's clock.
  public let utcNow: UTCTime
  /// The site's clock at that moment.
  public let siteNow: SiteTime
  /// The node of a cluster that answered; nil when the server is a single one, or does not tell.
  public let cluster: ClusterNode?
  /// What the owner should know about the options, a line each.
  public let optionWarnings: [String]

  /// What the owner should know about the site's settings, a sentence each.
  public var warnings: [String] {
    optionWarnings
      + (options.loggingOn ? [] : ["the chatbot's conversation logging is off: it writes no token rows"])
      + [cluster?.warning].compactMap(\.self)
  }

  /// The time at which these facts were read.
  public var now: Moment { Moment(utc: utcNow, local: siteNow) }

  /// An instant, with what the site's clock showed then.
  func moment(_ utc: UTCTime) -> Moment { Moment(utc, offset: timeZone.offset(at: utc)) }

  /// The retention's cut-off: the chatbot may purge any row before it. The chatbot reckons the day in UTC and
  /// compares its midnight, as it stands, with rows in site time. Nil when it keeps rows for ever.
  public var purgeCutoff: SiteTime? {
    guard case .days(let days) = options.retention else { return nil }
    return SiteTime(day: utcNow.calendar.day.adding(days: -days), secondOfDay: 0)
  }
}

extension DatabaseClock {
  /// The conversion of this clock's times to the site's.
  func shift(toSite facts: SiteFacts) -> ClockShift {
    let zone = facts.timeZone
    return shift { zone.offset(at: $0) }
  }
}

extension SiteSession {
  /// Reads the options that TokenLedger knows, and the database's clock.
  ///
  /// A user of least privilege reads them through a view that shows no other option. Before 0.3.0 it showed fewer.
  public func facts() throws -> SiteFacts {
    do {
      return try facts(from: tables.options)
    } catch let error as MariaDBError where error.isAccessDenied {
      do {
        return try facts(from: tables.optionsView, where: " AND view_version >= 2")
      } catch let error as MariaDBError where error.isUnknownColumn {
        return try facts(from: tables.optionsView, hiding: chatbot.laterOptionNames)
      } catch let error as MariaDBError where error.isUnknownTable {
        throw Failure(
          .permission,
          """
          the database user \(site.connection.user) may not read \(tables.options), and the view \(tables.optionsView) \
          is not there
          """,
          advice: "Let the site's own database user run 'tokenledger migrate', then 'tokenledger grants'.")
      }
    } catch let error as MariaDBError where error.isUnknownTable {
      throw Failure(
        .noInput, "there is no table \(tables.options) in the database \(site.connection.database ?? "")",
        advice: "Is the table prefix right? It is \(tables.prefix.debugDescription) now.")
    }
  }

  private func facts(
    from table: String, where condition: Query = "", hiding hidden: Set<String> = []
  ) throws -> SiteFacts {
    let value = Query(unchecked: tables.text("LEFT(option_value, 1000)"))
    // The clock comes in a row of its own, so that it is there for a site without options; with it, the server's node.
    let query: Query = """
      SELECT '' AS option_name, '' AS option_value, UTC_TIMESTAMP() AS now,
        \(query: ClusterNode.query(connection)) AS node
      UNION ALL SELECT option_name, \(query: value), NULL, NULL FROM \(identifier: table)
      WHERE option_name IN (\(list: tables.optionNames))\(query: condition)
      """
    var values: [String: String] = [:]
    var utcNow: UTCTime?
    var cluster: ClusterNode?
    let rows = try connection.rows(query, as: (String, RepairedText, UTCTime?, RepairedText?).self)
    for (name, value, now, node) in rows {
      if let now {
        utcNow = now
        cluster = node.flatMap { ClusterNode(column: $0.text) }
      } else {
        values[name] = value.text
      }
    }
    guard let utcNow else { throw Failure.overtaken }
    let options = chatbot.options(values, hidden: hidden)
    let clock = try clock(values)
    return SiteFacts(
      options: options, name: SiteName(option: values[SiteName.option]), timeZone: clock.zone,
      usesView: table == tables.optionsView,
      isOptionsViewOutdated: !hidden.isEmpty, utcNow: utcNow,
      siteNow: clock.zone.siteTime(at: utcNow), cluster: cluster,
      optionWarnings: options.warnings + clock.warnings)
  }
}
