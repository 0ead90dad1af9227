import Foundation
import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

/// A log of 150,000 rows that has been through everything, and SQL's own opinion of it.
@Suite(.freshDatabase) struct DamagedLogTests {
  private func damagedSite() throws -> TestSite {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../sql/sample-site")
    let files = try ["tables.sql", "content.sql", "damaged_log.sql"].map {
      try String(contentsOf: folder.appending(path: $0), encoding: .utf8)
    }
    let site = try TestSite(prefix: "unused_")
    try site.database.run(sql: "SET @answers = 31500;\n" + files.joined(separator: "\n"))
    return TestSite(existing: "wp_")
  }

  @Test("One, two and four connections make the same ledger of a damaged log, which is what SQL finds in it")
  func connections() throws {
    let site = try damagedSite()
    let tokenRows = try site.run(
      """
      SELECT COUNT(*), SUM(\(TestSite.counts)), SUM(COALESCE(user_type, '') = '')
      FROM LOG WHERE user_type LIKE '% Tokens' OR COALESCE(user_type, '') = ''
      """
    ).split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    #expect(tokenRows.count == 3 && tokenRows[0] > 85_000)
    let expected = try site.daysBySQL()
    var contents: [String] = []
    for connections in [1, 2, 4] {
      let outcome = try site.sync(connections: connections)
      #expect([outcome.rowsRead, outcome.rowsCounted, outcome.rowsWaiting] == tokenRows)
      #expect(outcome.rowsRead == outcome.rowsCounted + outcome.rowsRejected + outcome.rowsWaiting)
      #expect(try site.days() == expected)
      try site.expectAgreement("\(connections) connections")
      contents.append(try site.contents())
      if connections < 4 { try site.dropLedger() }
    }
    #expect(contents[0] == contents[1])
    #expect(contents[0] == contents[2])

    let live = try LiveUsage(site.session(), facts: site.session().facts())
    #expect(live.days == expected)
    #expect(live.rowsRejected == tokenRows[0] - tokenRows[1] - tokenRows[2])
  }

  @Test("The rejected rows of a damaged log are those that SQL rejects, by reason")
  func rejected() throws {
    let site = try damagedSite()
    try site.sync()
    let bySQL = try site.run(
      """
      SELECT id, CASE
          WHEN CAST(interaction_time AS CHAR) = '0000-00-00 00:00:00' THEN 'zero_date'
          WHEN MONTH(interaction_time) = 0 OR DAYOFMONTH(interaction_time) = 0 THEN 'impossible_date'
          WHEN interaction_time < '2000-01-01' THEN 'before_2000'
          WHEN interaction_time > UTC_TIMESTAMP() + INTERVAL 48 HOUR THEN 'in_the_future'
          WHEN message_text = '' THEN 'empty_text'
          WHEN message_text REGEXP '[^0-9]' THEN 'not_a_number'
          WHEN CHAR_LENGTH(message_text) > 12 THEN 'too_large'
        END AS reason, CAST(interaction_time AS CHAR)
      FROM LOG WHERE user_type LIKE '% Tokens' HAVING reason IS NOT NULL ORDER BY id
      """)
    #expect(try site.run("SELECT id, reason, row_time FROM LEDGER_rejected ORDER BY id") == bySQL)
    #expect(Set(bySQL.split(separator: "\n").map { $0.split(separator: "\t")[1] }).count == 7)
  }

  @Test("The raw rows are the token rows in order, whatever they hold")
  func raw() throws {
    let site = try damagedSite()
    try expectRawRows(of: site, from: nil, to: nil)
    let today = try site.clock().day
    try expectRawRows(of: site, from: today.adding(days: -300), to: today.adding(days: -100))
    try expectRawRows(of: site, from: today.adding(days: 100), to: nil)
    try expectRawRows(of: site, from: Day("0001-01-01"), to: Day("9999-12-31"))
  }

  @Test("Raw rows that fill their chunk before its last id go on where they stopped")
  func fullChunks() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 100)
    // Past so many ids two connections read.
    try site.write((0..<20).flatMap { LogRow.answer(number: $0, at: time, firstID: 1 + 5000 * $0) })
    var chunks: [[Int]] = []
    let rows = try RawRows(site.session(), from: nil, to: nil)
    try rows.forEachChunk { (chunk: LargeRows) in chunks.append(chunk.ids) }
    #expect(chunks.allSatisfy { $0.count <= 3 })
    #expect(try chunks.flatMap { $0 } == tokenRows(of: site))
  }

  private func tokenRows(of site: TestSite, _ condition: String = "") throws -> [Int] {
    let query =
      "SELECT id FROM wp_chatbot_chatgpt_conversation_log WHERE user_type LIKE '% Tokens'\(condition) ORDER BY id"
    return try site.wordPress().rows(Query(unchecked: query), as: Int.self)
  }

  private func expectRawRows(of site: TestSite, from first: Day?, to last: Day?) throws {
    var ids: [Int] = []
    try RawRows(site.session(), from: first, to: last).forEachChunk { (chunk: RowIDs) in ids += chunk.ids }
    let condition =
      (first.map { " AND interaction_time >= '\($0)'" } ?? "")
      + (last.map { " AND DATE(interaction_time) <= '\($0)'" } ?? "")
    #expect(try ids == tokenRows(of: site, condition))
  }
}

/// The ids of raw rows.
private struct RowIDs: RawRowBuffer {
  var ids: [Int] = []

  mutating func add(_ row: Row) throws -> Int {
    ids.append(try row[0].decode(Int.self))
    return 8 * ids.count
  }
}

/// The ids of raw rows that take a mebibyte each.
private struct LargeRows: RawRowBuffer {
  var ids: [Int] = []

  mutating func add(_ row: Row) throws -> Int {
    ids.append(try row[0].decode(Int.self))
    return ids.count << 20
  }
}
