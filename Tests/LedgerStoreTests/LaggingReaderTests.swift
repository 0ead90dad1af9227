import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing
import Text

/// Behind a read/write splitter a query outside of a transaction may be answered by a server that has not heard of the
/// latest changes. Here it is answered from copies of the tables.
@Suite(.freshDatabase) struct LaggingReaderTests {
  private let site: TestSite
  private let proxy: FaultProxy

  init() throws {
    site = try TestSite()
    proxy = try FaultProxy(to: TestServer.current.socket)
  }

  /// Lets the reader see the site as it is now, or some tables of it, until this is called again.
  private func freeze(_ prefix: String = "wp_") throws {
    let old = "wq_" + prefix.dropFirst(3)
    for table in try site.run("SHOW TABLES LIKE '\(prefix)%'").split(separator: "\n").map(String.init) {
      let copy = "wq_" + table.dropFirst(3)
      try site.run(
        "DROP TABLE IF EXISTS `\(copy)`; CREATE TABLE `\(copy)` LIKE `\(table)`; INSERT INTO `\(copy)` SELECT * FROM `\(table)`"
      )
    }
    proxy.lag(prefix, behind: old)
  }

  /// A session behind the splitter.
  private func session() throws -> SiteSession { try SiteSession(site.through(proxy)) }

  /// Runs something behind the splitter until it ends without another run in its way. It must not fail otherwise, and once
  /// the reader has caught up it must not fail at all.
  private func run<Result>(_ body: (SiteSession) throws -> Result) throws -> Result {
    do {
      return try body(session())
    } catch let error as Failure where error.cause == .overtaken {
      try site.expectAgreement()
      try freeze()
      return try body(session())
    }
  }

  @discardableResult
  private func sync() throws -> SyncOutcome {
    try run { session in
      var sync = try Sync(session, settings: SyncSettings(pace: .full, connections: 1))
      return try sync.run()
    }
  }

  private func answers(_ numbers: Range<Int>, hoursAgo: Int) throws -> [LogRow] {
    let time = try site.clock(hoursAgo: hoursAgo)
    return numbers.flatMap { LogRow.answer(number: $0, at: time.adding(seconds: $0)) }
  }

  @Test("The proxy answers queries from the older tables, and not within a transaction")
  func control() throws {
    defer { proxy.close() }
    try site.sync()
    try freeze()
    try site.write(answers(0..<3, hoursAgo: 1))
    try site.sync()
    let connection = try Connection(site.through(proxy).connection)
    let days: Query = "SELECT COUNT(*) FROM `wp_tokenledger_day_totals`"
    #expect(try connection.firstRow(days, as: Int.self) == 0)
    #expect(try connection.snapshot { try connection.firstRow(days, as: Int.self) } == 0)
    #expect(try connection.currentSnapshot { try connection.firstRow(days, as: Int.self) } == 1)
    #expect(try connection.transaction { try connection.firstRow(days, as: Int.self) } == 1)
  }

  @Test("A sync counts each row once, however old the answers are", arguments: 1..<5)
  func syncs(age: Int) throws {
    defer { proxy.close() }
    var rows: [LogRow] = []
    for round in 0..<6 {
      if round == age { try freeze() }
      let new = try answers(10 * round..<10 * round + 5, hoursAgo: 6 - round)
      rows += new
      try site.write(new)
      if round < 4 { try site.sync() }
    }
    for _ in 1...3 { try sync() }
    try freeze()
    try sync()
    try site.expectLedger(holds: rows)
    #expect(try site.run("SELECT MAX(epoch) FROM LEDGER_cursors") == "1\n")
  }

  @Test("A sync need not be run again where the reader knows an older ledger, and the log as it is")
  func olderLedger() throws {
    defer { proxy.close() }
    var rows: [LogRow] = []
    for round in 0..<4 {
      let new = try answers(10 * round..<10 * round + 5, hoursAgo: 6 - round)
      rows += new
      try site.write(new)
      if round == 3 { break }
      try site.sync()
      if round == 0 { try freeze("wp_tokenledger_") }
    }
    var sync = try Sync(session(), settings: SyncSettings(pace: .full, connections: 1))
    #expect(try sync.run().rowsCounted == 15)
    try site.expectLedger(holds: rows)
  }

  @Test("An import that the reader does not know of yet can be taken back")
  func importUndone() throws {
    defer { proxy.close() }
    try site.write(answers(0..<5, hoursAgo: 24 * 9) + answers(5..<9, hoursAgo: 1))
    let all = try Download(site)
    try site.purge(before: site.clock(hoursAgo: 48))
    try site.sync()
    let before = try site.contents()
    try freeze()
    try site.import(all)
    let undone = try run { try ImportUndo(1, $0) }
    #expect(undone.rows == 15)
    #expect(try site.contents() == before)
    try site.expectAgreement()
  }

  @Test("A model is declared over another that the reader has not heard of yet")
  func modelDeclared() throws {
    defer { proxy.close() }
    let old = try site.clock(hoursAgo: 24 * 40).day
    try site.write(answers(0..<5, hoursAgo: 24 * 39) + answers(5..<9, hoursAgo: 24 * 30))
    try site.sync()
    try freeze()
    try site.declare("gpt-9", from: old, to: old.adding(days: 12))
    let entry = ModelHistory.Entry(
      from: old.adding(days: 5), to: old.adding(days: 20), model: Model(platform: "OpenAI", name: "gpt-9"))
    let next = ModelHistory.Entry(
      from: old.adding(days: 9), to: old.adding(days: 20), model: Model(platform: "OpenAI", name: "gpt-10"))
    for entry in [entry, next] { _ = try run { try ModelDeclaration(of: ModelHistory([entry]), $0) } }
    #expect(
      try site.run(
        "SELECT DATEDIFF(first_day, '\(old)'), DATEDIFF(last_day, '\(old)') FROM LEDGER_declared_models ORDER BY 1"
      )
        == "0\t8\n9\t20\n")
    #expect(try site.labels().map { $0.split(separator: " ")[2] } == ["gpt-9", "gpt-10"])
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_models WHERE model = 'gpt-9'") == "1\n")
    try site.expectEqual()
  }

  @Test("An epoch that the reader does not know of yet is begun, and the sync goes on in it")
  func epochBegun() throws {
    defer { proxy.close() }
    let old = try answers(0..<20, hoursAgo: 5)
    try site.write(old)
    try site.sync()
    try freeze("wp_tokenledger_")
    try site.run("TRUNCATE LOG")
    let new = try answers(20..<23, hoursAgo: 1)
    try site.write(new)
    #expect(try sync().epoch == 2)
    try site.expectLedger(holds: old + new)
    try freeze()
    #expect(try sync().rowsRead == 0)
    try site.expectLedger(holds: old + new)
  }

  @Test("Where an epoch resumes is not decided by a reader that still shows the log of before")
  func epochResumes() throws {
    defer { proxy.close() }
    let first = try answers(0..<10, hoursAgo: 9)
    try site.write(first)
    try site.sync()
    try site.run("CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG")
    let lost = try answers(10..<20, hoursAgo: 5)
    try site.write(lost)
    try site.sync()
    try freeze()
    // The log is restored from the backup, which has the first rows alone, and goes on.
    try site.run("DROP TABLE LOG; RENAME TABLE backup TO LOG")
    let new = try answers(20..<23, hoursAgo: 1)
    try site.write(new)
    for _ in 1...2 { try sync() }
    try freeze()
    try sync()
    try site.expectLedger(holds: first + lost + new)
    let epochs = try site.run("SELECT epoch, resumed_id FROM LEDGER_epochs ORDER BY epoch")
    #expect(epochs == "1\t0\n2\t49\n")
  }

  @Test(
    "Rows that an import has brought and a restored log has again are counted once, whatever the reader knows of it"
  )
  func importedAndRestored() throws {
    defer { proxy.close() }
    let old = try answers(0..<5, hoursAgo: 24 * 9)
    let new = try answers(5..<9, hoursAgo: 1)
    try site.write(old)
    let all = try Download(site)
    try site.run("CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG; DELETE FROM LOG")
    try site.write(new)
    try site.sync()
    try freeze("wp_tokenledger_imported_rows")
    try site.import(all)
    try site.expectLedger(holds: old + new)
    // They come back with the ids that they had, as rows of gaps.
    try site.run("INSERT INTO LOG SELECT * FROM backup")
    try sync()
    try site.expectLedger(holds: old + new)
  }
}
