import Ledger

extension Sync {
  /// The number of waiting rows that every sync examines.
  private static let waitingAtOnce = 1000
  /// The longest time in seconds until the others are examined; they also are when one of the first has been given a
  /// type.
  private static let restInterval = 3600
  /// How long a row that the log no longer has goes on waiting, in seconds: as long as a gap is looked for.
  private static let goneLifetime = gapLifetime

  private var waitingRows: WaitingRows {
    WaitingRows(connection: session.connection, tables: session.tables)
  }

  /// Counts rows that had no type when they were first seen and have been given one.
  ///
  /// The chatbot assigns types in the order of ids, thousands at once: while the first rows have none, the others
  /// rarely have one.
  mutating func lookAtWaiting() throws {
    guard epoch.hasWaiting || outcome.rowsWaiting > 0 else { return }
    var isSettling = isRestDue
    var last = Int.min
    while true {
      let rows = try waitingRows.list(epoch: epoch.number, after: last, limit: Self.waitingAtOnce)
      guard let highest = rows.last?.id else { break }
      last = highest
      if try examine(rows) { isSettling = true }
      if rows.count < Self.waitingAtOnce { break }
      if !isSettling { return }
    }
    // Without waiting rows there is nothing to record.
    guard last > Int.min else { return }
    var next = writer.state
    next.waitingUTC = facts.utcNow
    try writer.commit(next) { _ in }
  }

  private var isRestDue: Bool {
    guard let last = writer.state.waitingUTC else { return true }
    return last.adding(seconds: Self.restInterval) <= facts.utcNow
  }

  /// Examines waiting rows, each given with the time since when it has been gone; returns whether some of them no longer
  /// wait.
  private mutating func examine(_ rows: [(id: Int, goneSince: UTCTime?)]) throws -> Bool {
    // Taken as counted is what a new epoch finds; these rows were seen, and not counted.
    var fold = UsageFold(
      rules: CountingRules(siteNow: facts.siteNow), timeline: timeline, declared: declared,
      shift: session.shift(facts))
    var missing = Dictionary(uniqueKeysWithValues: rows)
    var edits = WaitingEdits()
    try reader.forEachRow(withIDs: rows.map(\.id)) { row in
      if missing.removeValue(forKey: row.id) != .some(.none) { edits.found.append(row.id) }
      if row.kind == .blank || row.kind == .doubled { return }
      edits.settled.append(row.id)
      fold.add(row)
    }
    let limit = facts.utcNow.adding(seconds: -Self.goneLifetime)
    for (id, goneSince) in missing.sorted(by: { $0.key < $1.key }) {
      if let goneSince {
        if goneSince < limit { edits.vanished.append(id) }
      } else {
        edits.gone.append(id)
      }
    }
    if edits.isEmpty { return false }
    try writer.commit(LedgerChange(usage: fold, waiting: edits), at: facts)
    outcome.rowsRepaired += fold.counted + fold.rejections.count
    outcome.daysChanged.formUnion(fold.days.keys)
    return !edits.settled.isEmpty || !edits.vanished.isEmpty
  }

  /// Whether rows that waited in an earlier epoch may be given up: what lies above the highest id seen may be there already.
  var mayGiveUpOldWaiting: Bool { epoch.isScanned && outcome.isComplete && epoch.hasWaitedBefore }

  /// Those of them that this epoch has not found in time.
  func oldWaiting(at now: UTCTime) throws -> [(epoch: Int, id: Int)] {
    try waitingRows.longGone(before: epoch.number, since: now.adding(seconds: -Self.goneLifetime))
  }

  /// Gives these up. For use inside a fenced transaction.
  func giveUpOldWaiting(_ rows: [(epoch: Int, id: Int)], at now: UTCTime) throws {
    try waitingRows.giveUp(rows, before: epoch.number, at: now)
  }
}
