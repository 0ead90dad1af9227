import Ledger
import LedgerStore
import MariaDB
import Sites
import TestSupport
import Testing
import Text

@Suite(.freshDatabase) struct CrashTests {
  @Test(
    "A sync that is cut off at any statement, sent or carried out, leaves a ledger that the next completes",
    arguments: FaultProxy.Loss.allCases)
  func anyStatement(loss: FaultProxy.Loss) throws {
    let site = try TestSite(shape: LogTableShape(idType: "BIGINT"))
    // Messages are counted behind the end of a sync, which a loss there does not undo: SentimentSyncTests cuts that off.
    try site.run("ALTER TABLE LOG DROP COLUMN sentiment_score")
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    var rows = try site.writeAllKinds(round: 0)
    try site.sync()
    var commits = 0
    var number = 0
    while number < 1_000 {
      number += 1
      rows += try site.writeAllKinds(round: number)
      proxy.lose(loss, of: number)
      let outcome = Result {
        var sync = try Sync(
          SiteSession(site.through(proxy)), settings: SyncSettings(pace: .full, connections: 1))
        return try sync.run()
      }
      guard let lost = proxy.lost else { break }
      commits += lost == "COMMIT" ? 1 : 0
      // The first COMMIT ends the transaction in which the state was read: it changes nothing.
      let isCommit = commits > 1 && lost == "COMMIT"
      // What asks afterwards whether it happened is asked again.
      let isConfirmation = lost.hasPrefix("SELECT fence, writer FROM") || lost == "SET autocommit = 1"
      expect(outcome, after: isConfirmation ? .answer : isCommit ? loss : nil)
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
    case .command: #expect { _ = try outcome.get() } throws: { ($0 as? Failure)?.cause == .overtaken }
    case nil: #expect { _ = try outcome.get() } throws: { ($0 as? MariaDBError)?.isConnectionLost == true }
    }
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
