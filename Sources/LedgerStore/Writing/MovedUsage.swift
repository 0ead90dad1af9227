import Ledger
import MariaDB

/// Figures that were moved from one user or model to another.
public struct MovedUsage: Sendable, Equatable {
  /// How many days they were of.
  public let days: Int
  /// How many facts they were.
  public let facts: Int
  /// What they add up to.
  public let count: TokenCount
  /// From their first day to the last; nil when there are none.
  public let span: ClosedRange<Day>?

  /// Whether hours of them are not known by model any more.
  var hasLostHours = false

  static let none = MovedUsage(days: 0, facts: 0, count: .zero, span: nil)

  /// Figures of other days as well.
  static func += (left: inout MovedUsage, right: MovedUsage) {
    let spans = [left.span, right.span].compactMap { $0 }
    let first = spans.map(\.lowerBound).min()
    left = MovedUsage(
      days: left.days + right.days, facts: left.facts + right.facts, count: left.count + right.count,
      span: first.flatMap { first in spans.map(\.upperBound).max().map { first...$0 } },
      hasLostHours: left.hasLostHours || right.hasLostHours)
  }
}

extension SiteSession {
  /// Does `body` with a writer of the ledger, and again while other runs change the ledger meanwhile. The ledger's
  /// tables are made when there are none yet.
  func changeLedger<Result>(_ body: (LedgerWriter) throws -> Result) throws -> Result {
    let migrations = Migrations(session: self)
    // No table of ours is made beside a log that cannot be read.
    if try migrations.version() == 0 { _ = try LogTable(self) }
    try migrations.migrate()
    return try Retry.overtaken {
      try body(LedgerWriter(session: self, state: LedgerReader(self).consistentState()))
    }
  }
}

/// What usage can be given afterwards.
enum FactLabel {
  case user(User)
  case model(ModelColumns)
  case noAssistant

  fileprivate var columns: [(name: String, value: Int)] {
    switch self {
    case .user(let user):
      [("user_kind", StoredUser(user).kind), ("user_id", StoredUser(user).id)]
    case .model(let columns):
      [
        ("model_id", columns.model), ("model_basis", columns.basis.rawValue), ("seen_model_id", columns.seen),
      ]
    case .noAssistant: [("assistant_id", 0)]
    }
  }
}

extension Connection {
  private static let factKey = [
    "day", "source_id", "model_id", "model_basis", "seen_model_id", "assistant_id", "page_id", "user_kind",
    "user_id",
  ]
  private static let hourKey = ["day", "hour", "source_id", "model_id", "model_basis", "seen_model_id"]

  /// Gives the facts that a condition names another label, inside a transaction that raised the fence; none that has
  /// the label may be among them. Where there is such a fact already, the two become one. Days, hours and users' months
  /// follow; `hours` is the condition for those that change.
  func move(
    factsWhere condition: Query, hoursWhere hours: Query? = nil, to label: FactLabel, _ tables: Tables
  ) throws -> MovedUsage {
    let moved = try usage(ofFactsWhere: condition, tables)
    if moved == .none { return .none }
    try move(rowsOf: tables.facts, key: Self.factKey, where: condition, to: label)
    if let hours { try moveHours(where: hours, to: label, tables) }
    let bounds = DayBounds(first: moved.span?.lowerBound, last: moved.span?.upperBound)
    switch label {
    case .user: try recountUserMonths(of: bounds, tables)
    case .model: try recountTotals(of: bounds, tables)
    case .noAssistant: break
    }
    return moved
  }

  /// Gives the hours that a condition names another label, likewise.
  func moveHours(where condition: Query, to label: FactLabel, _ tables: Tables) throws {
    try move(rowsOf: tables.hours, key: Self.hourKey, where: condition, to: label)
  }

  private func move(
    rowsOf table: String, key: [String], where condition: Query, to label: FactLabel
  ) throws {
    let names = label.columns.map(\.name)
    let others = Query(unchecked: key.filter { !names.contains($0) }.joined(separator: ", "))
    let columns = Query(unchecked: (names + ["\(others.sql)", UsageColumns.names]).joined(separator: ", "))
    let values = label.columns.map(\.value)
    try execute(
      """
      INSERT INTO \(identifier: table) (\(query: columns))
      SELECT \(list: values), \(query: others), \(query: Query(unchecked: UsageColumns.sums))
      FROM \(identifier: table) AS moved WHERE \(query: condition) GROUP BY \(query: others)
      ON DUPLICATE KEY UPDATE \(query: UsageColumns.merged(into: table))
      """)
    try execute("DELETE FROM \(identifier: table) WHERE \(query: condition)")
  }

  /// The sums of the facts that meet a condition.
  func usage(ofFactsWhere condition: Query, _ tables: Tables) throws -> MovedUsage {
    let query: Query = """
      SELECT COUNT(DISTINCT day), COUNT(*), COALESCE(SUM(prompt_tokens), 0), COALESCE(SUM(completion_tokens), 0),
        COALESCE(SUM(total_tokens), 0), COALESCE(SUM(requests), 0), MIN(day), MAX(day)
      FROM \(query: tables.readFacts) AS f WHERE \(query: condition)
      """
    guard
      let sum = try firstRow(query, as: (Int, Int, Int, Int, Int, Int, Day?, Day?).self),
      let first = sum.6, let last = sum.7, first <= last
    else { return .none }
    return MovedUsage(
      days: sum.0, facts: sum.1,
      count: TokenCount(prompt: sum.2, completion: sum.3, total: sum.4, requests: sum.5), span: first...last)
  }
}
