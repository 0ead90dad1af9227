import Ledger
import MariaDB

/// Whole months of which the totals by user and model say all that is asked, in place of many more facts.
struct UserMonths {
  /// The first days of the months.
  let months: [Day]
  /// The days that lie in none of them.
  let otherDays: [ClosedRange<Day>]

  /// Nil where facts have to be read anyway: for other dimensions than users and models, and where a request's cost depends
  /// on how long its prompt was.
  init?(
    _ dimensions: [Dimension], in days: ClosedRange<Day>, of user: User?, _ filter: FoundFilter,
    _ split: PriceSplit?, _ tables: Tables
  ) {
    guard tables.hasSources, user == nil, dimensions.contains(.user),
      dimensions.allSatisfy({ [.user, .model, .source].contains($0.kept) }),
      filter.members.keys.allSatisfy({ [.user, .model].contains($0) }), split?.hasLimits != true
    else { return nil }
    var months: [Day] = []
    var others: [ClosedRange<Day>] = []
    var first = days.lowerBound
    while first <= days.upperBound {
      let last = first.lastOfMonth
      let isWhole = first == first.firstOfMonth && last <= days.upperBound
      if isWhole, split?.isOnePrice(from: first, to: last) ?? true {
        months.append(first)
      } else {
        others.append(first...min(last, days.upperBound))
      }
      first = last.adding(days: 1)
    }
    if months.isEmpty { return nil }
    (self.months, otherDays) = (months, others)
  }
}

/// The statement that adds up facts along kept dimensions, and what its rows mean.
struct FactQuery {
  let query: Query
  /// Where each kept dimension's columns begin.
  private let starts: [Dimension.Kept: Int]
  /// Where the figures begin.
  private let figures: Int
  private let split: PriceSplit?

  /// The statement for some days, nil for all.
  init(
    _ dimensions: [Dimension], _ days: [ClosedRange<Day>]?, _ user: User?, _ filter: FoundFilter,
    _ split: PriceSplit?, _ tables: Tables
  ) {
    let ranges = days.map { days in
      days.map { "day BETWEEN \($0.lowerBound) AND \($0.upperBound)" as Query }
    }
    var condition: Query = ranges.map { $0.isEmpty ? "FALSE" : "(\(query: $0.joined(by: " OR ")))" } ?? "TRUE"
    if let user { condition.append(" AND \(query: StoredUser(user).condition)") }
    self.init(
      dimensions, of: tables.isByHour(dimensions) ? tables.readHours : tables.readFacts, where: condition,
      filter, split, tables)
  }

  /// The statement for months.
  init(
    _ dimensions: [Dimension], _ months: UserMonths, _ filter: FoundFilter, _ split: PriceSplit?,
    _ tables: Tables
  ) {
    self.init(
      dimensions, of: "(SELECT *, month AS day FROM \(identifier: tables.userMonths))",
      where: "month IN (\(list: months.months))", filter, split, tables)
  }

  private init(
    _ dimensions: [Dimension], of table: Query, where condition: Query, _ filter: FoundFilter,
    _ split: PriceSplit?, _ tables: Tables
  ) {
    self.split = split
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
    var condition = condition
    condition.append(filter.condition)
    if tables.isByHour(dimensions), filter.members[.model] != nil {
      // Hours that are not kept by model are not of the unknown one.
      condition.append(" AND model_basis <> \(ModelBasis.notByHour.rawValue)")
    }
    let (columns, tags, largest): (Query, Query, Query) =
      split.map { split in
        (
          "\(query: split.columns), MAX(COALESCE(largest_prompt, prompt_tokens)) AS largest,",
          ", \(query: PriceSplit.tags)", ", \(query: PriceSplit.tags), u.largest"
        )
      } ?? ("", "", "")
    query = """
      SELECT \(query: shown)u.prompt, u.completion, u.total, u.requests\(query: largest)
      FROM (
        SELECT \(query: numbers)\(query: columns) CAST(SUM(prompt_tokens) AS SIGNED) AS prompt,
          CAST(SUM(completion_tokens) AS SIGNED) AS completion, CAST(SUM(total_tokens) AS SIGNED) AS total,
          CAST(SUM(requests) AS SIGNED) AS requests
        FROM \(query: table) f
        WHERE \(query: condition) \(query: groups)\(query: tags)
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
    case .hour: return .hour(try row[start].decode())
    case .source: return .source(try row[start + 1].decode(Int?.self))
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

  /// What they cost; nil where nobody asks.
  func cost(in row: Row) throws -> Cost? {
    try split?.cost(in: row, at: figures + 4, count(in: row))
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
    case .hour: "hour"
    case .source: "source_id"
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
    case .day, .hour, .source, .assistant, .page: "f.\(identifier: alias)"
    }
  }

  /// The columns that are read of it.
  fileprivate var shown: Query {
    switch self {
    case .day, .hour, .user: "u.\(identifier: alias)"
    case .source: "u.source_id, source.import_id"
    case .model: "u.model_number, model.platform, model.model"
    case .assistant: "u.assistant_id, assistant.name"
    case .page: "u.page_id, page.name"
    }
  }

  /// How many those are.
  fileprivate var width: Int {
    switch self {
    case .day, .hour, .user: 1
    case .assistant, .page, .source: 2
    case .model: 3
    }
  }

  /// The dictionary that its number is looked up in.
  fileprivate func names(_ tables: Tables) -> Query {
    switch self {
    case .day, .hour, .user: ""
    case .source: " LEFT JOIN \(query: tables.readSources) source ON source.id = u.source_id"
    case .model: " LEFT JOIN \(identifier: tables.models) model ON model.id = u.model_number"
    case .assistant: " LEFT JOIN \(identifier: tables.names) assistant ON assistant.id = u.assistant_id"
    case .page: " LEFT JOIN \(identifier: tables.names) page ON page.id = u.page_id"
    }
  }
}

extension Tables {
  /// Whether usage by some dimensions is read from the hours.
  fileprivate func isByHour(_ dimensions: [Dimension]) -> Bool { dimensions.contains { $0.kept == .hour } }

  /// The name of the table that it is read from.
  func table(of dimensions: [Dimension]) -> String { isByHour(dimensions) ? hours : facts }
}
