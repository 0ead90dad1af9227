import Foundation
import TestSupport

/// The figures of a site as SQL counts them, from the same log and without any of the program's own code.
struct Oracle: Sendable {
  let site: TestSite

  /// A row of the log that counts, as a condition; `now` is the site's wall clock.
  private static func counts(at now: String) -> String {
    """
    user_type IN ('Prompt Tokens', 'Completion Tokens', 'Total Tokens')
      AND message_text REGEXP '\\\\A[0-9]{1,12}\\\\z'
      AND interaction_time BETWEEN '2000-01-01' AND TIMESTAMP('\(now)') + INTERVAL 48 HOUR
      AND TO_DAYS(interaction_time) IS NOT NULL
    """
  }

  private static let sums = """
    SUM(IF(user_type = 'Total Tokens', CAST(message_text AS UNSIGNED), 0)) AS total,
    SUM(IF(user_type = 'Prompt Tokens', CAST(message_text AS UNSIGNED), 0)) AS prompt,
    SUM(IF(user_type = 'Completion Tokens', CAST(message_text AS UNSIGNED), 0)) AS completion,
    SUM(user_type = 'Total Tokens') AS requests
    """

  /// Counts the log by day, once, into a table that the other questions are answered from.
  func prepare() throws {
    try site.sql(
      """
      CREATE TABLE oracle_days (day DATE PRIMARY KEY)
      SELECT DATE(interaction_time) AS day, \(Oracle.sums) FROM \(TestSite.log)
      WHERE \(Oracle.counts(at: siteTime())) GROUP BY DATE(interaction_time)
      """)
  }

  // MARK: Reports

  /// Every period of the days from `first` to `last`, both SQL expressions: name, days, figures, and whether it
  /// is complete.
  func periods(_ period: String, from first: String, to last: String, asOf: String) throws -> [String] {
    let (label, end) =
      switch period {
      case "daily": ("%Y-%m-%d", "d")
      case "weekly": ("%x-W%v", "d - INTERVAL WEEKDAY(d) DAY + INTERVAL 6 DAY")
      case "monthly": ("%Y-%m", "LAST_DAY(d)")
      default: ("%Y", "MAKEDATE(YEAR(d) + 1, 1) - INTERVAL 1 DAY")
      }
    return try site.sql(
      """
      SET max_recursive_iterations = 100000;
      WITH RECURSIVE span (d) AS (
        SELECT CAST(\(first) AS DATE) UNION ALL SELECT d + INTERVAL 1 DAY FROM span WHERE d < \(last)
      )
      SELECT DATE_FORMAT(d, '\(label)') AS label, MIN(d), MAX(d), IFNULL(SUM(total), 0),
        IFNULL(SUM(prompt), 0), IFNULL(SUM(completion), 0), IFNULL(SUM(requests), 0),
        IF(MIN(d) = MIN(\(start(period, "d"))) AND MAX(d) = MIN(\(end)) AND MAX(d) < '\(asOf)'
          AND MIN(d) >= (SELECT MIN(day) FROM oracle_days), 'true', 'false')
      FROM span LEFT JOIN oracle_days ON day = d GROUP BY label ORDER BY MIN(d)
      """)
  }

  /// The first day of the period that a day lies in, as SQL.
  func start(_ period: String, _ day: String) -> String {
    switch period {
    case "daily": day
    case "weekly": "(\(day) - INTERVAL WEEKDAY(\(day)) DAY)"
    case "monthly": "(\(day) - INTERVAL DAYOFMONTH(\(day)) - 1 DAY)"
    default: "MAKEDATE(YEAR(\(day)), 1)"
    }
  }

  /// The first day of the `count` periods that end with the one a day lies in, as SQL.
  func start(ofLast count: Int, _ period: String, _ day: String) -> String {
    let unit = ["daily": "DAY", "weekly": "WEEK", "monthly": "MONTH", "yearly": "YEAR"][period] ?? ""
    return "(\(start(period, day)) - INTERVAL \(count - 1) \(unit))"
  }

  /// First day, last day, total, prompt, completion, requests of the days between two SQL expressions.
  func span(from first: String, to last: String) throws -> String {
    try site.sql(
      """
      SELECT \(first), \(last), IFNULL(SUM(total), 0), IFNULL(SUM(prompt), 0), IFNULL(SUM(completion), 0),
        IFNULL(SUM(requests), 0) FROM oracle_days WHERE day BETWEEN \(first) AND \(last)
      """)[0]
  }

  /// The same for rows logged from a day on and before a time of the site.
  func span(from first: String, until time: String) throws -> String {
    try site.sql(
      """
      SELECT \(first), DATE('\(time)'), IFNULL(SUM(total), 0), IFNULL(SUM(prompt), 0), IFNULL(SUM(completion), 0),
        IFNULL(SUM(requests), 0)
      FROM (
        SELECT \(Oracle.sums) FROM \(TestSite.log)
        WHERE interaction_time >= \(first) AND interaction_time < '\(time)' AND \(Oracle.counts(at: siteTime()))
      ) AS counted_rows
      """)[0]
  }

  /// The lines of the daily export without their header.
  func exportLines(from first: String? = nil, to last: String? = nil) throws -> [String] {
    let bounds = try site.sql(
      """
      SELECT GREATEST(MIN(day), \(first.map { "'\($0)'" } ?? "MIN(day)")),
        LEAST(MAX(day), \(last.map { "'\($0)'" } ?? "MAX(day)")) FROM oracle_days
      """)[0].split(separator: "\t")
    return try periods("daily", from: "'\(bounds[0])'", to: "'\(bounds[1])'", asOf: "2000-01-01").map {
      line in
      let fields = line.split(separator: "\t")
      return ([fields[0]] + fields[3...6]).joined(separator: ",")
    }
  }

  // MARK: Averages, records and rankings

  /// From, to, tokens a day and tokens a request of the 30 days before a day.
  func average(asOf: String) throws -> String {
    try site.sql(
      """
      SET @from = (SELECT GREATEST(MIN(day), '\(asOf)' - INTERVAL 30 DAY) FROM oracle_days),
        @to = '\(asOf)' - INTERVAL 1 DAY;
      SELECT @from, @to, ROUND(SUM(total) / (DATEDIFF(@to, @from) + 1)), ROUND(SUM(total) / SUM(requests))
      FROM oracle_days WHERE day BETWEEN @from AND @to
      """)[0]
  }

  /// The day with the most tokens up to a day, with its figures.
  func busiestDay(asOf: String) throws -> String {
    try site.sql(
      """
      SELECT day, total, prompt, completion, requests FROM oracle_days WHERE day <= '\(asOf)'
      ORDER BY total DESC, day LIMIT 1
      """)[0]
  }

  /// Who the log's rows are counted for, and how people call him.
  enum Dimension: String, CaseIterable {
    case assistants, pages, users

    fileprivate var key: String {
      switch self {
      case .assistants: "IF(BINARY assistant_id = 'original', '', COALESCE(assistant_id, ''))"
      case .pages: "IFNULL(page_id, '')"
      case .users:
        // A number of at most 18 digits is a user, whatever zeros lead it; 0 and anything else is a guest.
        """
        IF(user_id REGEXP '\\\\A[0-9]{1,18}\\\\z',
          CAST(CAST(user_id AS UNSIGNED) AS CHAR), '0')
        """
      }
    }

    fileprivate var name: String {
      switch self {
      case .assistants:
        "(SELECT common_name FROM wp_chatbot_chatgpt_assistants WHERE BINARY assistant_id = BINARY k)"
      case .pages:
        "IFNULL((SELECT post_title FROM wp_posts WHERE BINARY ID = BINARY k), IF(k = '999999', 'Remote widget', NULL))"
      case .users: "(SELECT display_name FROM wp_users WHERE BINARY ID = BINARY k)"
      }
    }

    fileprivate var noneKey: String { self == .users ? "0" : "" }

    fileprivate var none: String {
      switch self {
      case .assistants: "No assistant"
      case .pages: "No page"
      case .users: "Guests"
      }
    }
  }

  /// All of a dimension in the days between two SQL expressions, largest first: key and name in hexadecimal, and
  /// the figures.
  func ranking(_ dimension: Dimension, from first: String, to last: String) throws -> [String] {
    try site.sql(
      """
      SELECT HEX(k), HEX(IF(k = '\(dimension.noneKey)', '\(dimension.none)', COALESCE(\(dimension.name), k))), total, prompt,
        completion, requests
      FROM (
        SELECT MIN(BINARY k) AS k, \(Oracle.sums) FROM (
          SELECT \(dimension.key) AS k, user_type, message_text FROM \(TestSite.log)
          WHERE interaction_time >= \(first) AND interaction_time < \(last) + INTERVAL 1 DAY
            AND \(Oracle.counts(at: siteTime()))
        ) AS counted_rows GROUP BY BINARY k
      ) AS counted_usage WHERE total + prompt + completion + requests > 0
      ORDER BY total DESC, requests DESC, BINARY k
      """)
  }
}

/// The wall clock of a zone as `2026-11-21 15:30:00`; the sample site's unless named.
func siteTime(in zone: String = "America/New_York", before days: Int = 0) -> String {
  let formatter = DateFormatter()
  formatter.locale = Locale(identifier: "en_US_POSIX")
  formatter.timeZone = TimeZone(identifier: zone)
  formatter.dateFormat = "yyyy-MM-dd HH:mm:ss"
  return formatter.string(from: Date(timeIntervalSinceNow: -86_400 * Double(days)))
}

/// The day on the wall clock of a zone, or some days before; the sample site's unless named.
func siteDay(in zone: String = "America/New_York", before days: Int = 0) -> String {
  String(siteTime(in: zone, before: days).prefix(10))
}
