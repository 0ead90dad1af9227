import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct OverlapAttack {
  @Test("Of eight syncs at once, the very first ones too, each ends with 0 or 75 and none shows a deadlock")
  func eight() throws {
    try Seed.rounds(2, of: "overlap") { round, random in
      let site = try TestSite(prefix: "wp\(round)_", shape: LogTableShape(idType: "INT"))
      let oracle = Oracle()
      // At first without a ledger: eight processes make its tables.
      for wave in 0..<3 {
        try attack(site, oracle, answers: Int.random(in: 50...400, using: &random))
        try oracle.check(site, "seed \(Seed.run), round \(round), wave \(wave)")
      }
    }
  }

  private func attack(_ site: TestSite, _ oracle: Oracle, answers: Int) throws {
    let now = try site.clock(hoursAgo: 1)
    try oracle.write((0..<answers).flatMap { _ in oracle.answer(at: now) }, to: site)
    let socket = try TestServer.current.socket
    let ends = try (0..<8).map { _ in try TokenLedgerProcess(on: site, socket: socket) }.map { try $0.end() }
    for end in ends {
      #expect([0, 75].contains(end.status), "\(end.errors)")
      #expect(!end.errors.lowercased().contains("deadlock"), "\(end.errors)")
    }
    #expect(ends.contains { $0.status == 0 })
    try site.expectWholeLedger("seed \(Seed.run)")
    try site.sync()
    Figures.survived(faults: 8)
  }
}
