import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct SizeAttack {
  private static let limit = 64 << 20

  /// Rows for the numbers that `seq` gives, by SQL: an answer's five types in turn.
  private func fill(
    _ site: TestSite, _ numbers: String, id: String, hoursAgo: Int, type: String? = nil,
    page: String = "seq % 200", assistant: String = "''"
  ) throws {
    let types = "ELT(1 + seq % 5, 'Visitor', 'Prompt Tokens', 'Completion Tokens', 'Total Tokens', 'Chatbot')"
    try site.run(
      """
      INSERT INTO LOG (id, session_id, user_id, page_id, interaction_time, user_type, assistant_id, message_text)
      SELECT \(id), 'kognetiks_0123456789abcdef', seq % 50, \(page),
        UTC_TIMESTAMP() - INTERVAL \(hoursAgo) HOUR, \(type ?? types), \(assistant), 1 + seq % 1000
      FROM \(numbers)
      """)
  }

  /// Syncs in a process of its own and compares its memory, and the ledger with SQL.
  private func sync(_ site: TestSite, _ location: SourceLocation = #_sourceLocation) throws {
    let end = try TokenLedgerProcess(on: site, socket: TestServer.current.socket).end()
    #expect(end.status == 0, "\(end.errors)", sourceLocation: location)
    #expect((1..<Self.limit).contains(end.peakMemory), "\(end.peakMemory >> 20) MB", sourceLocation: location)
    #expect(try site.days() == site.daysBySQL(), sourceLocation: location)
    try site.expectWholeLedger(at: location)
    Figures.survived(faults: 1)
  }

  @Test("A first sync of a log purged to 1 % in patches, up to the last id there can be, stays under 64 MB")
  func purged() throws {
    let site = try TestSite()
    try fill(site, "seq_1_to_8388607 WHERE seq % 100000 < 1000", id: "seq", hoursAgo: 100)
    try fill(site, "seq_0_to_0", id: "8388607", hoursAgo: 1, type: "'Total Tokens'")
    try sync(site)
    #expect(try site.sync().epoch == 1)
    #expect(try site.run("SELECT last_id FROM LEDGER_cursors") == "8388607\n")
  }

  @Test("A log with a gap at every row, 100,000 of them open, stays under 64 MB, and so does filling them")
  func gaps() throws {
    let site = try TestSite()
    try fill(site, "seq_1_to_100001", id: "2 * seq - 1", hoursAgo: 1)
    try sync(site)
    #expect(try site.run("SELECT SUM(gaps), COUNT(*) < 60 FROM LEDGER_missing_ids") == "100000\t1\n")
    try fill(site, "seq_1_to_100000", id: "2 * seq", hoursAgo: 1)
    try sync(site)
    #expect(try site.gaps() == "")
  }

  @Test("A log of the longest names there can be, no two the same, stays under 64 MB")
  func names() throws {
    let site = try TestSite()
    // 60 MB of names in less than one chunk of ids.
    let name = "CONCAT(LPAD(seq, 6, '0'), REPEAT('𝄞', 249))"
    try fill(
      site, "seq_1_to_30000", id: "seq", hoursAgo: 1, type: "'Total Tokens'", page: name, assistant: name)
    try sync(site)
    #expect(try site.run("SELECT COUNT(*), MIN(LENGTH(name)) FROM LEDGER_names") == "60000\t1002\n")
  }

  @Test(
    "A log with 100,000 rows without a type stays under 64 MB, and so does counting them when they have one")
  func blanks() throws {
    let site = try TestSite()
    try fill(site, "seq_1_to_100000", id: "seq", hoursAgo: 30, type: "''")
    try sync(site)
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_waiting") == "100000\n")
    // The chatbot's upgrade types them in rotation.
    try site.set(option: "chatbot_chatgpt_version_installed", to: "2.5.0")
    try site.run(
      "UPDATE LOG SET user_type = ELT(1 + id % 3, 'Prompt Tokens', 'Completion Tokens', 'Total Tokens')")
    try sync(site)
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_waiting") == "0\n")
    #expect(try site.run("SELECT rows_counted FROM LEDGER_cursors") == "100000\n")
  }
}
