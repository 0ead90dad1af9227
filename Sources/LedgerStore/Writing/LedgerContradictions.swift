import Ledger
import MariaDB

/// Where tables that keep the same usage in different details do not come to the same: some were restored without the
/// others, or changed by hand.
public struct LedgerContradictions: Sendable, Equatable {
  /// Days whose totals by source and model are not what their facts add up to, the largest rows included.
  public let days: [Day]
  /// Days whose hours, by source and model, do not come to their totals.
  public let hours: [Day]
  /// The number of days of which an earlier release did not keep the hours by model: they are not in ``hours``. As a whole
  /// they are compared elsewhere.
  public let daysWithoutModelsByHour: Int
  /// The first days of months whose totals by user are not what their facts add up to; nil when no whole month was asked
  /// for.
  public let months: [Day]?
  /// The number of facts that say of their model, their user or their source what cannot be.
  public let unsoundFacts: Int

  /// Compares them; nil for a ledger of an earlier release, which has one kind of totals alone.
  init?(_ connection: Connection, _ tables: Tables, days bounds: DayBounds) throws {
    guard tables.hasSources else { return nil }
    let label = "source_id, \(ModelColumns.names)"
    let facts = Query(unchecked: "`\(tables.facts)`")
    days = try Self.differing(
      key: "day, \(label)", left: .sums(facts, "day, \(label)", bounds.contain("day")),
      right: .rows("\(identifier: tables.days)", bounds.contain("day")), connection)
    // A day with such hours has no others of those models to be told from them.
    let isKnown: Query = """
      NOT EXISTS (SELECT 1 FROM \(identifier: tables.hours) AS h WHERE h.day = u.day AND h.source_id = u.source_id
        AND h.model_basis = \(ModelBasis.notByHour.rawValue))
      """
    hours = try Self.differing(
      key: "day, \(label)",
      left: .sums(
        "\(identifier: tables.hours)", "day, \(label)",
        "\(query: bounds.contain("day")) AND \(query: isKnown)"),
      right: .rows("\(identifier: tables.days)", "\(query: bounds.contain("day")) AND \(query: isKnown)"),
      connection)
    let withoutModels: Query = """
      SELECT COUNT(DISTINCT day) FROM \(identifier: tables.hours)
      WHERE \(query: bounds.contain("day")) AND model_basis = \(ModelBasis.notByHour.rawValue)
      """
    daysWithoutModelsByHour = try connection.firstRow(withoutModels, as: Int.self) ?? 0
    // Of days that were not asked for nothing is said.
    months = try bounds.wholeMonths.map { months in
      try Self.differing(
        key: "month, user_kind, user_id, \(label)",
        left: .sums(
          facts, "DATE_FORMAT(day, '%Y-%m-01') AS month, user_kind, user_id, \(label)",
          months.contain("day")),
        right: .rows("\(identifier: tables.userMonths)", months.contain("month")), connection)
    }
    unsoundFacts = try connection.firstRow(Self.unsound(tables, bounds), as: Int.self) ?? 0
  }

  /// One side of a comparison.
  private enum Side {
    /// What rows with the same key add up to.
    case sums(Query, String, Query)
    /// Rows as they are.
    case rows(Query, Query)

    func query(_ key: String) -> Query {
      switch self {
      case .sums(let table, let selected, let condition):
        """
        SELECT \(query: Query(unchecked: "\(selected), \(UsageColumns.namedSums)")) FROM \(query: table) AS u
        WHERE \(query: condition) GROUP BY \(query: Query(unchecked: key))
        """
      case .rows(let table, let condition):
        """
        SELECT \(query: Query(unchecked: "\(key), \(UsageColumns.names)")) FROM \(query: table) AS u
        WHERE \(query: condition)
        """
      }
    }
  }

  /// The dates at which two sides differ, ascending: where they agree, each row of one has its twin in the other.
  private static func differing(
    key: String, left: Side, right: Side, _ connection: Connection
  ) throws -> [Day] {
    let date = Query(unchecked: String(key.prefix { $0 != "," }))
    let columns = Query(unchecked: "\(key), \(UsageColumns.names)")
    let query: Query = """
      SELECT DISTINCT CAST(\(query: date) AS DATE) FROM (
        SELECT \(query: columns) FROM (
          \(query: left.query(key)) UNION ALL \(query: right.query(key))
        ) AS sides GROUP BY \(query: columns) HAVING COUNT(*) <> 2
      ) AS odd ORDER BY 1
      """
    return try connection.rows(query, as: Day.self)
  }

  private static func unsound(_ tables: Tables, _ bounds: DayBounds) -> Query {
    """
    SELECT COUNT(*) FROM \(identifier: tables.facts) AS f
    WHERE \(query: bounds.contain("day")) AND (NOT (
        model_basis = \(ModelBasis.unknown.rawValue) AND model_id = 0 AND seen_model_id = 0
        OR model_basis = \(ModelBasis.seen.rawValue) AND model_id > 0 AND seen_model_id = model_id
        OR model_basis = \(ModelBasis.declared.rawValue) AND model_id > 0)
      OR user_kind > 3 OR (user_kind = 1) <> (user_id > 0)
      OR source_id NOT IN (SELECT id FROM \(identifier: tables.sources)))
    """
  }
}

extension SiteSession {
  /// Where the details of the ledger, which is of this program's version, do not agree with each other.
  public func contradictions() throws -> LedgerContradictions? {
    try connection.snapshot {
      try LedgerContradictions(connection, tables, days: DayBounds(first: nil, last: nil))
    }
  }
}
