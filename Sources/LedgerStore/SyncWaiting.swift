import Ledger
import MariaDB

extension Sync {
  /// So many waiting rows are looked at in every sync; more only hourly, or when the chatbot was upgraded.
  private static let fewWaiting = 1000
  private static let manyInterval = 3600
  private static let waitingAtOnce = 1000

  /// Counts rows that had no type when they were first seen and have been given one.
  mutating func lookAtWaiting() throws {
    let count: Query = """
      SELECT COUNT(*) FROM \(identifier: session.tables.waiting) WHERE epoch = \(epoch.number)
      """
    let waiting = try session.connection.firstRow(count, as: Int.self) ?? 0
    guard waiting > 0, isWaitingDue(waiting) else { return }
    var last = Int.min
    while true {
      let query: Query = """
        SELECT id FROM \(identifier: session.tables.waiting)
        WHERE epoch = \(epoch.number) AND id > \(last) ORDER BY id LIMIT \(Self.waitingAtOnce)
        """
      let ids = try session.connection.rows(query, as: Int.self)
      guard let highest = ids.last else { break }
      last = highest
      try settle(ids)
    }
    var next = writer.state
    next.waitingUTC = facts.utcNow
    try writer.commit(next) { _ in }
  }

  private func isWaitingDue(_ waiting: Int) -> Bool {
    if waiting <= Self.fewWaiting || pluginVersion != writer.state.pluginVersion { return true }
    guard let last = writer.state.waitingUTC else { return true }
    return last.adding(seconds: Self.manyInterval) <= facts.utcNow
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

  private mutating func settle(_ ids: [Int]) throws {
    // Taken as counted is what a new epoch finds; these rows were seen, and not counted.
    var fold = UsageFold(
      rules: CountingRules(siteNow: facts.siteNow), timeline: timeline, shift: session.shift(facts))
    var gone = Set(ids)
    var settled: [Int] = []
    try reader.forEachRow(withIDs: ids) { row in
      gone.remove(row.id)
      if row.kind == .blank { return }
      settled.append(row.id)
      fold.add(row)
    }
    let vanished = gone.sorted().map { Rejection(id: $0, reason: .vanished, time: "") }
    if settled.isEmpty && vanished.isEmpty { return }
    var change = LedgerChange(usage: fold)
    change.settledIDs = settled + vanished.map(\.id)
    change.vanished = vanished
    try writer.commit(change, at: facts)
    outcome.rowsRepaired += fold.counted + fold.rejections.count
    outcome.daysChanged.formUnion(fold.days.keys)
  }
}
