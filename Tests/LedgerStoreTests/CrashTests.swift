import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import WordPress

@Suite(.freshDatabase) struct CrashTests {
  @Test(
    "A sync that is cut off at any statement, sent or carried out, leaves a ledger that the next completes",
    arguments: FaultProxy.Loss.allCases)
  func anyStatement(loss: FaultProxy.Loss) throws {
    let site = try TestSite(shape: LogTableShape(idType: "BIGINT"))
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    var throughProxy = site.site
    throughProxy.connection.address = .socket(proxy.socket)
    throughProxy.connection.tls.mode = .disabled

    var rows = try write(round: 0, to: site)
    try site.sync()
    var commits = 0
    var number = 0
    while number < 1_000 {
      number += 1
      rows += try write(round: number, to: site)
      proxy.lose(loss, of: number)
      let outcome = Result {
        var sync = try Sync(SiteSession(throughProxy), settings: SyncSettings(pace: .full, connections: 1))
        return try sync.run()
      }
      guard let lost = proxy.lost else { break }
      commits += lost == "COMMIT" ? 1 : 0
      // The first COMMIT ends the transaction in which the state was read: it changes nothing.
      expect(outcome, after: commits > 1 && lost == "COMMIT" ? loss : nil)
      _ = try site.days()
      try site.sync()
      let expected = try rows.days()
      #expect(try site.days() == expected, "the \(loss) of \(number) was lost: \(lost)")
    }
    // What the last sync, which was not cut off, has left.
    #expect(number > 60 && number < 1_000)
    #expect(commits >= 5)
    try site.expectLedger(holds: rows)
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_waiting") == "1\n")
  }

  /// Checks how a sync ended that lost a COMMIT, which finds out whether it happened, or (nil) anything else.
  private func expect(_ outcome: Result<SyncOutcome, any Error>, after lostCommit: FaultProxy.Loss?) {
    switch lostCommit {
    case .answer: #expect(throws: Never.self) { try outcome.get() }
    case .command: #expect { _ = try outcome.get() } throws: { ($0 as? StoreError)?.kind == .busy }
    case nil: #expect { _ = try outcome.get() } throws: { ($0 as? MariaDBError)?.isConnectionLost == true }
    }
  }

  /// Writes rows for every kind of work a sync does: two chunks to read on, gaps that are filled, an untyped row
  /// that is given its type. Gives the rows that count now.
  private func write(round: Int, to site: TestSite) throws -> [LogRow] {
    let now = try site.clock()
    let first = 100_000 * (round + 1)
    var rows =
      LogRow.answer(number: 3 * round, at: now, firstID: first)
      + LogRow.answer(number: 3 * round + 1, at: now, firstID: first + 50_000)
    let untyped = LogRow(id: first + 50_005, time: now.description, type: "", text: "7", page: "\(round)")
    // After a short gap, beside the long ones.
    let other = LogRow(id: first + 50_020, time: now.description, type: "Visitor", text: "7")
    try site.write(rows + [untyped, other])
    if round > 0 {
      let late =
        LogRow.answer(number: 3 * round + 2, at: now, firstID: first - 100_000 + 1_000)
        + LogRow.answer(number: 3 * round + 2, at: now, firstID: first - 100_000 + 50_010)
      try site.write(late)
      let typed = first - 100_000 + 50_005
      try site.wordPress().execute(
        "UPDATE \(identifier: site.log) SET user_type = 'Prompt Tokens' WHERE id = \(typed)")
      rows += late + [LogRow(time: now.description, type: "Prompt Tokens", text: "7")]
    }
    return rows
  }

  @Test(
    "A sync reopens connections that end between chunks; one that is cut off while it reads is completed by the next",
    arguments: [1, 2, 4])
  func killed(connections: Int) throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 100)
    let rows = (0..<200).flatMap { LogRow.answer(number: $0, at: time, firstID: 1 + 20_000 * $0) }
    try site.write(rows)
    let settings = SyncSettings(pace: .full, connections: connections) { done, _ in
      if done > 700_000 { #expect(throws: Never.self) { try kill(site) } }
    }
    var isComplete = false
    for _ in 0..<200 where !isComplete {
      var sync = try Sync(site.session(), settings: settings)
      do {
        isComplete = try sync.run().isComplete
      } catch let error as MariaDBError where error.isConnectionLost {
        // With one connection nothing is being read when it is closed.
        #expect(connections > 1)
      }
      try site.expectAgreement()
    }
    #expect(isComplete)
    try site.expectLedger(holds: rows)
    #expect(try site.sync().rowsRead == 0)
  }

  private func kill(_ site: TestSite) throws {
    let executioner = try site.database.connect()
    let victims = try executioner.rows(
      "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()",
      as: Int.self)
    for victim in victims {
      _ = try? executioner.execute("KILL \(query: Query(unchecked: "\(victim)"))")
      let isThere: Query = "SELECT 1 FROM information_schema.processlist WHERE id = \(victim)"
      try eventually("the end of a connection") { try executioner.firstRow(isThere, as: Int.self) == nil }
    }
  }
}
