import Ledger
import MariaDB

/// What the ledger knows of the models: what was declared, what was seen, and the usage that has none.
public struct ModelReport: Sendable {
  /// The usage of unknown model.
  public struct Unknown: Sendable, Equatable {
    /// From the first day with such usage to the last; nil when there is none.
    public let days: ClosedRange<Day>?
    /// How many days there are with such usage.
    public let dayCount: Int
    /// What was used.
    public let count: TokenCount
  }

  /// How the model of some usage is known.
  public enum Basis: Sendable {
    /// It was seen in the chatbot's options.
    case seen
    /// The owner declared it.
    case declared
    /// Nobody knows it.
    case unknown
  }

  /// What was declared.
  public let declared: ModelRules
  /// What was seen in the options, in the order in which it was seen.
  public let seen: [ModelTimeline.Span]
  /// The usage of unknown model.
  public let unknown: Unknown
  /// The usage of each day and model.
  public let usage: [(basis: Basis, usage: ModelUsage)]
  /// Whether there is a ledger at all.
  public let hasLedger: Bool

  /// Reads it in one snapshot.
  ///
  /// - Throws: `Failure` when a newer TokenLedger wrote the ledger; `MariaDBError`.
  public init(_ session: SiteSession) throws {
    let version = try Migrations(session: session).version()
    let (connection, tables) = (session.connection, session.tables.at(version))
    hasLedger = version > 0
    (declared, seen, unknown, usage) = try connection.snapshot {
      (
        version < Migrations.declaring
          ? ModelRules() : try ModelDeclarations(connection: connection, tables: tables).load(),
        version < 1 ? [] : try ModelSpans(connection: connection, tables: tables).load().spans,
        version < 1
          ? Unknown(days: nil, dayCount: 0, count: .zero) : try Self.unknown(connection, tables),
        version < 1 ? [] : try Self.usage(connection, tables)
      )
    }
  }

  private static func unknown(_ connection: Connection, _ tables: Tables) throws -> Unknown {
    let query: Query = """
      SELECT MIN(day), MAX(day), COUNT(DISTINCT day), COALESCE(SUM(prompt_tokens), 0),
        COALESCE(SUM(completion_tokens), 0), COALESCE(SUM(total_tokens), 0), COALESCE(SUM(requests), 0)
      FROM \(query: tables.readFacts) AS f WHERE model_basis = \(ModelBasis.unknown.rawValue)
      """
    let row = try connection.firstRow(query, as: (Day?, Day?, Int, Int, Int, Int, Int).self)
    var days: ClosedRange<Day>?
    if let first = row?.0, let last = row?.1 { days = first...last }
    return Unknown(
      days: days, dayCount: row?.2 ?? 0,
      count: TokenCount(
        prompt: row?.3 ?? 0, completion: row?.4 ?? 0, total: row?.5 ?? 0, requests: row?.6 ?? 0))
  }

  private static func usage(
    _ connection: Connection, _ tables: Tables
  ) throws -> [(basis: Basis, usage: ModelUsage)] {
    let models = try ModelDictionary(connection, tables)
    // The days of an earlier release do not tell models apart.
    let query: Query =
      tables.hasSources
      ? """
      SELECT day, model_id, model_basis, prompt_tokens, completion_tokens, total_tokens, requests, largest_prompt
      FROM \(identifier: tables.days)
      """
      : """
      SELECT day, model_id, model_basis, SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(requests),
        NULL FROM \(query: tables.readFacts) AS f GROUP BY day, model_id, model_basis
      """
    return try connection.rows(query, as: (Day, Int64, Int, Int, Int, Int, Int, Int?).self).map { row in
      let basis: Basis =
        switch ModelBasis(rawValue: row.2) {
        case .seen: .seen
        case .declared: .declared
        case .unknown, .notByHour, nil: .unknown
        }
      let count = TokenCount(prompt: row.3, completion: row.4, total: row.5, requests: row.6)
      return (basis, ModelUsage(day: row.0, model: models[row.1], count: count, largestPrompt: row.7))
    }
  }
}
