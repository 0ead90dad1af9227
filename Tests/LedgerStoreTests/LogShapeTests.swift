import Ledger
import LedgerStore
import MariaDB
import Sites
import TestSupport
import Testing
import Text

@Suite(.freshDatabase) struct LogShapeTests {
  /// Counts two rounds of answers on a log of some shape.
  private func count(_ shape: LogTableShape) throws -> (outcome: SyncOutcome, site: TestSite) {
    let site = try TestSite(shape: shape)
    let time = try site.clock(hoursAgo: 1)
    let first = (0..<10).flatMap { LogRow.answer(number: $0, at: time) }
    try site.write(first, shape: shape)
    let outcome = try site.sync()
    let second = (10..<15).flatMap { LogRow.answer(number: $0, at: time) }
    try site.write(second, shape: shape)
    #expect(try site.sync().rowsCounted == 15)
    try site.expectLedger(holds: first + second)
    return (outcome, site)
  }

  @Test(
    "A log whose ids were widened is counted",
    arguments: ["INT", "INT UNSIGNED", "BIGINT", "BIGINT(20) UNSIGNED", "MEDIUMINT(9) UNSIGNED"])
  func widened(type: String) throws {
    #expect(try count(LogTableShape(idType: type)).outcome.warnings == [])
  }

  @Test("Ids past 32 bits are counted")
  func manyIDs() throws {
    let site = try TestSite(shape: LogTableShape(idType: "BIGINT"))
    let time = try site.clock(hoursAgo: 100)
    let rows =
      LogRow.answer(number: 1, at: time, firstID: 1)
      + LogRow.answer(number: 2, at: time, firstID: 5_000_000_000)
    try site.write(rows)
    #expect(try site.sync().rowsCounted == 6)
    try site.expectLedger(holds: rows)
    #expect(try site.run("SELECT last_id FROM LEDGER_cursors") == "5000000004\n")
  }

  @Test(
    "An old log without its later columns is counted",
    arguments: [
      ["sentiment_score"], ["sentiment_score", "assistant_name"],
      ["sentiment_score", "assistant_name", "assistant_id", "thread_id"],
    ] as [Set<String>])
  func old(absent: Set<String>) throws {
    #expect(try count(LogTableShape(absent: absent)).outcome.warnings == [])
  }

  @Test("A MyISAM log is counted, with a warning")
  func myISAM() throws {
    let (outcome, _) = try count(LogTableShape(engine: "MyISAM"))
    #expect(outcome.warnings.count == 1)
    #expect(outcome.warnings.first?.contains("MyISAM") == true)
  }

  private func answers(_ numbers: Range<Int>, _ site: TestSite, hoursAgo: Int) throws -> [LogRow] {
    let time = try site.clock(hoursAgo: hoursAgo)
    return numbers.flatMap { LogRow.answer(number: $0, at: time) }
  }

  @Test("A view in the log's place is counted, with a warning, and known by its rows when it is another one")
  func view() throws {
    let site = try TestSite()
    let old = try answers(0..<10, site, hoursAgo: 5)
    try site.write(old)
    try site.run("RENAME TABLE LOG TO actual; CREATE VIEW LOG AS SELECT * FROM actual")
    let first = try site.sync()
    #expect(first.rowsCounted == 30)
    #expect(first.warnings.count == 1)
    #expect(first.warnings.first?.contains("is a view") == true)
    try site.run("TRUNCATE actual")
    let new = try answers(10..<30, site, hoursAgo: 1)
    try site.write(new)
    let second = try site.sync()
    #expect((second.epoch, second.rowsCounted) == (2, 60))
    try site.expectLedger(holds: old + new)
  }

  @Test("A log without a column that is needed, or no log at all, is refused before anything is made")
  func refused() throws {
    let site = try TestSite(shape: LogTableShape(absent: ["page_id"]))
    let column = #expect(throws: Failure.self) { try site.sync() }
    #expect(column?.kind == .badData)
    try site.run("DROP TABLE LOG")
    let absent = #expect(throws: Failure.self) { try site.sync() }
    #expect(absent?.kind == .noInput)
    #expect(try site.ledgerTables() == [])
  }

  @Test("The ledger answers when the log is gone")
  func logGone() throws {
    let site = try TestSite()
    let rows = LogRow.answer(number: 1, at: try site.clock(hoursAgo: 1))
    try site.write(rows)
    try site.sync()
    try site.run("DROP TABLE LOG")
    let gone = #expect(throws: Failure.self) { try site.sync() }
    #expect(gone?.kind == .noInput)
    try site.expectLedger(holds: rows)
  }
}
