import Chatbots
import Ledger
import MariaDB
import Text

/// The usage to read in addition to the days.
public struct UsageRequest {
  /// How it is added up.
  public enum Grouping: Sendable, Equatable {
    /// By each of ``Dimension/ranked`` alone, of which this number of the largest members is to be named.
    case each(named: Int)
    /// By some dimensions together.
    case combined([Dimension])
  }

  /// How it is added up, once for each.
  let groupings: [Grouping]
  /// The days.
  let days: ClosedRange<Day>
  /// Whose usage, and what it was used with.
  let filter: UsageFilter
  /// How it is priced; nil where nobody asks what it cost.
  let pricing: Pricing?

  /// Where prices differ, so that what was used can be told apart by them, and what each part cost.
  public struct Pricing {
    /// What some usage with one price cost.
    public typealias Price = (ModelUsage) throws -> Cost

    let cuts: PriceCuts
    let price: Price

    /// Prices that differ at `cuts`.
    public init(cuts: PriceCuts, price: @escaping Price) {
      self.cuts = cuts
      self.price = price
    }
  }

  /// The usage of some days.
  public init(
    _ groupings: [Grouping], in days: ClosedRange<Day>, filter: UsageFilter = UsageFilter(),
    pricing: Pricing? = nil
  ) {
    self.groupings = groupings
    self.days = days
    self.filter = filter
    self.pricing = pricing
  }
}

/// What some days' usage is along some dimensions, and what people call their members.
public struct NamedUsages: Sendable, Equatable {
  /// The usage by each of ``Dimension/ranked``; none where nobody asked for that.
  public fileprivate(set) var usage: [Dimension: [Usage]] = [:]
  /// The usage by the dimensions that were asked for together; none where nobody asked for that.
  public internal(set) var combined: [Usage] = []
  /// The members that the usage was filtered by.
  public internal(set) var filter: [Dimension: [Member]] = [:]
  /// The total tokens of these members that are not among the usage, as an earlier release kept no hours by model.
  public fileprivate(set) var notByHour = 0
  /// The names that WordPress or the chatbot has for members; hostile text.
  public internal(set) var names: [Dimension: [Member: String]] = [:]
}

extension LedgerReader {
  /// How many members more than a ranking names are asked for their names, since names decide between equals.
  private static let rankedBeside = 100
  /// The number of members of a dimension whose names are asked for, the largest ones.
  static let mostCombined = 10_000
  /// How many rows a breakdown can have, as other reports.
  static let mostCombinations = 100_000

  /// Who used tokens.
  ///
  /// - Parameters:
  ///   - request: Which usage.
  ///   - usageByDay: The ledger's days, which a breakdown has to agree with.
  ///   - usageByModel: The usage of each day and model; nil where it was not read.
  ///   - models: The models' numbers, likewise.
  ///   - tables: The tables of the ledger's version.
  /// - Returns: The usage, with the members' names.
  /// - Throws: `MariaDBError`; `Failure` for facts that do not agree with the days (65), and for too many rows (64).
  func namedUsages(
    _ request: UsageRequest, _ usageByDay: [DayUsage], _ usageByModel: [ModelUsage]?,
    _ models: ModelDictionary?, _ tables: Tables
  ) throws -> NamedUsages {
    let days = request.days
    let split = models.flatMap { models in
      request.pricing.map { PriceSplit($0, from: days.lowerBound, models) }
    }
    var named = NamedUsages()
    var members: [Dimension: [Member]] = [:]
    for grouping in request.groupings {
      switch grouping {
      case .each(let count):
        named.usage = try usage(byEach: Dimension.ranked, in: days, tables, split: split)
        for (dimension, usage) in named.usage {
          members[dimension, default: []] += Self.largest(
            usage, place: 0, most: min(count + Self.rankedBeside, Self.mostCombined))
        }
      case .combined(let dimensions):
        let filter = try found(request.filter, usageByModel, models, tables)
        let usage =
          try filter.isOfModels
          ? usageByModel?.filter { filter.includes($0.model) }.usage(
            by: dimensions, in: days, request.pricing?.price) : nil
        let combined =
          try usage
          ?? self.usage(
            by: dimensions, in: days, tables, filter: filter, split: split, most: Self.mostCombinations)
        if filter.members.isEmpty { try check(combined, by: dimensions, in: days, usageByDay, tables) }
        (named.combined, named.filter) = (combined, filter.members)
        members.merge(filter.members) { $0 + $1 }
        for (place, dimension) in dimensions.enumerated() {
          members[dimension, default: []] += Self.largest(combined, place: place, most: Self.mostCombined)
        }
        if dimensions.contains(.hour), !filter.members.isEmpty, let usageByModel {
          let all = usageByModel.lazy.filter { days.contains($0.day) && filter.includes($0.model) }
          let missing = all.reduce(0) { $0 + $1.count.total } - combined.reduce(0) { $0 + $1.count.total }
          named.notByHour = max(0, missing)
        }
      }
    }
    named.names = try names(of: members, tables)
    return named
  }

  /// Checks that usage is what the days say.
  private func check(
    _ usage: [Usage], by dimensions: [Dimension], in days: ClosedRange<Day>, _ usageByDay: [DayUsage],
    _ tables: Tables
  ) throws {
    let expected = usageByDay.reduce(TokenCount.zero) { days.contains($1.day) ? $0 + $1.count : $0 }
    if usage.reduce(.zero, { $0 + $1.count }) == expected { return }
    throw Failure(
      .badData,
      "the ledger contradicts itself: \(tables.table(of: dimensions)) and \(tables.days) do not agree on the days from "
        + "\(days.lowerBound) to \(days.upperBound)", advice: Self.restoreAdvice)
  }

  /// The members in one place of some usage that can have names, those that used most.
  static func largest(_ usage: [Usage], place: Int, most: Int) -> [Member] {
    var sums: [Member: TokenCount] = [:]
    for usage in usage where usage.members[place].loggedID != nil {
      sums[usage.members[place], default: .zero] += usage.count
    }
    return sums.sorted { $0.value.total > $1.value.total }.prefix(most).map(\.key)
  }

  /// The names of some members, in one statement. Without a table, or the right to read it, the logged ids have to do for
  /// what it would have named.
  private func names(
    of members: [Dimension: [Member]], _ tables: Tables
  ) throws -> [Dimension: [Member: String]] {
    var names = try currentNames(of: members)
    // Mostly there is a name for each of them.
    let lost = members.reduce(into: [Dimension: [Member]]()) { lost, entry in
      // A user's name is another person's where it is not understood which table has the site's users.
      if entry.key == .user && tables.users == nil { return }
      lost[entry.key] = entry.value.filter { names[entry.key]?[$0] == nil }
    }
    for (dimension, last) in try LastNames(connection: session.connection, tables: tables).names(of: lost) {
      names[dimension, default: [:]].merge(last) { current, _ in current }
    }
    return names
  }

  /// What WordPress and the chatbot call some members now.
  func currentNames(of members: [Dimension: [Member]]) throws -> [Dimension: [Member: String]] {
    let queries = members.keys.sorted { $0.key < $1.key }.compactMap { dimension in
      NameQuery(dimension, (members[dimension] ?? []).compactMap(\.loggedID), session.tables)
    }
    if let names = try names(asking: queries) { return names }
    return try queries.reduce(into: [:]) { names, query in
      names.merge(try self.names(asking: [query]) ?? [:]) { $1 }
    }
  }

  /// - Returns: Nil when a table is not there, or may not be read.
  private func names(asking queries: [NameQuery]) throws -> [Dimension: [Member: String]]? {
    var names: [Dimension: [Member: String]] = [:]
    if queries.isEmpty { return names }
    let union = queries.enumerated().map { $0.element.statement(number: $0.offset) }.joined(by: " UNION ALL ")
    do {
      let rows = try session.connection.rows(union, as: (Int, RepairedText?, RepairedText?).self)
      for row in rows where queries.indices.contains(row.0) {
        let query = queries[row.0]
        guard let id = Name(row.1?.text), let member = query.member(id) else { continue }
        names[query.dimension, default: [:]][member] = row.2?.text
      }
    } catch let error as MariaDBError where error.isUnknownTable || error.isAccessDenied {
      return nil
    }
    return names
  }
}

extension Member {
  /// The id by which WordPress or the chatbot may have a name for it; nil for all that has none there.
  fileprivate var loggedID: String? {
    switch self {
    case .name(let name): name.text
    case .user(.person(let id)): id.description
    case .none, .model, .day, .weekday, .hour, .source, .user: nil
    }
  }
}

/// The question after the names of some members of a dimension.
private struct NameQuery {
  let dimension: Dimension
  private let ids: [String]
  private let tables: Tables

  /// Nil when none of them can have a name.
  init?(_ dimension: Dimension, _ ids: [String], _ tables: Tables) {
    (self.dimension, self.ids, self.tables) = (dimension, ids, tables)
    switch dimension {
    case .assistant: if ids.isEmpty || assistants == nil { return nil }
    case .page: if numbers.isEmpty { return nil }
    case .user: if numbers.isEmpty || tables.users == nil { return nil }
    default: return nil
    }
  }

  private var assistants: AssistantList? { tables.chatbot.assistants }
  private var numbers: [Int] { ids.compactMap { Int($0) } }

  /// The member with this id.
  func member(_ id: Name) -> Member? {
    dimension == .user ? UserID(id.text).map { .user(.person($0)) } : .name(id)
  }

  /// The statement, whose rows begin with `number`: then the id and its name.
  func statement(number: Int) -> Query {
    switch dimension {
    case .assistant:
      """
      SELECT \(number), \(query: text(assistants?.id ?? "")), \(query: text(assistants?.name ?? ""))
      FROM \(identifier: tables.assistants ?? "") WHERE \(query: isAssistant)
      """
    case .page:
      """
      SELECT \(number), \(query: text("ID")), \(query: text("post_title"))
      FROM \(identifier: tables.posts) WHERE ID IN (\(list: numbers))
      """
    default:
      """
      SELECT \(number), \(query: text("ID")), \(query: text("COALESCE(NULLIF(display_name, ''), user_login)"))
      FROM \(query: tables.users ?? "") WHERE ID IN (\(list: numbers))
      """
    }
  }

  /// The tables may each be of another character set, and what is united must be of one.
  private func text(_ expression: String) -> Query {
    Query(unchecked: tables.textIsBytes ? tables.text(expression) : "CONVERT(\(expression) USING utf8mb4)")
  }

  /// When the texts are read as bytes, they are also compared as bytes.
  private var isAssistant: Query {
    let id = assistants?.id ?? ""
    return tables.textIsBytes
      ? "\(query: Query(unchecked: tables.text(id))) IN (\(list: ids.map { Array($0.utf8) }))"
      : "\(identifier: id) IN (\(list: ids))"
  }
}
