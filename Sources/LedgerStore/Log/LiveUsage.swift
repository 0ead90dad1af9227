import Ledger
import MariaDB

/// Counts the log alone, for those who may only read: no table of ours is written or needed.
public struct LiveUsage {
  /// The days with usage, ascending.
  public private(set) var days: [DayUsage] = []
  /// What some of them used before an hour; nil when that was not requested.
  public private(set) var early: EarlyUsage?
  /// Rows that do not count.
  public private(set) var rowsRejected = 0
  /// Rows without a type.
  public private(set) var rowsWaiting = 0
  /// What the log's shape has to say.
  public let warnings: [String]

  private let session: SiteSession
  private let facts: SiteFacts
  private let reader: LogReader
  /// The highest id that was read.
  private let target: Int

  /// Reads the whole log, in bounded chunks; the days that `hours` names also by the hour.
  public init(_ session: SiteSession, facts: SiteFacts, hours: EarlyUsage.Request? = nil) throws {
    let log = try LogTable(session)
    self.session = session
    self.facts = facts
    reader = LogReader(connection: session.connection, tables: session.tables, shape: log.shape)
    target = try LogEnds(session.connection, session.tables).highest ?? 0
    warnings = try log.shape.warnings + (RowIDs(log, session).map { [$0.messageOfLog] } ?? [])
    var days: [Day: TokenCount] = [:]
    let wanted = Set(hours?.days ?? [])
    var found: [DayHour: TokenCount] = [:]
    var rejected = 0
    var waiting = 0
    try forEachRange { range in
      var fold = UsageFold(
        rules: CountingRules(siteNow: facts.siteNow), timeline: ModelTimeline(), shift: session.shift(facts))
      try reader.forEachRow(in: range) { fold.add($0) }
      for (day, count) in fold.days { days[day, default: .zero] += count }
      for (hour, count) in fold.hours where wanted.contains(hour.day) { found[hour, default: .zero] += count }
      rejected += fold.rejections.count
      waiting += fold.blanks.count
    }
    self.days = days.map { DayUsage(day: $0.key, count: $0.value) }.sorted { $0.day < $1.day }
    early = hours.map { EarlyUsage(found, for: $0) }
    rowsRejected = rejected
    rowsWaiting = waiting
  }

  /// What was used in some days along dimensions that the log knows, of the same rows. No model is known, and all of it is
  /// from the log.
  ///
  /// - Parameters:
  ///   - dimensions: The dimensions to tell apart.
  ///   - span: The days.
  ///   - filter: The members whose usage is asked for, among those with usage in these days; none of models.
  /// - Returns: The usage of each combination, in no particular order.
  /// - Throws: `MariaDBError`; `Failure` (64) for more combinations than fit into memory, and for a filter that names nobody.
  public func usage(
    by dimensions: [Dimension], in span: ClosedRange<Day>, filter: UsageFilter = UsageFilter()
  ) throws -> NamedUsages {
    let filtered = filter.texts.keys.sorted { $0.key < $1.key }
    let told = dimensions + filtered.filter { !dimensions.contains($0) }
    var sums = UsageSums(most: LedgerReader.mostCombinations, by: told)
    let (rules, shift) = (CountingRules(siteNow: facts.siteNow), session.shift(facts))
    try forEachRange { range in
      var counts: [Place: TokenCount] = [:]
      try reader.forEachRow(in: range) { row in
        guard [.prompt, .completion, .total].contains(row.kind),
          case .success(let (stored, tokens)) = rules.count(row)
        else { return }
        let time = shift?.siteTime(of: stored) ?? stored
        guard span.contains(time.day) else { return }
        counts[Place(day: time.day, hour: time.hour, logged: row.attribution), default: .zero] += row.usage(
          tokens)
      }
      for (place, count) in counts {
        try sums.add(count, nil, to: told.map { $0.member(place.member(of: $0.kept)) })
      }
    }
    var named = NamedUsages()
    let names = LedgerReader(session)
    named.filter = try filtered.reduce(into: [:]) { members, dimension in
      let place = told.firstIndex(of: dimension) ?? 0
      members[dimension] = try names.found(
        filter, of: dimension, among: Set(sums.usage.map { $0.members[place] }))
    }
    named.combined = try sums.usage(by: dimensions, of: named.filter)
    var members = named.filter
    for (place, dimension) in dimensions.enumerated() {
      members[dimension, default: []] += LedgerReader.largest(
        named.combined, place: place, most: LedgerReader.mostCombined)
    }
    named.names = try names.currentNames(of: members)
    return named
  }

  /// The ids of the log, in bounded chunks. Rows that share an id are all in the same one, so each of them is counted.
  private func forEachRange(_ body: (IDRange) throws -> Void) throws {
    var last = IDRange.lowestID - 1
    while let first = try reader.firstID(after: last),
      let range = IDRange(first, upTo: target, span: LogReader.chunkSpan)
    {
      last = range.last
      try body(range)
    }
  }
}

/// An hour, and what was logged for it.
private struct Place: Hashable {
  let day: Day
  let hour: Int
  let logged: Attribution

  /// Its member of a dimension of the ledger, as far as the log knows it.
  func member(of dimension: Dimension.Kept) -> Member {
    switch dimension {
    case .day: .day(day)
    case .hour: .hour(hour)
    case .assistant: logged.assistant.map { .name($0) } ?? .none
    case .page: logged.page.map { .name($0) } ?? .none
    case .user: .user(logged.user)
    case .source: .source(nil)
    case .model: .none
    }
  }
}
