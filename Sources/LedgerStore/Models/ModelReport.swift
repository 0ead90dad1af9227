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
  public enum Basis: Hashable, Sendable {
    /// What the owner declared a model for; by its number in the ledger.
    public enum Scope: Int, Sendable {
      /// Days whose model nobody saw.
      case days = 0
      /// An assistant.
      case assistant = 1
      /// A page.
      case page = 2
    }

    /// It was seen in the chatbot's options.
    case seen
    /// The owner declared it.
    case declared(Scope)
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
      let declared =
        version < Migrations.declaring
        ? ModelRules() : try ModelDeclarations(connection: connection, tables: tables).load()
      return (
        declared,
        version < 1 ? [] : try ModelSpans(connection: connection, tables: tables).load().spans,
        version < 1
          ? Unknown(days: nil, dayCount: 0, count: .zero) : try Self.unknown(connection, tables),
        version < 1 ? [] : try Self.usage(connection, tables, declared)
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
    _ connection: Connection, _ tables: Tables, _ declared: ModelRules
  ) throws -> [(basis: Basis, usage: ModelUsage)] {
    let models = try ModelDictionary(connection, tables)
    let hasMembers = declared.scopes.contains { $0 != .unseen }
    let query = hasMembers ? usageByScope(tables) : usageByDay(tables)
    return try connection.rows(query, as: (Day, Int64, Int, Int, Int, Int, Int, Int, Int?).self).map { row in
      let basis: Basis =
        switch ModelBasis(rawValue: row.2) {
        case .seen: .seen
        case .declared: .declared(Basis.Scope(rawValue: row.3) ?? .days)
        case .unknown, .notByHour, nil: .unknown
        }
      let count = TokenCount(prompt: row.4, completion: row.5, total: row.6, requests: row.7)
      return (basis, ModelUsage(day: row.0, model: models[row.1], count: count, largestPrompt: row.8))
    }
  }

  /// The usage of each day and model, with 0 for what it may have been declared for.
  private static func usageByDay(_ tables: Tables) -> Query {
    // The days of an earlier release do not tell models apart.
    tables.hasSources
      ? """
      SELECT day, model_id, model_basis, 0, prompt_tokens, completion_tokens, total_tokens, requests, largest_prompt
      FROM \(identifier: tables.days)
      """
      : """
      SELECT day, model_id, model_basis, 0, SUM(prompt_tokens), SUM(completion_tokens), SUM(total_tokens), SUM(requests),
        NULL FROM \(query: tables.readFacts) AS f GROUP BY day, model_id, model_basis
      """
  }

  /// The same, with what a declared model was declared for: only the facts know assistants and pages.
  private static func usageByScope(_ tables: Tables) -> Query {
    func declaration(_ alias: Query, _ kind: NameDictionary.Kind, _ member: Query) -> Query {
      """
      LEFT JOIN \(identifier: tables.declaredModels) AS \(query: alias) ON \(query: alias).kind = \(kind.rawValue)
        AND \(query: alias).member_id = \(query: member)
        AND f.day BETWEEN \(query: alias).first_day AND \(query: alias).last_day
      """
    }
    let (page, assistant) = (NameDictionary.Kind.page, NameDictionary.Kind.assistant)
    return """
      \(query: usageByDay(tables)) WHERE model_basis <> \(ModelBasis.declared.rawValue)
      UNION ALL
      SELECT f.day, f.model_id, f.model_basis,
        IF(p.kind IS NOT NULL, p.kind, IF(a.kind IS NOT NULL, a.kind, 0)) AS scope,
        CAST(SUM(prompt_tokens) AS SIGNED), CAST(SUM(completion_tokens) AS SIGNED), CAST(SUM(total_tokens) AS SIGNED),
        CAST(SUM(requests) AS SIGNED), IF(COUNT(*) = COUNT(largest_prompt), MAX(largest_prompt), NULL)
      FROM \(identifier: tables.facts) AS f
      \(query: declaration("p", page, "f.page_id")) \(query: declaration("a", assistant, "f.assistant_id"))
      WHERE f.model_basis = \(ModelBasis.declared.rawValue) GROUP BY f.day, f.model_id, f.model_basis, scope
      """
  }
}
