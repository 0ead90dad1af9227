import Ledger
import LedgerStore
import MariaDB
import Sites
import Synchronization
import TestSupport
import Testing
import Text

/// Erasing a user while a sync is at work, at every moment that there is.
@Suite(.freshDatabase) struct ErasureRaceTests {
  /// Writes rows of a user for every kind of work a sync does: to read on, a gap that is filled, a row that is
  /// given its type. Gives the rows that count now.
  private func write(of user: Int, to site: TestSite) throws -> [LogRow] {
    let now = try site.clock()
    let first = 1000 * user
    func answer(_ number: Int, firstID: Int) -> [LogRow] {
      LogRow.answer(at: now, prompt: number, completion: 1, user: "\(user)", firstID: firstID)
    }
    var rows = answer(user, firstID: first)
    try site.write(
      rows + [LogRow(id: first + 10, time: now.description, type: "", text: "7", user: "\(user)")])
    try site.sync()
    let late = answer(2, firstID: first - 10) + answer(3, firstID: first + 20)
    try site.write(late)
    try site.wordPress().execute(
      "UPDATE \(identifier: site.log) SET user_type = 'Prompt Tokens' WHERE id = \(first + 10)")
    rows += late + [LogRow(time: now.description, type: "Prompt Tokens", text: "7")]
    return rows
  }

  @Test(
    "A user who is erased at any statement of a sync is gone, and the sync ends well or is told to try again")
  func anyStatement() throws {
    let site = try TestSite(shape: LogTableShape(idType: "BIGINT"))
    try site.sync()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    let through = site.through(proxy)
    var rows: [LogRow] = []
    var overtaken = 0
    var number = 0
    while number < 1000 {
      number += 1
      let user = number
      rows += try write(of: user, to: site)
      let erasure = Mutex<Background<Erased>?>(nil)
      proxy.inject(
        .pause, at: number,
        strike: {
          // It either comes through, or waits for the sync's own transaction.
          let running = Background { try site.erase(user) }
          erasure.withLock { $0 = running }
          #expect(throws: Never.self) {
            let observer = try site.database.connect()
            try eventually("the erasure to end or to wait") {
              try running.hasEnded || isWaiting(observer)
            }
          }
        })
      do {
        var sync = try Sync(SiteSession(through), settings: SyncSettings(pace: .full, connections: 1))
        _ = try sync.run()
      } catch let error as Failure where error.cause == .overtaken {
        overtaken += 1
      }
      guard let erasure = erasure.withLock({ $0 }) else { break }
      #expect(try erasure.value().wasErased == false)
      try site.sync()
      #expect(
        try site.usage(of: user).usage == [], "erased at statement \(number): \(proxy.lost ?? "")")
    }
    #expect(number > 40 && number < 1000)
    // Overtaken between reading and writing, and waited for: both have happened.
    #expect(overtaken > 10 && overtaken < number - 10)
    try site.expectLedger(holds: rows.sorted { $0.time < $1.time })
    try site.expectNoTraces()
    try site.expectEqual()
  }

  private func isWaiting(_ connection: Connection) throws -> Bool {
    let query: Query = """
      SELECT 1 FROM information_schema.processlist
      WHERE db = DATABASE() AND INSTR(info, 'UPDATE `wp_tokenledger_state`') = 1
      """
    return try connection.firstRow(query, as: Int.self) != nil
  }

  @Test("A sync that has read a user's rows before the erasure does not write them after it")
  func betweenReadingAndWriting() throws {
    let site = try TestSite()
    try site.sync()
    let rows = LogRow.answer(at: try site.clock(hoursAgo: 1), user: "7")
    try site.write(rows)
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    // The transaction that would write the rows that were read is about to raise the fence.
    proxy.inject(
      .pause, at: 1, strike: { #expect(throws: Never.self) { try site.erase(7) } },
      where: { $0.hasPrefix("UPDATE `wp_tokenledger_state` AS s") })
    var sync = try Sync(SiteSession(site.through(proxy)), settings: SyncSettings(pace: .full, connections: 1))
    let error = #expect(throws: Failure.self) { try sync.run() }
    #expect(error?.cause == .overtaken)
    #expect(proxy.strikes == 1)
    #expect(try site.factsByUser() == [])
    try site.sync()
    #expect(try site.factsByUser().map { $0.split(separator: " ")[1] } == ["erased"])
    try site.expectLedger(holds: rows)
  }

  @Test(
    "An erasure that is cut off at any statement has happened as a whole or not at all, and can be repeated",
    arguments: FaultProxy.Loss.allCases)
  func cutOff(loss: FaultProxy.Loss) throws {
    let site = try TestSite()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    let through = site.through(proxy)
    var rows: [LogRow] = []
    var happened = 0
    var number = 0
    while number < 1000 {
      number += 1
      let answer = LogRow.answer(at: try site.clock(hoursAgo: 1), prompt: number, user: "\(number)")
      try site.write(answer)
      rows += answer
      try site.sync()
      proxy.lose(loss, of: number)
      let user = try #require(UserID(number))
      if var erasure = try? UserErasure(of: user, SiteSession(through)) { try? erasure.run() }
      let isStruck = proxy.lost != nil
      proxy.heal()
      let (facts, isErased) = try (site.usage(of: number).usage.count, site.usage(of: number).isErased)
      #expect(facts == (isErased ? 0 : 1), "the \(loss) of \(number)")
      happened += isErased ? 1 : 0
      try site.erase(number)
      let expected = try rows.days()
      #expect(try site.days() == expected, "the \(loss) of \(number)")
      if !isStruck { break }
    }
    #expect(number > 10 && number < 1000)
    // The last, which was not cut off, the one that lost its COMMIT, and the two that lost what asks after it: they find
    // out, and make up for it.
    #expect(happened == 4)
    try site.expectLedger(holds: rows)
    try site.expectNoTraces()
  }
}
