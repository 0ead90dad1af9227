import Ledger
import MariaDB
import TestSupport
import Testing
import Text

@testable import LedgerStore

@Suite(.freshDatabase) struct BackupTests {
  /// A site whose ledger has usage, gaps, a rejected and a waiting row, an erased user and own prices.
  private func site(prefix: String = "wp_") throws -> TestSite {
    let site = try TestSite(prefix: prefix)
    _ = try site.writeAllKinds(round: 0)
    try site.sync()
    _ = try site.writeAllKinds(round: 1)
    try site.sync()
    try site.run(
      """
      INSERT INTO LEDGER_erased_users VALUES (99, '2026-01-01 00:00:00');
      INSERT INTO LEDGER_rates VALUES ('2000-01-01', 'EUR', 0.9);
      """)
    return site
  }

  @Test(
    "Every table and every column of the ledger is in a backup, by its key, or is said to be of its place")
  func tables() throws {
    let site = try TestSite()
    try site.session().migrate()
    let beginning = site.prefix + "tokenledger_"
    let names = try site.ledgerTables().map { String($0.dropFirst(beginning.count)) }
    #expect(Set(BackupTable.all.map(\.name)).union(BackupTable.ofPlace) == Set(names))
    #expect(
      Set(try Tables(site.site, site.session().chatbot).ledger.map { String($0.dropFirst(beginning.count)) })
        == Set(names))
    for table in BackupTable.all {
      func names(_ condition: String, orderedBy order: String) throws -> [String] {
        try site.run(
          """
          SELECT column_name FROM information_schema.\(condition) AND table_schema = DATABASE()
            AND table_name = '\(beginning)\(table.name)' ORDER BY \(order)
          """
        ).split(separator: "\n").map(String.init)
      }
      let columns = try names("columns WHERE TRUE", orderedBy: "ordinal_position")
      #expect(
        table.columns.map(\.name)
          == columns.filter { !["fence", "writer"].contains($0) || table.name != "state" })
      #expect(table.key == (try names("statistics WHERE index_name = 'PRIMARY'", orderedBy: "seq_in_index")))
    }
  }

  @Test(
    "Two backups of a ledger differ in their first and last line alone, also when it was restored elsewhere")
  func same() throws {
    let site = try site()
    let bytes = try site.backup()
    var first = try BackupReader(bytes: bytes)
    let summary = try first.check()
    let other = try TestSite(prefix: "other_")
    try other.restore(bytes)
    var second = try BackupReader(bytes: try other.backup())
    let copy = try second.check()
    #expect(copy.content == summary.content)
    #expect((copy.rows, copy.total, copy.days) == (summary.rows, summary.total, summary.days))
    #expect((summary.header.site.prefix, copy.header.site.prefix) == ("wp_", "other_"))
    #expect(try other.contents() == site.contents())
    try other.expectAgreement()
  }

  @Test("Names of any bytes come back as they were")
  func hostile() throws {
    let site = try site()
    let names: [[UInt8]] =
      (0...255).map { [UInt8($0)] } + [
        [], Array("\\N".utf8), Array("\\xff".utf8), Array("a\tb\nc\\d".utf8), Array("田中 '\"`;--".utf8),
        Array("\u{202E}x\u{0}".utf8), [0xC3, 0x28], [UInt8](repeating: 0xFE, count: 1020),
      ]
    let connection = try site.database.connect()
    for (number, name) in names.enumerated() {
      try connection.execute(
        "INSERT INTO wp_tokenledger_names (id, kind, name) VALUES (\(1000 + number), 1, \(name))")
    }
    try connection.execute(
      """
      INSERT INTO wp_tokenledger_notices (kind, message, noticed_utc)
      VALUES ('x', \("back\\slash \t tab \n line ' 田"), '2026-01-01')
      """)
    let other = try TestSite(prefix: "other_")
    try other.restore(site.backup())
    for columns in ["id, kind, HEX(name) FROM LEDGER_names", "id, HEX(message) FROM LEDGER_notices"] {
      let query = "SELECT \(columns) ORDER BY id"
      #expect(try other.run(query) == site.run(query))
    }
  }

  @Test(
    "A backup that lacks its end is refused, and so is one of which a bit is another, unless its text is the same"
  )
  func changed() throws {
    let site = try TestSite()
    try site.write(LogRow.answer(number: 1, at: site.clock(hoursAgo: 1)))
    try site.sync()
    let bytes = try site.backup()
    func check(_ bytes: [UInt8]) throws -> BackupSummary {
      var reader = try BackupReader(bytes: bytes)
      return try reader.check()
    }
    let summary = try check(bytes)
    #expect(bytes.count < 8000)
    var unnoticed = 0
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 1 << UInt8(place % 8)
      do {
        // A repetition may be found in two places: then it is the same text in another form.
        #expect(try check(changed).sha256 == summary.sha256, "byte \(place)")
        unnoticed += 1
      } catch is BackupDefect {}
      #expect(throws: BackupDefect.self, "\(place) bytes") { try check(Array(bytes[..<place])) }
    }
    #expect(unnoticed < bytes.count / 100)
  }

  @Test(
    "A ledger that contradicts itself has no backup",
    arguments: [
      "usage_facts SET total_tokens", "day_totals SET prompt_tokens", "hour_totals SET completion_tokens",
      "user_months SET requests", "state SET total_tokens", "cursors SET rows_counted",
      "usage_facts SET user_id",
    ])
  func contradiction(_ change: String) throws {
    let site = try site()
    let column = change.split(separator: " ").last ?? ""
    try site.run("UPDATE LEDGER_\(change) = \(column) + 1 LIMIT 1")
    let error = #expect(throws: Failure.self) { try site.backup() }
    #expect(error?.kind == .badData)
    #expect(error?.message.hasPrefix("the ledger contradicts itself: ") == true)
  }

  @Test("A place that holds usage or an owner's decision is not empty, one where a sync found nothing is")
  func places() throws {
    let bytes = try site().backup()
    let other = try TestSite(prefix: "other_")
    try other.sync()
    try other.restore(bytes)
    #expect(#expect(throws: Failure.self) { try other.restore(bytes) }?.kind == .badData)
    try other.restore(bytes, replacing: true)
    for decision in [
      "erased_users VALUES (7, UTC_TIMESTAMP())", "rates VALUES ('2000-01-01', 'EUR', 0.9)",
      "user_fold VALUES (1, '2020-01-01', UTC_TIMESTAMP())",
    ] {
      try other.dropLedger()
      try other.session().migrate()
      try other.run("INSERT INTO LEDGER_\(decision)")
      let before = try other.dump()
      #expect(#expect(throws: Failure.self) { try other.restore(bytes) }?.kind == .badData)
      #expect(try other.dump() == before)
    }
  }

  @Test("A backup whose snapshot is rolled back on its way, while another run writes, is none")
  func rolledBack() throws {
    let site = try site()
    let session = try site.session()
    let backup = try LedgerBackup(session, session.facts(), tool: "0.0.0")
    var isFirst = true
    let error = #expect(throws: Failure.self) {
      try backup.write { _ in
        // The first bytes are sent before the first table is read.
        guard isFirst else { return }
        isFirst = false
        try session.connection.execute("ROLLBACK")
        _ = try site.writeAllKinds(round: 2)
        try site.sync()
      }
    }
    #expect(error?.cause == .overtaken)
  }

  @Test("A file that changes while it is read, and a server that changes values, leave the old ledger whole")
  func undone() throws {
    let site = try site()
    let bytes = try site.backup()
    let other = try TestSite(prefix: "other_")
    try other.write(LogRow.answer(number: 5, at: other.clock(hoursAgo: 2)))
    try other.sync()
    let (before, otherBytes) = (try other.dump(), try other.backup())
    for written in [Array(bytes.dropLast()), otherBytes] {
      #expect(throws: BackupDefect.self) { try other.restore(bytes, replacing: true, written: written) }
      #expect(try other.dump() == before)
    }
    try other.run(
      "CREATE TRIGGER t BEFORE INSERT ON LEDGER_names FOR EACH ROW SET NEW.name = CONCAT(NEW.name, ' ')")
    let error = #expect(throws: Failure.self) { try other.restore(bytes, replacing: true) }
    #expect(error?.message == "the database does not hold what the backup does: nothing was restored")
    #expect(try other.dump() == before)
  }

  @Test("A sync that began before a ledger was replaced adds nothing to the new one")
  func overlap() throws {
    let site = try site()
    let bytes = try site.backup()
    let content = try site.contents()
    _ = try site.writeAllKinds(round: 2)
    var sync = try Sync(site.session())
    try site.restore(bytes, replacing: true)
    #expect(#expect(throws: Failure.self) { _ = try sync.run() }?.cause == .overtaken)
    #expect(try site.contents() == content)
    try site.sync()
    try site.expectAgreement()
  }

  @Test("A restore waits for a run that holds the fence, and replaces what that has written")
  func waits() throws {
    let site = try site()
    let (bytes, content) = (try site.backup(), try site.contents())
    let holder = try site.database.connect()
    try holder.execute("START TRANSACTION")
    try holder.execute("UPDATE wp_tokenledger_state SET fence = fence + 2")
    let waiting = Background { try site.restore(bytes, replacing: true) }
    let observer = try site.database.connect()
    try eventually("the restore to wait") {
      let query: Query = """
        SELECT COUNT(*) FROM information_schema.processlist
        WHERE db = DATABASE() AND command <> 'Sleep' AND info LIKE 'UPDATE %'
        """
      return try observer.firstRow(query, as: Int.self) ?? 0 > 0
    }
    try holder.execute("COMMIT")
    try waiting.value()
    #expect(try site.contents() == content)
    try site.expectAgreement()
  }

  @Test(
    "A ledger that has lost its state or a table is replaced as well",
    arguments: ["state", "cursors", "hour_totals", "migrations"])
  func damaged(_ table: String) throws {
    let site = try site()
    let (bytes, content) = (try site.backup(), try site.contents())
    for loss in ["DELETE FROM LEDGER_\(table)", "DROP TABLE LEDGER_\(table)"] {
      try site.run(loss)
      #expect(#expect(throws: Failure.self) { try site.restore(bytes) }?.kind == .badData)
      try site.restore(bytes, replacing: true)
      #expect(try site.contents() == content)
    }
  }

  @Test(
    "After a restore the next sync goes on as one of a ledger that was never moved",
    arguments: ["equal", "newer", "older"])
  func goesOn(_ log: String) throws {
    let site = try site()
    let bytes = try site.backup()
    // What happens to the log of both sites before the next sync.
    switch log {
    case "newer": _ = try site.writeAllKinds(round: 2)
    case "older": try site.run("DELETE FROM LOG WHERE id > 150000; ALTER TABLE LOG AUTO_INCREMENT = 150001")
    default: break
    }
    let other = try TestSite(prefix: "other_")
    try other.run(
      "DROP TABLE LOG; CREATE TABLE LOG LIKE `\(site.log)`; INSERT INTO LOG SELECT * FROM `\(site.log)`")
    try other.restore(bytes)
    let (stayed, moved) = (try site.sync(), try other.sync())
    #expect(
      (moved.rowsRead, moved.rowsCounted, moved.epoch) == (stayed.rowsRead, stayed.rowsCounted, stayed.epoch))
    #expect(try other.contents() == site.contents())
    try other.expectAgreement()
  }
}
