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

  static let none = MovedUsage(days: 0, facts: 0, count: .zero, span: nil)

  /// Figures of other days as well.
  static func += (left: inout MovedUsage, right: MovedUsage) {
    let spans = [left.span, right.span].compactMap { $0 }
    let first = spans.map(\.lowerBound).min()
    left = MovedUsage(
      days: left.days + right.days, facts: left.facts + right.facts, count: left.count + right.count,
      span: first.flatMap { first in spans.map(\.upperBound).max().map { first...$0 } })
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

/// What facts can be given afterwards.
enum FactLabel {
  case user(User)
  /// As the facts' `model_id` holds it.
  case model(UInt64)
  case noAssistant

  fileprivate var column: String {
    switch self {
    case .user: "user_id"
    case .model: "model_id"
    case .noAssistant: "assistant_id"
    }
  }

  fileprivate var value: UInt64 {
    switch self {
    case .user(let user): user.stored
    case .model(let number): number
    case .noAssistant: 0
    }
  }
}

extension Connection {
  private static let factKey = ["day", "origin_id", "model_id", "assistant_id", "page_id", "user_id"]

  /// Gives the facts that a condition names another label, inside a transaction that raised the fence; none that has
  /// the label may be among them. Where there is such a fact already, the two become one.
  func move(factsWhere condition: Query, to label: FactLabel, _ tables: Tables) throws -> MovedUsage {
    let facts = tables.facts
    let moved = try usage(ofFactsWhere: condition, tables)
    if moved == .none { return .none }
    let others = Self.factKey.filter { $0 != label.column }.joined(separator: ", ")
    try execute(
      """
      INSERT INTO \(identifier: facts) (\(identifier: label.column), \(query: Query(unchecked: others)),
        prompt_tokens, completion_tokens, total_tokens, requests)
      SELECT \(label.value), \(query: Query(unchecked: others)), SUM(prompt_tokens), SUM(completion_tokens),
        SUM(total_tokens), SUM(requests)
      FROM \(identifier: facts) AS moved WHERE \(query: condition) GROUP BY \(query: Query(unchecked: others))
      ON DUPLICATE KEY UPDATE
        prompt_tokens = \(identifier: facts).prompt_tokens + VALUES(prompt_tokens),
        completion_tokens = \(identifier: facts).completion_tokens + VALUES(completion_tokens),
        total_tokens = \(identifier: facts).total_tokens + VALUES(total_tokens),
        requests = \(identifier: facts).requests + VALUES(requests)
      """)
    try execute("DELETE FROM \(identifier: facts) WHERE \(query: condition)")
    return moved
  }

  /// The sums of the facts that meet a condition.
  func usage(ofFactsWhere condition: Query, _ tables: Tables) throws -> MovedUsage {
    let query: Query = """
      SELECT COUNT(DISTINCT day), COUNT(*), COALESCE(SUM(prompt_tokens), 0), COALESCE(SUM(completion_tokens), 0),
        COALESCE(SUM(total_tokens), 0), COALESCE(SUM(requests), 0), MIN(day), MAX(day)
      FROM \(identifier: tables.facts) WHERE \(query: condition)
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
