import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct HostileAttack {
  @Test("Fuzzed rows are counted, rejected or waiting, as SQL finds them, and no output lets their text act")
  func fuzzed() throws {
    try Seed.rounds(2, of: "hostile rows") { round, random in
      let site = try TestSite(prefix: "wp\(round)_", shape: LogTableShape(idType: "INT"))
      let writer = try site.wordPress()
      try writer.execute("SET SESSION sql_mode = 'ALLOW_INVALID_DATES'")
      let now = try site.clock(hoursAgo: 2)
      var types = (tokens: 0, blank: 0)
      for _ in 0..<300 {
        let row = row(at: now, &random)
        if row.type == "" || row.type == nil {
          types.blank += 1
        } else if row.type?.hasSuffix("Tokens") == true {
          types.tokens += 1
        }
        try site.write([row], on: writer)
      }
      let outcome = try site.sync()
      #expect(outcome.rowsRead == types.tokens + types.blank, "seed \(Seed.run)")
      #expect(outcome.rowsRead == outcome.rowsCounted + outcome.rowsRejected + outcome.rowsWaiting)
      #expect(outcome.rowsWaiting == types.blank)
      #expect(try site.days() == site.daysBySQL(), "seed \(Seed.run)")
      try site.expectWholeLedger("seed \(Seed.run)")
      try Outputs.check(site, "seed \(Seed.run)")
      Figures.survived(faults: 300)
    }
  }

  private func row(at now: SiteTime, _ random: inout SeededGenerator) -> LogRow {
    let types = ["Prompt Tokens", "Completion Tokens", "Total Tokens", "Visitor", "", "Unheard Of"]
    let dates = [
      "0000-00-00 00:00:00", "2026-02-30 10:00:00", "2025-13-01 00:00:00", "9999-12-31 23:59:59",
      "1970-01-01 00:00:00", "2026-00-10 00:00:00",
    ]
    let isOdd = Int.random(in: 0..<4, using: &random) == 0
    let type = types[Int.random(in: 0..<types.count, using: &random)]
    if Int.random(in: 0..<20, using: &random) == 0 {
      // Zeros alone, on days that have nothing else.
      let time = now.adding(seconds: -86_400 * Int.random(in: 100..<150, using: &random))
      return LogRow(time: time.description, type: "Prompt Tokens", text: "0")
    }
    return LogRow(
      time: isOdd
        ? dates[Int.random(in: 0..<dates.count, using: &random)]
        : now.adding(seconds: -Int.random(in: 0..<500_000, using: &random)).description,
      // What the column does not know is kept as ''.
      type: type == "Unheard Of" ? "" : type, text: text(&random, upTo: 70_000),
      session: text(&random, upTo: 255), user: text(&random, upTo: 255), page: text(&random, upTo: 255),
      assistantID: Bool.random(using: &random) ? text(&random, upTo: 255) : nil,
      assistantName: text(&random, upTo: 255))
  }

  /// A number, one of the contract's bad values, or anything at all up to a length.
  private func text(_ random: inout SeededGenerator, upTo length: Int) -> String {
    let known = [
      "", "Array", "1e3", "1,234", "-5", "0", "12", "999999999999", "1000000000000", " 7", "７",
      "=HYPERLINK(\"http://example.org\")", "+1+1", "@SUM(A1)", "\u{1B}[2J\u{1B}]0;title\u{07}",
      "\u{202E}fdp",
      "two\r\nlines", "say \"hello\"\\", "'; DROP TABLE wp_users; --", "\u{9B}31m",
      "<script>alert(1)</script>",
      "kognetiks_0123456789abcdef", "\u{2066}\u{200F}", "1\u{0}2", "|a|b|", "\t=1",
    ]
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return String(Int.random(in: 0...2_000_000, using: &random))
    case 1, 2: return known[Int.random(in: 0..<known.count, using: &random)]
    default:
      let count = Int.random(in: 0...min(length, 255), using: &random)
      var scalars = String.UnicodeScalarView()
      while scalars.count < count {
        let limit: UInt32 = Bool.random(using: &random) ? 0x80 : 0x2FFFF
        if let scalar = Unicode.Scalar(UInt32.random(in: 0...limit, using: &random)) {
          scalars.append(scalar)
        }
      }
      let text = String(scalars)
      // Now and then as long as the column, or longer.
      return Int.random(in: 0..<8, using: &random) == 0 && length > 255
        ? String(repeating: text, count: length / max(1, text.utf8.count)) : text
    }
  }

  @Test("A row of the year 9999 neither hides later rows nor makes a CSV of millions of lines")
  func year9999() throws {
    let site = try TestSite()
    let oracle = Oracle()
    try oracle.write(oracle.answer(at: site.clock(hoursAgo: 30)), to: site)
    try site.write([LogRow(time: "9999-12-31 23:59:59", type: "Total Tokens", text: "5")])
    try site.sync()
    try oracle.write(oracle.answer(at: site.clock(hoursAgo: 1)), to: site)
    try site.sync()
    try oracle.check(site)
    try site.run("TRUNCATE LOG")
    try oracle.write(oracle.answer(at: site.clock()), to: site)
    try site.sync()
    try oracle.check(site)
    let end = try TokenLedgerProcess(
      ["export", "--no-sync", "--output", "-"], on: site, socket: TestServer.current.socket
    ).end()
    #expect((2...4).contains(end.output.split(separator: "\n").count), "\(end.output.prefix(200))")
    Figures.survived(faults: 1)
  }
}
