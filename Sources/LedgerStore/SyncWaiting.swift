import Ledger
import MariaDB

extension Sync {
  /// The number of waiting rows that every sync examines.
  private static let waitingAtOnce = 1000
  /// The longest time in seconds until the others are examined; they also are when one of the first has been given a
  /// type.
  private static let restInterval = 3600

  /// Counts rows that had no type when they were first seen and have been given one.
  ///
  /// The chatbot assigns types in the order of ids, thousands at once: while the first rows have none, the others
  /// rarely have one.
  mutating func lookAtWaiting() throws {
    var isSettling = isRestDue
    var last = Int.min
    while true {
      let query: Query = """
        SELECT id FROM \(identifier: session.tables.waiting)
        WHERE epoch = \(epoch.number) AND id > \(last) ORDER BY id LIMIT \(Self.waitingAtOnce)
        """
      let ids = try session.connection.rows(query, as: Int.self)
      guard let highest = ids.last else { break }
      last = highest
      if try settle(ids) { isSettling = true }
      if ids.count < Self.waitingAtOnce { break }
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

  /// Lets untyped rows that an earlier epoch has seen wait on, when they waited there and so were never counted.
  func settleDoubtful(_ fold: inout UsageFold) throws {
    var waiting: Set<Int> = []
    for ids in fold.doubtfulBlanks.chunked(by: Self.waitingAtOnce) {
      let query: Query = """
        SELECT id FROM \(identifier: session.tables.waiting)
        WHERE epoch < \(epoch.number) AND id IN (\(list: Array(ids)))
        """
      waiting.formUnion(try session.connection.rows(query, as: Int.self))
    }
    fold.settleDoubtful(waiting: waiting)
  }

  /// Examines waiting rows; returns whether some of them no longer wait.
  private mutating func settle(_ ids: [Int]) throws -> Bool {
    // Taken as counted is what a new epoch finds; these rows were seen, and not counted.
    var fold = UsageFold(
      rules: CountingRules(siteNow: facts.siteNow), timeline: timeline, shift: session.shift(facts))
    var gone = Set(ids)
    var settled: [Int] = []
    try reader.forEachRow(withIDs: ids) { row in
      gone.remove(row.id)
      if row.kind == .blank || row.kind == .doubled { return }
      settled.append(row.id)
      fold.add(row)
    }
    let vanished = gone.sorted().map { Rejection(id: $0, reason: .vanished, time: "") }
    if settled.isEmpty && vanished.isEmpty { return false }
    var change = LedgerChange(usage: fold)
    change.settledIDs = settled + vanished.map(\.id)
    change.vanished = vanished
    try writer.commit(change, at: facts)
    outcome.rowsRepaired += fold.counted + fold.rejections.count
    outcome.daysChanged.formUnion(fold.days.keys)
    return true
  }
}
