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
  ///   - filter: The members whose usage is asked for.
  ///   - split: How usage is told apart further so that each part has one price; nil for not at all.
  ///   - most: How many combinations there may be; nil for any number.
  /// - Returns: A usage of each combination of members.
  /// - Throws: `MariaDBError`; `Failure` (64) for more combinations, which have to fit into memory.
  func usage(
    by dimensions: [Dimension], in days: ClosedRange<Day>?, of user: User? = nil, _ tables: Tables,
    filter: FoundFilter = FoundFilter(), split: PriceSplit? = nil, most: Int? = nil
  ) throws -> [Usage] {
    let months = days.flatMap { UserMonths(dimensions, in: $0, of: user, filter, split, tables) }
    let facts = FactQuery(
      dimensions, months?.otherDays ?? days.map { [$0] }, user, filter, split, tables)
    let queries = [facts] + (months.map { [FactQuery(dimensions, $0, filter, split, tables)] } ?? [])
    // Without derived dimensions and parts the server has added up everything already.
    let isAddedUp = queries.count == 1 && split == nil && !dimensions.contains(where: \.isDerived)
    var sums = UsageSums(most: most, by: dimensions)
    for facts in queries {
      try session.connection.forEachRow(facts.query) { row in
        let members = try dimensions.map { $0.member(try facts.member(of: $0, in: row)) }
        try sums.add(try facts.count(in: row), try facts.cost(in: row), to: members, isNew: isAddedUp)
      }
    }
    return sums.usage
  }

  /// What was used in some days, by each of some dimensions alone.
  ///
  /// The server adds up once what shares all of the dimensions; to add that up by each of them takes it longer than it
  /// takes us.
  func usage(
    byEach dimensions: [Dimension], in days: ClosedRange<Day>, _ tables: Tables, split: PriceSplit?
  ) throws -> [Dimension: [Usage]] {
    let facts = FactQuery(dimensions, [days], nil, FoundFilter(), split, tables)
    // By number, and a member is read once: a site of many users has as many rows as combinations, most of them of
    // members that are known already.
    var sums = dimensions.map { _ in [UInt64: Usage]() }
    try session.connection.forEachRow(facts.query) { row in
      let count = try facts.count(in: row)
      let cost = try facts.cost(in: row)
      for (place, dimension) in dimensions.enumerated() {
        let number = try facts.number(of: dimension, in: row)
        if sums[place][number] == nil {
          let member = dimension.member(try facts.member(of: dimension, in: row))
          sums[place][number] = Usage(of: [member], count: .zero)
        }
        sums[place][number]?.add(count, cost)
      }
    }
    return Dictionary(uniqueKeysWithValues: zip(dimensions, sums.map { Array($0.values) }))
  }
}

/// Usage that is being added up by combinations of members.
struct UsageSums {
  private(set) var usage: [Usage] = []
  private var places: [[Member]: Int] = [:]
  private let most: Int?
  private let dimensions: [Dimension]

  /// Sums of at most `most` combinations; nil for any number.
  init(most: Int?, by dimensions: [Dimension]) {
    (self.most, self.dimensions) = (most, dimensions)
  }

  /// The sums of what is of some members, by some of the dimensions.
  func usage(by shown: [Dimension], of filter: [Dimension: [Member]]) throws -> [Usage] {
    if filter.isEmpty { return usage }
    func places(_ wanted: some Sequence<Dimension>) -> [Int] { wanted.compactMap(dimensions.firstIndex) }
    let (shownPlaces, filters) = (
      places(shown),
      filter.compactMap { entry in dimensions.firstIndex(of: entry.key).map { ($0, entry.value) } }
    )
    var sums = UsageSums(most: most, by: shown)
    for usage in usage where filters.allSatisfy({ $1.contains(usage.members[$0]) }) {
      try sums.add(usage.count, nil, to: shownPlaces.map { usage.members[$0] })
    }
    return sums.usage
  }

  /// Adds usage; `isNew` when it is known that there is none of these members yet.
  mutating func add(_ count: TokenCount, _ cost: Cost?, to members: [Member], isNew: Bool = false)
    throws
  {
    if let place = places[members] {
      usage[place].add(count, cost)
      return
    }
    if !isNew { places[members] = usage.count }
    var sum = Usage(of: members, count: .zero)
    sum.add(count, cost)
    usage.append(sum)
    if let most, usage.count > most {
      throw Failure(
        .usage, "there are more than \(most) rows by \(dimensions.map(\.name).joined(separator: " and "))",
        advice: "Ask for fewer days (--from, --to), or for a dimension with fewer members.")
    }
  }
}

extension Usage {
  fileprivate mutating func add(_ count: TokenCount, _ cost: Cost?) { figures += Figures(count, cost: cost) }
}

extension [ModelUsage] {
  /// What these were of some days, along dimensions of day and model alone, of which the facts know no more; nil for other
  /// dimensions.
  func usage(
    by dimensions: [Dimension], in days: ClosedRange<Day>, _ cost: UsageRequest.Pricing.Price?
  ) throws -> [Usage]? {
    guard dimensions.allSatisfy({ [.day, .model].contains($0.kept) }) else { return nil }
    var sums = UsageSums(most: nil, by: dimensions)
    for part in self where days.contains(part.day) {
      let members = dimensions.map { dimension in
        dimension.member(dimension.kept == .day ? .day(part.day) : part.model.map { .model($0) } ?? .none)
      }
      try sums.add(part.count, cost?(part), to: members)
    }
    return sums.usage
  }
}
