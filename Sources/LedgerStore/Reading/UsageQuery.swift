import Ledger
import MariaDB
import Text

extension LedgerReader {
  /// What was used in some days, along some dimensions; in no particular order.
  ///
  /// - Parameters:
  ///   - dimensions: The dimensions to tell apart; usage that differs in others alone is added up.
  ///   - days: The days; nil for all.
  ///   - user: Whose usage; nil for everybody's.
  ///   - tables: The tables of the ledger's version.
  ///   - most: How many combinations there may be; nil for any number.
  /// - Returns: A usage of each combination of members.
  /// - Throws: `MariaDBError`; `Failure` (64) for more combinations, which have to fit into memory.
  func usage(
    by dimensions: [Dimension], in days: ClosedRange<Day>?, of user: User? = nil, _ tables: Tables,
    most: Int? = nil
  ) throws -> [Usage] {
    let facts = FactQuery(dimensions, days, user, tables)
    // Without derived dimensions the server has added up everything already.
    let isAddedUp = !dimensions.contains(where: \.isDerived)
    var usage: [Usage] = []
    var places: [[Member]: Int] = [:]
    try session.connection.forEachRow(facts.query) { row in
      let members = try dimensions.map { $0.member(try facts.member(of: $0, in: row)) }
      let count = try facts.count(in: row)
      if let place = places[members] {
        usage[place] = Usage(of: members, count: usage[place].count + count)
        return
      }
      if !isAddedUp { places[members] = usage.count }
      usage.append(Usage(of: members, count: count))
      if let most, usage.count > most {
        throw Failure(
          .usage, "there are more than \(most) rows by \(dimensions.map(\.name).joined(separator: " and "))",
          advice: "Ask for fewer days (--from, --to), or for a dimension with fewer members.")
      }
    }
    return usage
  }

  /// What was used in some days, by each of some dimensions alone.
  ///
  /// The server adds up once what shares all of the dimensions; to add that up by each of them takes it longer than it
  /// takes us.
  func usage(
    byEach dimensions: [Dimension], in days: ClosedRange<Day>, _ tables: Tables
  ) throws -> [Dimension: [Usage]] {
    let facts = FactQuery(dimensions, days, nil, tables)
    // By number, and a member is read once: a site of many users has as many rows as combinations, most of them of
    // members that are known already.
    var sums = dimensions.map { _ in [UInt64: (member: Member, count: TokenCount)]() }
    try session.connection.forEachRow(facts.query) { row in
      let count = try facts.count(in: row)
      for place in dimensions.indices {
        let number = try facts.number(of: dimensions[place], in: row)
        if sums[place][number] == nil {
          sums[place][number] = (try facts.member(of: dimensions[place], in: row), .zero)
        }
        sums[place][number]?.count += count
      }
    }
    var usage: [Dimension: [Usage]] = [:]
    for (dimension, sums) in zip(dimensions, sums) {
      let members = sums.values.reduce(into: [Member: TokenCount]()) { members, sum in
        members[dimension.member(sum.member), default: .zero] += sum.count
      }
      usage[dimension] = members.map { Usage(of: [$0.key], count: $0.value) }
    }
    return usage
  }
}

/// The statement that adds up facts along kept dimensions, and what its rows mean.
private struct FactQuery {
  let query: Query
  /// Where each kept dimension's columns begin.
  private let starts: [Dimension.Kept: Int]
  /// Where the figures begin.
  private let figures: Int

  init(_ dimensions: [Dimension], _ days: ClosedRange<Day>?, _ user: User?, _ tables: Tables) {
    let kept = Dimension.Kept.allCases.filter { kept in dimensions.contains { $0.kept == kept } }
    var starts: [Dimension.Kept: Int] = [:]
    var width = 0
    for dimension in kept {
      starts[dimension] = width
      width += dimension.width
    }
    self.starts = starts
    figures = width
    let shown = kept.reduce(into: Query("")) { $0.append("\(query: $1.shown), ") }
    let numbers = kept.reduce(into: Query("")) {
      $0.append("\(query: $1.number) AS \(identifier: $1.alias), ")
    }
    let groups = kept.reduce(into: Query("")) { groups, dimension in
      groups.append("\(query: dimension == kept.first ? "GROUP BY " : ", ")\(identifier: dimension.alias)")
    }
    let names = kept.reduce(into: Query("")) { $0.append($1.names(tables)) }
    var condition: Query = "TRUE"
    if let days {
      condition.append(" AND day >= \(days.lowerBound) AND day <= \(days.upperBound)")
    }
    if let user { condition.append(" AND \(query: StoredUser(user).condition)") }
    query = """
      SELECT \(query: shown)u.prompt, u.completion, u.total, u.requests
      FROM (
        SELECT \(query: numbers)CAST(SUM(prompt_tokens) AS SIGNED) AS prompt,
          CAST(SUM(completion_tokens) AS SIGNED) AS completion, CAST(SUM(total_tokens) AS SIGNED) AS total,
          CAST(SUM(requests) AS SIGNED) AS requests
        FROM \(query: tables.readFacts) f
        WHERE \(query: condition) \(query: groups)
      ) AS u\(query: names)
      """
  }

  /// What tells the members of a kept dimension apart.
  func number(of dimension: Dimension, in row: Row) throws -> UInt64 {
    let cell = row[starts[dimension.kept] ?? 0]
    guard dimension.kept == .day else { return try cell.decode() }
    return UInt64(bitPattern: Int64(try cell.decode(Day.self).number))
  }

  /// The member of the kept dimension that a dimension is made of.
  func member(of dimension: Dimension, in row: Row) throws -> Member {
    let start = starts[dimension.kept] ?? 0
    switch dimension.kept {
    case .day: return .day(try row[start].decode())
    case .user: return .user(StoredUser(number: try row[start].decode()).user)
    case .assistant, .page: return try Name(text(row[start + 1])).map { .name($0) } ?? .none
    case .model:
      guard let platform = try text(row[start + 1]), let name = try text(row[start + 2]) else { return .none }
      return .model(Model(platform: platform, name: name))
    }
  }

  /// The figures.
  func count(in row: Row) throws -> TokenCount {
    try TokenCount(
      prompt: row[figures].decode(), completion: row[figures + 1].decode(), total: row[figures + 2].decode(),
      requests: row[figures + 3].decode())
  }

  private func text(_ cell: Cell) throws -> String? {
    try cell.withBytes { $0.map { String(decoding: $0, as: UTF8.self) } }
  }
}

extension Dimension.Kept {
  /// What the inner statement calls its number.
  fileprivate var alias: String {
    switch self {
    case .day: "day"
    case .model: "model_number"
    case .assistant: "assistant_id"
    case .page: "page_id"
    case .user: "user_number"
    }
  }

  /// Its number in the facts.
  fileprivate var number: Query {
    switch self {
    case .model: "f.model_id"
    case .user: StoredUser.number(of: "f")
    case .day, .assistant, .page: "f.\(identifier: alias)"
    }
  }

  /// The columns that are read of it.
  fileprivate var shown: Query {
    switch self {
    case .day, .user: "u.\(identifier: alias)"
    case .model: "u.model_number, model.platform, model.model"
    case .assistant: "u.assistant_id, assistant.name"
    case .page: "u.page_id, page.name"
    }
  }

  /// How many those are.
  fileprivate var width: Int {
    switch self {
    case .day, .user: 1
    case .assistant, .page: 2
    case .model: 3
    }
  }

  /// The dictionary that its number is looked up in.
  fileprivate func names(_ tables: Tables) -> Query {
    switch self {
    case .day, .user: ""
    case .model: " LEFT JOIN \(identifier: tables.models) model ON model.id = u.model_number"
    case .assistant: " LEFT JOIN \(identifier: tables.names) assistant ON assistant.id = u.assistant_id"
    case .page: " LEFT JOIN \(identifier: tables.names) page ON page.id = u.page_id"
    }
  }
}
