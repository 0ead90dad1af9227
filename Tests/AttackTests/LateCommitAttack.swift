import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct LateCommitAttack {
  @Test("Ten writers with open transactions, rollbacks and interleaved ids lose nothing and double nothing")
  func writers() throws {
    try Seed.rounds(1, of: "late commits") { round, random in
      // A site of its own for every round.
      let site = try TestSite(prefix: "wp\(round)_", shape: LogTableShape(idType: "INT"))
      try attack(site, &random)
    }
  }

  private func attack(_ site: TestSite, _ random: inout SeededGenerator) throws {
    let oracle = Oracle()
    let now = try site.clock(hoursAgo: 1)
    let writers = try (0..<10).map { number in
      let writer = Writer(
        site: site, connection: try site.wordPress(), oracle: oracle, time: now,
        random: SeededGenerator(seed: random.next()))
      // As on a cluster of three nodes: ids come interleaved, and many are nobody's.
      try writer.connection.execute(
        "SET auto_increment_increment = 3, auto_increment_offset = \(number % 3 + 1)")
      return writer
    }
    let work = writers.map { writer in Background { try writer.write(answers: 120) } }
    var control = Control(site: site, connection: try site.database.connect())
    var syncs = 0
    var mostGaps = 0
    while !work.allSatisfy(\.hasEnded) {
      mostGaps = max(mostGaps, try site.sync().gapsOpen)
      try control.pass()
      syncs += 1
    }
    for writer in work { try writer.value() }
    try site.sync()
    try control.pass()
    let tally = try oracle.check(site, "seed \(Seed.run), \(syncs) syncs")
    #expect(tally.committed > 2_000)
    #expect(mostGaps > 5 && syncs > 5)
    Figures.controlLost(tally.committed - control.rows)
    #expect(
      control.rows < tally.committed, "the control lost nothing, so this proves nothing (seed \(Seed.run))")
    // Once more: nothing is new.
    #expect(try site.sync().rowsRead == 0)
    try oracle.check(site)
  }
}

/// Reads as one does who does not know that ids are handed out before they are committed.
private struct Control {
  let site: TestSite
  let connection: Connection
  var rows = 0
  private var last = 0

  init(site: TestSite, connection: Connection) {
    (self.site, self.connection) = (site, connection)
  }

  mutating func pass() throws {
    let query: Query = """
      SELECT COALESCE(MAX(id), \(last)), CAST(COALESCE(SUM(user_type LIKE '% Tokens'), 0) AS SIGNED)
      FROM \(identifier: site.log) WHERE id > \(last)
      """
    guard let found = try connection.firstRow(query, as: (Int, Int).self) else { return }
    last = found.0
    rows += found.1
  }
}

/// A visitor's browser and the chatbot behind it: five rows an answer, one statement each.
///
/// Unchecked: it is handed to one thread, which alone uses it.
private final class Writer: @unchecked Sendable {
  let connection: Connection
  private let site: TestSite
  private let oracle: Oracle
  private let time: SiteTime
  private var random: SeededGenerator

  init(site: TestSite, connection: Connection, oracle: Oracle, time: SiteTime, random: SeededGenerator) {
    (self.site, self.connection, self.oracle, self.time) = (site, connection, oracle, time)
    self.random = random
  }

  func write(answers: Int) throws {
    for _ in 0..<answers {
      // Not older than 48 hours: what is missing beside older rows, a first sync takes for purged.
      let time = time.adding(seconds: -Int.random(in: 0..<150_000, using: &random))
      let rows = oracle.answer(at: time)
      switch Int.random(in: 0..<20, using: &random) {
      case 0: try write(rows, holdingFor: .random(in: 0.05...0.6, using: &random), thenCommitting: true)
      case 1...2: try write(rows, holdingFor: .random(in: 0.001...0.05, using: &random), thenCommitting: true)
      case 3: try write(rows, holdingFor: .random(in: 0.001...0.2, using: &random), thenCommitting: false)
      default: for row in rows { try oracle.write([row], to: site, on: connection) }
      }
    }
  }

  /// Writes in a transaction that stays open for some seconds, across several syncs.
  private func write(_ rows: [LogRow], holdingFor seconds: Double, thenCommitting commits: Bool) throws {
    try connection.execute("START TRANSACTION")
    for row in rows { try site.write([row], on: connection) }
    try connection.execute("DO SLEEP(\(seconds))")
    try connection.execute(commits ? "COMMIT" : "ROLLBACK")
    if commits { oracle.committed(rows) }
  }
}
