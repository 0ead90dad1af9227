import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import Text

@Suite(.freshDatabase, .serialized) struct ConnectionAttack {
  @Test("A connection that ends at any byte of any answer counts no half chunk")
  func truncated() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    try proxied.writeWork(round: 0)
    try proxied.site.sync()
    var work = 0
    try Seed.rounds(192, of: "truncation") { round, random in
      work += 1
      try proxied.writeWork(round: work)
      // Every other one has many rows on their way.
      if round % 2 == 0 {
        let now = try proxied.site.clock(hoursAgo: 1)
        let first = 100_000 * (work + 1) + 60_000
        let rows = (0..<60).flatMap { proxied.oracle.answer(at: now, firstID: first + 5 * $0) }
        try proxied.oracle.write(rows, to: proxied.site)
      }
      // Each command in turn, on one, two and three connections.
      let limit = [1_500, 100, 20_000, 1_500][round % 4]
      proxied.proxy.inject(
        .truncation(afterBytes: Int.random(in: 0..<limit, using: &random)), at: 1 + round % 96)
      let isDone = (try? proxied.sync(connections: 1 + (round + round / 96) % 3)) != nil
      try proxied.site.expectWholeLedger("round \(round), seed \(Seed.run)")
      // A sync that says it is done has counted everything.
      if !isDone { try proxied.site.sync() }
      if isDone || round % 6 == 0 {
        try proxied.oracle.check(proxied.site, "round \(round), seed \(Seed.run)")
      }
      Figures.survived(faults: 1)
    }
    try proxied.oracle.check(proxied.site)
  }

  @Test("A COMMIT without an answer is looked up by its fence, and neither repeated nor forgotten")
  func ambiguousCommit() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    // Messages are counted behind the end of a sync, which a loss there does not undo: SentimentSyncTests cuts that off.
    try proxied.site.run("ALTER TABLE LOG DROP COLUMN sentiment_score")
    try proxied.writeWork(round: 0)
    try proxied.site.sync()
    var round = 0
    for loss in FaultProxy.Loss.allCases {
      // The first COMMIT ends the reading of the state.
      var number = 1
      while true {
        (round, number) = (round + 1, number + 1)
        try proxied.writeWork(round: round)
        proxied.proxy.inject(.loss(loss), at: number, where: { $0 == "COMMIT" })
        let outcome = Result { try proxied.sync() }
        guard proxied.proxy.lost != nil else { break }
        switch loss {
        case .answer: #expect(throws: Never.self) { _ = try outcome.get() }
        case .command: #expect { _ = try outcome.get() } throws: { ($0 as? Failure)?.cause == .overtaken }
        }
        try proxied.site.expectWholeLedger()
        try proxied.site.sync()
        try proxied.oracle.check(proxied.site, "\(loss) of COMMIT \(number)")
        Figures.survived(faults: 1)
      }
      // Each of them: of the state, of the gaps, two of the waiting rows, and the one that ends the sync.
      #expect(number == 6)
    }
  }

  @Test("A COMMIT whose answer is lost together with the server ends with 69, and is counted once later")
  func commitThenNothing() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    try proxied.writeWork(round: 0)
    try proxied.site.sync()
    try proxied.writeWork(round: 1)
    let proxy = proxied.proxy
    proxy.inject(.loss(.answer), at: 3, strike: { proxy.refuse() }, where: { $0 == "COMMIT" })
    let end = try TokenLedgerProcess(on: proxied.site, socket: proxy.socket).end()
    #expect(end.status == 69, "\(end.errors)")
    #expect(end.errors.hasPrefix("tokenledger: error: 20"))
    try proxied.site.expectWholeLedger()
    try proxied.site.sync()
    try proxied.oracle.check(proxied.site)
    Figures.survived(faults: 1)
  }

  @Test("A server that falls silent in the midst of a statement ends the sync after its timeout")
  func stalled() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    try proxied.writeWork(round: 0)
    try proxied.site.sync()
    var round = 0
    for text in ["COMMIT", "START TRANSACTION", "SELECT id, user_type"] {
      round += 1
      try proxied.writeWork(round: round)
      proxied.proxy.inject(.stall, at: text == "COMMIT" ? 3 : 1, where: { $0.hasPrefix(text) })
      let sync = Background { try proxied.sync(readTimeout: 5).isComplete }
      try eventually("the end of the sync") { sync.hasEnded }
      #expect(throws: (any Error).self, "\(text)") { try sync.value() }
      #expect(proxied.proxy.strikes == 1, "\(text)")
      try proxied.site.expectWholeLedger()
      try proxied.site.sync()
      try proxied.oracle.check(proxied.site, "\(text)")
      Figures.survived(faults: 1)
    }
  }
}
