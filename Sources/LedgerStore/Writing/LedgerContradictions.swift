import Ledger
import MariaDB

/// Where the tables that keep the same usage in different detail do not add up to the same: some were restored
/// without the others, or changed by hand.
public struct LedgerContradictions: Sendable, Equatable {
  /// Days whose totals by source and model are not what their facts add up to, the largest rows included.
  public let days: [Day]
  /// Days whose hours, by source and model, do not add up to their totals.
  public let hours: [Day]
  /// The number of days of which the hours are not kept by model: they are never in ``hours``. All
  /// models together, their hours are compared elsewhere.
  public let daysWithoutModelsByHour: Int
  /// The first days of months whose totals by user are not what their facts add up to; nil when no whole month was
  /// asked for.
  public let months: [Day]?
  /// The number of facts that say of their model, their user or their source what cannot be.
  public let unsoundFacts: Int
  /// The number of counts of messages that cannot be; nil in a ledger of an earlier release, which has none.
  public let unsoundSentiment: Int?
  /// The number of runs of lengths of instructions, of all days, that are not after the one before, or end before they
  /// begin; nil for a ledger of an earlier release, which has none.
  public let unsoundInstructions: Int?

  /// Compares them; nil for a ledger of an earlier release, whose totals do not tell models apart. `sums` are of the
  /// days in `bounds`, read in the same snapshot.
  init?(_ sums: LedgerSums, _ connection: Connection, _ tables: Tables, days bounds: DayBounds) throws {
    guard let details = sums.details else { return nil }
    days = Self.differing(details.facts, details.days)
    // Where some hours of a day are not kept by model, the others do not add up to its totals by model.
    let withoutModels = Set(details.hours.keys.filter(\.isNotByHour).map(\.ofAnyModel))
    func known(_ usage: [LedgerSums.Details.Key: KeptUsage]) -> [LedgerSums.Details.Key: KeptUsage] {
      withoutModels.isEmpty ? usage : usage.filter { !withoutModels.contains($0.key.ofAnyModel) }
    }
    hours = Self.differing(known(details.hours), known(details.days))
    daysWithoutModelsByHour = Set(withoutModels.map(\.day)).count
    // A month of which only some days were asked for is not compared.
    months = try bounds.wholeMonths.map { try Self.differingMonths($0, connection, tables) }
    let sources = Set(try connection.rows("SELECT id FROM \(identifier: tables.sources)", as: Int.self))
    unsoundFacts = details.factCount.reduce(0) { sum, facts in
      sum
        + (facts.key.isSound && sources.contains(facts.key.source) ? facts.value.ofNobody : facts.value.all)
    }
    unsoundSentiment =
      tables.version < Migrations.sentiment
      ? nil : try connection.firstRow(Self.unsoundSentiment(tables, bounds), as: Int.self) ?? 0
    unsoundInstructions =
      tables.version < Migrations.instructionLengths
      ? nil : try connection.firstRow(Self.unsoundInstructions(tables), as: Int.self) ?? 0
  }

  private static func unsoundSentiment(_ tables: Tables, _ bounds: DayBounds) -> Query {
    func isUnknown(_ column: Query, _ kind: NameDictionary.Kind) -> Query {
      """
      \(query: column) NOT IN (SELECT 0 UNION ALL SELECT id FROM \(identifier: tables.names) WHERE kind = \(kind.rawValue))
      """
    }
    return """
      SELECT COUNT(*) FROM \(identifier: tables.sentiment)
      WHERE \(query: bounds.contain("day")) AND (messages NOT BETWEEN 1 AND \(SentimentCursor.blockSpan) OR score NOT BETWEEN -10 AND 10 OR speaker NOT IN (1, 2)
        OR source_id NOT IN (SELECT id FROM \(identifier: tables.sources))
        OR (source_id, epoch) NOT IN (SELECT source_id, epoch FROM \(identifier: tables.epochs))
        OR \(query: isUnknown("assistant_id", .assistant)) OR \(query: isUnknown("page_id", .page)))
      """
  }

  /// The days on which two tables do not say the same, ascending.
  private static func differing(
    _ left: [LedgerSums.Details.Key: KeptUsage], _ right: [LedgerSums.Details.Key: KeptUsage]
  ) -> [Day] {
    var days: Set<Day> = []
    for (key, usage) in left where right[key] != usage { days.insert(key.day) }
    for key in right.keys where left[key] == nil { days.insert(key.day) }
    return days.sorted()
  }

  /// The first days of the months whose totals by user are not what their facts add up to, ascending: where the two sides
  /// agree, each row of one has its twin in the other.
  private static func differingMonths(
    _ months: DayBounds, _ connection: Connection, _ tables: Tables
  ) throws -> [Day] {
    let key = "user_kind, user_id, source_id, \(ModelColumns.names)"
    let columns = Query(unchecked: "month, \(key), \(UsageColumns.names)")
    let sums = Query(
      unchecked: "DATE_FORMAT(day, '%Y-%m-01') AS month, \(key), \(UsageColumns.namedSums)")
    let query: Query = """
      SELECT DISTINCT CAST(month AS DATE) FROM (
        SELECT \(query: columns) FROM (
          SELECT \(query: sums) FROM \(identifier: tables.facts) WHERE \(query: months.contain("day"))
          GROUP BY \(query: Query(unchecked: "month, \(key)"))
          UNION ALL
          SELECT \(query: columns) FROM \(identifier: tables.userMonths) WHERE \(query: months.contain("month"))
        ) AS sides GROUP BY \(query: columns) HAVING COUNT(*) <> 2
      ) AS odd ORDER BY 1
      """
    return try connection.rows(query, as: Day.self)
  }
}

extension LedgerSums.Details.Key {
  /// Whether these hours are kept without their model.
  fileprivate var isNotByHour: Bool { basis == ModelBasis.notByHour.rawValue }

  /// The same of all models.
  fileprivate var ofAnyModel: Self { Self(day: day, source: source, model: 0, basis: 0, seen: 0) }

  /// Whether what it says of the model can be true of a fact.
  fileprivate var isSound: Bool {
    switch ModelBasis(rawValue: basis) {
    case .unknown: model == 0 && seen == 0
    case .seen: model > 0 && seen == model
    case .declared: model > 0
    case .notByHour, nil: false
    }
  }
}

extension LedgerContradictions {
  /// Runs of one subject follow each other; one may begin in the second in which the one before it ends.
  fileprivate static func unsoundInstructions(_ tables: Tables) -> Query {
    """
    SELECT COUNT(*) FROM \(identifier: tables.instructionLengths) AS r
    WHERE kind NOT IN (\(list: InstructionLengths.Kind.allCases.map(\.rawValue))) OR first_seen > last_seen
      OR source_id NOT IN (SELECT id FROM \(identifier: tables.sources))
      OR EXISTS (SELECT 1 FROM \(identifier: tables.instructionLengths) AS e
        WHERE e.source_id = r.source_id AND e.kind = r.kind AND e.subject = r.subject AND e.position < r.position
          AND e.last_seen > r.first_seen)
    """
  }
}

extension SiteSession {
  /// Where the details of the ledger, which is of this program's version, do not agree with each other.
  public func contradictions() throws -> LedgerContradictions? {
    try connection.snapshot {
      let all = DayBounds(first: nil, last: nil)
      let sums = try LedgerSums(connection, tables, days: all)
      return try LedgerContradictions(sums, connection, tables, days: all)
    }
  }
}
