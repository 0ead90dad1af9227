import Ledger
import MariaDB

/// Counts the log alone, for those who may only read: no table of ours is written or needed.
public struct LiveUsage: Sendable {
  /// The days with usage, ascending.
  public let days: [DayUsage]
  /// What some of them used before an hour; nil when that was not requested.
  public let early: EarlyUsage?
  /// Rows that do not count.
  public let rowsRejected: Int
  /// Rows without a type.
  public let rowsWaiting: Int
  /// What the log's shape has to say.
  public let warnings: [String]

  /// Reads the whole log, in bounded chunks; the days that `hours` names also by the hour.
  public init(_ session: SiteSession, facts: SiteFacts, hours: EarlyUsage.Request? = nil) throws {
    let log = try LogTable(session)
    let reader = LogReader(connection: session.connection, tables: session.tables, shape: log.shape)
    var days: [Day: TokenCount] = [:]
    let wanted = Set(hours?.days ?? [])
    var found: [DayHour: TokenCount] = [:]
    var rejected = 0
    var waiting = 0
    let target = try LogEnds(session.connection, session.tables).highest ?? 0
    // Rows that share an id are all read in the same chunk, so each of them is counted here.
    var last = IDRange.lowestID - 1
    while let first = try reader.firstID(after: last),
      let range = IDRange(first, upTo: target, span: LogReader.chunkSpan)
    {
      last = range.last
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
    warnings = try log.shape.warnings + (RowIDs(log, session).map { [$0.messageOfLog] } ?? [])
  }
}
