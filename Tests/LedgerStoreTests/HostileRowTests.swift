import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase) struct HostileRowTests {
  private let numbers: [(text: String, reason: String?)] = [
    ("", "empty_text"), ("Array", "not_a_number"), ("1e3", "not_a_number"), ("1,234", "not_a_number"),
    ("-5", "not_a_number"), ("+5", "not_a_number"), (" 12", "not_a_number"), ("12 ", "not_a_number"),
    ("12\n", "not_a_number"), ("1２", "not_a_number"), ("1\u{0}2", "not_a_number"),
    ("1000000000000", "too_large"),
    (String(repeating: "9", count: 70_000), "too_large"), ("0", nil), ("000000000012", nil),
    ("999999999999", nil),
  ]

  @Test("What is no count is rejected by its reason, and the rest counted, as SQL finds it")
  func texts() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 5)
    let types = ["Prompt Tokens", "Completion Tokens", "Total Tokens"]
    // The longest text is cut to 65,535 digits, as in WordPress's session.
    let rows = numbers.enumerated().flatMap { place, number in
      types.enumerated().map {
        LogRow(id: 1 + 3 * place + $0.offset, time: time.description, type: $0.element, text: number.text)
      }
    }
    try site.write(rows)
    let outcome = try site.sync()
    #expect(
      (outcome.rowsRead, outcome.rowsCounted, outcome.rowsRejected, outcome.rowsWaiting) == (48, 9, 39, 0))
    #expect(try site.days() == site.daysBySQL())
    #expect(try site.days().map(\.count.total) == [1_000_000_000_011])
    try site.expectAgreement()
    let expected = numbers.enumerated().flatMap { place, number in
      number.reason.map { reason in (1...3).map { "1\t1\t\(3 * place + $0)\t\(reason)\t\(time)\n" } } ?? []
    }
    #expect(try site.run("SELECT * FROM LEDGER_rejected ORDER BY id") == expected.joined())
    // They are not looked at again.
    #expect(try site.sync().rowsRead == 0)
  }

  @Test("Dates that cannot be, and dates too far off, are rejected by their reason")
  func dates() throws {
    let site = try TestSite()
    let now = try site.clock()
    let dates = [
      ("0000-00-00 00:00:00", "zero_date"), ("2025-00-00 10:00:00", "impossible_date"),
      ("2025-05-00 10:00:00", "impossible_date"), ("2026-02-30 10:00:00", "impossible_date"),
      ("2025-02-29 10:00:00", "impossible_date"), ("0000-01-01 00:00:00", "impossible_date"),
      ("1999-12-31 23:59:59", "before_2000"), ("9999-12-31 23:59:59", "in_the_future"),
      (now.adding(seconds: 49 * 3600).description, "in_the_future"), ("2000-01-01 00:00:00", nil),
      (now.adding(seconds: 47 * 3600).description, nil),
    ]
    let writer = try site.wordPress()
    try writer.execute("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'")
    try site.write(
      dates.enumerated().map {
        LogRow(id: 1 + $0.offset, time: $0.element.0, type: "Total Tokens", text: "9999")
      },
      on: writer)
    let outcome = try site.sync()
    #expect((outcome.rowsRead, outcome.rowsCounted, outcome.rowsRejected) == (11, 2, 9))
    #expect(try site.days() == site.daysBySQL())
    let expected = dates.enumerated().compactMap { place, date in
      date.1.map { "\(place + 1)\t\($0)\t\(date.0)\n" }
    }
    #expect(try site.run("SELECT id, reason, row_time FROM LEDGER_rejected ORDER BY id") == expected.joined())
    #expect(try site.run("SELECT first_time FROM LEDGER_epochs") == "2000-01-01 00:00:00\n")
  }

  @Test("Names of terminal escapes, marks, quotes and full length are kept to the byte")
  func names() throws {
    let site = try TestSite()
    let names = [
      "clear\u{1B}[2Jscreen", "invoice\u{202E}fdp.exe", "two\nlines", "say \"hello\", Bob\\",
      "'; DROP TABLE x; --",
      "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}", String(repeating: "長", count: 255),
      String(repeating: "\u{1F469}", count: 255), "\u{0}", " ",
    ]
    let time = try site.clock(hoursAgo: 1)
    try site.write(
      names.enumerated().flatMap { LogRow.answer(at: time, prompt: $0.offset, assistantID: $0.element) })
    try site.sync()
    let found = try site.database.connect().rows(
      """
      SELECT n.name FROM wp_tokenledger_usage_facts f JOIN wp_tokenledger_names n ON n.id = f.assistant_id
      ORDER BY f.prompt_tokens
      """, as: [UInt8].self)
    #expect(found == names.map { Array($0.utf8) })
  }

  @Test("Options whose letters are of many characters each are cut as the ledger's columns count them")
  func longOptions() throws {
    let family = String(repeating: "\u{1F469}\u{200D}\u{1F469}\u{200D}\u{1F467}", count: 300)
    let site = try TestSite(options: [
      "chatbot_chatgpt_version_installed": String(repeating: "e\u{301}", count: 100),
      "chatbot_chatgpt_model_choice": family,
    ])
    try site.write(LogRow.answer(at: site.clock(hoursAgo: 1)))
    #expect(try site.sync().rowsCounted == 3)
    #expect(try site.run("SELECT CHAR_LENGTH(plugin_version) FROM LEDGER_cursors") == "64\n")
    let model = try site.run("SELECT CHAR_LENGTH(CONVERT(model USING utf8mb4)) FROM LEDGER_models")
    #expect(model == "255\n")
  }

  @Test("Names that are not UTF-8 are counted under what is left of them, however long they are")
  func damagedNames() throws {
    let site = try TestSite()
    try site.write(LogRow.answer(at: site.clock(hoursAgo: 1)))
    // Halves of surrogate pairs, which the server keeps: as many as fit, and every other one a letter.
    try site.run(
      """
      UPDATE LOG SET assistant_id = REPEAT(x'EDA080', 255), page_id = REPEAT(x'EDBFBF61', 128)
      """)
    #expect(try site.run("SELECT MAX(LENGTH(assistant_id)), MAX(LENGTH(page_id)) FROM LOG") == "765\t511\n")
    #expect(try site.sync().rowsCounted == 3)
    let names = try site.database.connect().rows(
      "SELECT name FROM wp_tokenledger_names ORDER BY kind", as: String.self)
    #expect(names == ["\u{FFFD}", String(String(repeating: "\u{FFFD}a", count: 128).dropLast())])
    try site.expectAgreement()
  }
}
