import Ledger
import MariaDB
import Sites

/// Changes the ledger, one bounded transaction at a time, each fenced.
///
/// A transaction first reads what it needs, then raises the fence from the value this run knows, and at its end seals
/// it by raising it once more from the value that it has itself written. When another run has raised it meanwhile,
/// nothing is written and the run ends with "try again"; when the server has silently rolled the transaction back on
/// its way, which a node of a Galera cluster does, the seal finds nothing and the rest is rolled back, too. After a
/// COMMIT that may or may not have happened the fence says which.
final class LedgerWriter {
  private let session: SiteSession
  let tables: Tables
  private let writer = Int.random(in: 1...Int(Int32.max))
  /// From how many rows on it pays to write those of each model by themselves.
  private static let many = 200
  /// The numbers of names that it has learnt.
  var names: NameDictionary
  /// What the owner declared of the models, once it was read; whoever declares more stops this run by the fence.
  private var knownRules: ModelRules?
  /// Whose usage this run has added, or is about to add.
  private(set) var met = MetMembers()
  /// Whether the last change could not be written itself, rather than what was to be written with it.
  private(set) var hasFailedInChange = false
  /// Where the ledger stands after the last transaction.
  private(set) var state: LedgerState

  /// A writer that begins at a state; `models` were read together with it.
  init(session: SiteSession, state: LedgerState, models: KnownModels = KnownModels()) {
    self.session = session
    tables = session.tables
    names = NameDictionary(tables: session.tables, models: models.numbers)
    knownRules = models.declared
    self.state = state
  }

  /// Writes a change that was seen at `facts`, and in the same transaction what else there is to write: `base`, the state
  /// that the change is added to, the present one unless given; and what `write` writes, for which `read` has read what it
  /// needs.
  func commit(
    _ change: LedgerChange, at facts: SiteFacts, to base: LedgerState? = nil,
    reading read: ((Connection) throws -> Void)? = nil,
    writing write: (Connection) throws -> Void = { _ in }
  ) throws {
    var next = base ?? state
    next.lastID = change.lastID ?? next.lastID
    if let usage = change.usage {
      next.total += usage.total
      next.rowsCounted += usage.counted
      next.lastCounted = [next.lastCounted, usage.latestCounted].compactMap { $0 }.max()
      next.seenSite = facts.siteNow
    }
    var usage: AttributedUsage?
    let reads: ((Connection) throws -> Void)? = { connection in
      self.hasFailedInChange = false
      usage = try change.usage.map { try self.attribute($0, connection) }
      try read?(connection)
    }
    try commit(next, reading: change.usage != nil || read != nil ? reads : nil) { connection in
      hasFailedInChange = true
      let waiting = WaitingRows(connection: connection, tables: tables)
      if let usage {
        try add(usage, source: Tables.logSource, connection)
        try add(rejections: usage.fold.rejections, connection)
        try waiting.add(usage.fold.blanks, times: usage.fold.blankTimes, epoch: state.epoch)
        try waiting.remove(usage.fold.waitedBefore, before: state.epoch)
      }
      try change.gaps.write(epoch: state.epoch, connection, tables)
      try waiting.write(change.waiting, epoch: state.epoch, at: facts.utcNow)
      try add(
        rejections: change.waiting.vanished.map { Rejection(id: $0, reason: .vanished, time: "") }, connection
      )
      if let checkpoint = change.checkpoint { try add(checkpoint, connection) }
      if let usage { try widenEpoch(usage.fold, next, connection) }
      hasFailedInChange = false
      try write(connection)
    }
  }

  /// Raises the fence, writes the next state and whatever `body` writes, in one transaction.
  func commit(_ next: LedgerState, _ body: (Connection) throws -> Void) throws {
    try commit(next, reading: nil, writing: body)
  }

  /// The same, after `read` has read what `write` needs: in the same transaction, but before it has written anything.
  func commit(
    _ next: LedgerState, reading read: ((Connection) throws -> Void)?,
    writing write: (Connection) throws -> Void
  ) throws {
    var next = next
    next.fence = state.fence + 1
    next.writer = writer
    let sealed = next.sealed
    let fence = LedgerFence(session: session)
    do {
      try Retry.transient {
        do {
          try session.connection.transaction {
            if let read {
              // So that a read/write splitter, too, sees that what follows is for the server that takes the writes.
              try session.connection.execute("START TRANSACTION")
              try read(session.connection)
            }
            try fence.raise(from: state, to: next)
            do { try write(session.connection) } catch { throw fence.cause(of: error, in: next) }
            try fence.seal(next, as: sealed)
          }
        } catch {
          // Numbers that were handed out in the transaction went with it.
          names.forget()
          throw error
        }
      }
    } catch let error as MariaDBError where error.isCommitAmbiguous {
      try session.reconnect()
      // A disk that was full, and a server that writes nothing, have said why.
      if try !error.isTransient && !error.isConnectionLost && !fence.surelyStands(at: sealed) { throw error }
    }
    try fence.confirm(sealed)
    state = sealed
  }

  // MARK: Usage

  /// A usage with what the ledger says of those who used it.
  struct AttributedUsage {
    let fold: UsageFold
    fileprivate let facts: [(day: Day, attribution: Attribution, sum: UsageSum)]
    fileprivate let attributions: Set<Attribution>
    fileprivate let declared: ModelRules
  }

  /// Reads what it takes to add usage, in the transaction of ``commit(_:at:to:reading:writing:)`` that adds it.
  ///
  /// No fact is written otherwise: here users who were erased or folded become what they are now, and a model that
  /// nobody saw becomes the one that was declared. Whoever has changed either since this run began has raised the
  /// fence.
  func attribute(_ usage: UsageFold, _ connection: Connection) throws -> AttributedUsage {
    let anonymized = try Anonymization(of: usage.users, connection, tables).facts(of: usage)
    let attributions = Set(anonymized.keys.lazy.map(\.attribution))
    names.forgetWhenFull()
    try names.find(Self.names(of: attributions), using: connection)
    met.insert(attributions)
    let declared = try modelRules(connection)
    try names.find(declared.models.union(attributions.compactMap(\.model)), using: connection)
    return AttributedUsage(
      fold: usage, facts: anonymized.map { ($0.key.day, $0.key.attribution, $0.value) },
      attributions: attributions,
      declared: declared)
  }

  private static func names(of attributions: Set<Attribution>) -> [NameDictionary.Kind: Set<Name>] {
    [.assistant: Set(attributions.compactMap(\.assistant)), .page: Set(attributions.compactMap(\.page))]
  }

  /// Adds usage to facts, days, hours and users' months, behind the fence; `source` is where it comes from.
  func add(_ usage: AttributedUsage, source: Int, _ connection: Connection) throws {
    try names.add(Self.names(of: usage.attributions), using: connection)
    try names.add(usage.declared.models.union(usage.attributions.compactMap(\.model)), using: connection)
    var columns: [Attribution: FactColumns] = [:]
    var days: [(key: UsageTotals.DayKey, sum: UsageSum)] = []
    var months: [(key: UsageTotals.UserMonthKey, sum: UsageSum)] = []
    days.reserveCapacity(usage.facts.count)
    months.reserveCapacity(usage.facts.count)
    var facts = try usage.facts.map { fact in
      let own = try columns[fact.attribution] ?? FactColumns(fact.attribution, names)
      columns[fact.attribution] = own
      let model = try modelColumns(fact.attribution, on: fact.day, usage.declared)
      days.append((UsageTotals.DayKey(day: fact.day, model: model), fact.sum))
      months.append(
        (UsageTotals.UserMonthKey(month: fact.day.firstOfMonth, user: own.user, model: model), fact.sum))
      return (day: fact.day, model: model, columns: own, sum: fact.sum)
    }
    let hours = try hours(of: usage.fold.modelHours, usage.declared)
    // Each table's rows go in in the order of its key, or each model's do, which is less work for the server.
    facts.sort { ($0.day, $0.model, $0.columns) < ($1.day, $1.model, $1.columns) }
    try upsert(
      facts, of: \.model, into: tables.facts,
      source: source, key: "day, assistant_id, page_id, user_kind, user_id", connection
    ) { fact, values in
      values.append(fact.day.parameter)
      fact.columns.append(to: &values)
      return fact.sum
    }
    try add(hours: hours, source: source, connection)
    try upsert(
      UsageTotals.summed(consume days), of: \.key.model, into: tables.days, source: source, key: "day",
      connection
    ) { entry, values in
      values.append(entry.key.day.parameter)
      return entry.sum
    }
    try upsert(
      UsageTotals.summed(consume months), of: \.key.model, into: tables.userMonths, source: source,
      key: "month, user_kind, user_id", connection
    ) { entry, values in
      values.append(entry.key.month.parameter)
      values.append(entry.key.user.kind.parameter)
      values.append(entry.key.user.id.parameter)
      return entry.sum
    }
  }

  /// Adds usage to the hours, behind the fence.
  func add(
    hours: [(key: UsageTotals.HourKey, sum: UsageSum)], source: Int, _ connection: Connection
  ) throws {
    try upsert(
      UsageTotals.summed(hours), of: \.key.model, into: tables.hours, source: source, key: "day, hour",
      connection
    ) { entry, values in
      values.append(entry.key.hour.day.parameter)
      values.append(entry.key.hour.hour.parameter)
      return entry.sum
    }
  }

  /// The hours with the numbers of their models, which have been learnt.
  func hours(
    of usage: [(place: ModelHour, sum: UsageSum)], _ declared: ModelRules
  ) throws -> [(key: UsageTotals.HourKey, sum: UsageSum)] {
    try usage.map { place, sum in
      let model = try modelColumns(place.attribution, on: place.hour.day, declared)
      return (key: UsageTotals.HourKey(hour: place.hour, model: model), sum: sum)
    }
  }

  /// The columns of the model that counts for some usage, and of the one that was seen.
  private func modelColumns(
    _ attribution: Attribution, on day: Day, _ declared: ModelRules
  ) throws -> ModelColumns {
    let seen = try names.number(of: attribution.model)
    return ModelColumns(
      seen: seen, declared: try declared.model(of: attribution, on: day).map { try names.number(of: $0) })
  }

  /// What was declared of the models.
  func modelRules(_ connection: Connection) throws -> ModelRules {
    let rules = try knownRules ?? ModelDeclarations(connection: connection, tables: tables).load()
    knownRules = rules
    return rules
  }

  /// Adds the usage of rows to those with the same key: `source`, the row's model, and what `key` appends, which tells the
  /// row's usage, too.
  ///
  /// The largest numbers of usage that an earlier release counted are not known, and stay so.
  private func upsert<Row>(
    _ rows: [Row], of model: (Row) -> ModelColumns, into table: String, source: Int, key columns: String,
    _ connection: Connection, _ key: (Row, inout [Parameter]) -> UsageSum
  ) throws {
    // To bind the columns of the model for each of thousands of rows would take a third of the time. Few rows go in at once.
    let areMany = rows.count > Self.many
    let groups = areMany ? rows.grouped(by: model).map { ($0.key.numbers, $0.elements) } : [([], rows)]
    for (numbers, rows) in groups {
      try connection.insert(
        rows, into: table, columns: "source_id, \(ModelColumns.names), \(columns), \(UsageColumns.names)",
        beginningWith: [source] + numbers,
        onDuplicate: UsageColumns.merged(into: table).sql
      ) { row, values in
        if !areMany { values += model(row).numbers.map(\.parameter) }
        let sum = key(row, &values)
        values.append(sum.count.prompt.parameter)
        values.append(sum.count.completion.parameter)
        values.append(sum.count.total.parameter)
        values.append(sum.count.requests.parameter)
        values.append(sum.largest.prompt.parameter)
        values.append(sum.largest.completion.parameter)
      }
    }
  }

  // MARK: Rows that were not counted

  /// Keeps rows that do not count, inside a transaction that ``commit(_:_:)`` began.
  func add(rejections: [Rejection], _ connection: Connection) throws {
    try connection.insert(
      rejections.map { [Tables.logSource, state.epoch, $0.id, $0.reason.rawValue, $0.time] },
      into: tables.rejected, columns: "source_id, epoch, id, reason, row_time",
      onDuplicate: "reason = VALUES(reason)")
  }

  // MARK: Knowing the log again

  private func add(_ checkpoint: Checkpoint, _ connection: Connection) throws {
    try connection.insert(
      [
        [
          Tables.logSource, state.epoch, checkpoint.id, checkpoint.time, checkpoint.type,
          checkpoint.sessionHash,
        ]
      ],
      into: tables.checkpoints, columns: "source_id, epoch, id, row_time, user_type, session_hash",
      onDuplicate: "row_time = VALUES(row_time)")
    try Checkpoints(connection: connection, tables: tables, epoch: state.epoch).thin()
  }

  /// Keeps what the epoch counted within its bounds: what lies outside of them was never counted.
  private func widenEpoch(_ usage: UsageFold, _ next: LedgerState, _ connection: Connection) throws {
    let (earliest, latest) = (usage.earliestCounted, usage.latestCounted)
    try connection.execute(
      """
      UPDATE \(identifier: tables.epochs) SET rows_skipped = rows_skipped + \(usage.skipped),
        first_id = COALESCE(LEAST(first_id, \(usage.lowestCounted)), \(usage.lowestCounted), first_id),
        last_id = \(next.lastID),
        first_time = COALESCE(LEAST(first_time, \(earliest)), \(earliest), first_time),
        last_time = COALESCE(GREATEST(last_time, \(latest)), \(latest), last_time)
      WHERE \(query: tables.isLog) AND epoch = \(next.epoch)
      """)
  }
}
