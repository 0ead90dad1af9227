import TestSupport
import Testing

@Suite("Rejected rows", .freshDatabase)
struct RejectedCommandTests {
  @Test("Rejected rows are listed by reason, the newest first, and never their text")
  func rejected() async throws {
    let site = try TestSite.empty()
    try site.sql(
      """
      SET sql_mode = '';
      INSERT INTO \(TestSite.log) (id, session_id, interaction_time, user_type, message_text) VALUES
        (1, 's', '2024-03-01 10:00:00', 'Total Tokens', 'canary-text'),
        (2, 's', '2024-03-01 11:00:00', 'Total Tokens', '1e3'),
        (3, 's', '0000-00-00 00:00:00', 'Prompt Tokens', '7'),
        (4, 's', '2024-03-02 10:00:00', 'Total Tokens', '-5');
      """)
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    #expect(
      try await site.tokenledger("rejected", "--limit", "2")
        == .init(
          0,
          """
          Reason        Rows  Meaning
          not_a_number     3  the text is no plain number
          zero_date        1  there is no date

          Reason        Epoch  Id  Time
          not_a_number      1   4  2024-03-02 10:00:00
          not_a_number      1   2  2024-03-01 11:00:00
          zero_date         1   3  0000-00-00 00:00:00

          """))
    #expect(
      try await site.tokenledger("rejected", "--format", "csv", "--limit", "1")
        == .init(
          0,
          """
          Reason,Epoch,Id,Time
          not_a_number,1,4,"2024-03-02 10:00:00"
          zero_date,1,3,"0000-00-00 00:00:00"

          """))
    let json = try await site.json("rejected")
    #expect(json["schema"].string == "tokenledger.rejected/2")
    #expect(json["total"].integer == 4)
    #expect(json["reasons"].array.map { $0["reason"].string } == ["not_a_number", "zero_date"])
    #expect(json["reasons"].array.map { $0["total"].integer } == [3, 1])
    #expect(json["reasons"].array[0]["rows"].array.map { $0["id"].integer } == [4, 2, 1])
    #expect(
      json["reasons"].array[1]["rows"].array
        == [.object(["epoch": .integer(1), "id": .integer(3), "time": .string("0000-00-00 00:00:00")])])

    try site.sql("DELETE FROM wp_tokenledger_rejected")
    #expect(
      try await site.tokenledger("rejected").output.hasSuffix(
        "No row was rejected.\n\nReason  Epoch  Id  Time\n"))
  }

  @Test("Rejected rows are a warning until they are acknowledged, or the log holds none of them")
  func settled() async throws {
    let site = try TestSite.small()
    func check(_ options: String...) async throws -> [String?] { try await site.rejectedCheck(options) }
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    #expect(try await check() == ["ok", "none"])
    try await site.reject(501, "1e3")
    let one = "1 row: the text is no plain number"
    #expect(try await check() == ["warning", one])
    // What is acknowledged is shown once more.
    #expect(try await check("--acknowledge") == ["warning", one])
    #expect(try await check() == ["ok", "\(one) (marked as read)"])
    let rejected = try await site.json("rejected")
    #expect(rejected["total"].integer == 1)

    // Others are news.
    try await site.reject(502, "-5")
    #expect(try await check() == ["warning", "2 rows: the text is no plain number"])
    try site.sql("DELETE FROM \(TestSite.log) WHERE id = 501")
    #expect(try await check() == ["warning", one])
    try site.sql("DELETE FROM \(TestSite.log) WHERE id = 502")
    #expect(try await check() == ["ok", "none that the log still holds"])

    // A log that begins again may give the same ids to rows that count.
    try site.sql("TRUNCATE \(TestSite.log)")
    try site.add([Answer(time: siteTime(), prompt: 2, completion: 1)])
    #expect(try await site.json("sync")["epoch"] == .integer(2))
    try site.sql("UPDATE \(TestSite.log) SET id = 502 ORDER BY id DESC LIMIT 1")
    #expect(try await check() == ["ok", "none that the log still holds"])
    try site.sql("DROP TABLE \(TestSite.log)")
    #expect(try await check() == ["ok", "none that the log still holds"])
  }

  @Test("Settled rejected rows never hide others, though counting again has made them fewer")
  func others() async throws {
    let site = try TestSite.small()
    func check(_ options: String...) async throws -> [String?] { try await site.rejectedCheck(options) }
    func mend(_ ids: String) async throws {
      try site.sql("UPDATE \(TestSite.log) SET message_text = '7' WHERE id IN (\(ids))")
      let day = "2024-03-04"
      #expect(try await site.tokenledger("rebuild", "--from", day, "--to", day).status == 0)
    }
    func words(_ count: Int) -> String { "\(count) row\(count == 1 ? "" : "s"): the text is no plain number" }
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try await site.reject(501, "1e3")
    try await site.reject(502, "-5")
    #expect(try await check("--acknowledge") == ["warning", words(2)])
    #expect(try await check() == ["ok", "\(words(2)) (marked as read)"])
    try await mend("501, 502")
    #expect(try await check() == ["ok", "none"])
    try await site.reject(503, "x")
    #expect(try await check() == ["warning", words(1)])
    // As many as were settled, and one of them among those.
    try await site.reject(504, "y")
    #expect(try await check("--acknowledge") == ["warning", words(2)])
    try await mend("503")
    try await site.reject(505, "z")
    #expect(try await check() == ["warning", words(2)])

    // What the log does not hold is not shown, so nobody has read of it.
    try site.sql(
      """
      CREATE TABLE aside AS SELECT * FROM \(TestSite.log) WHERE id > 503;
      DELETE FROM \(TestSite.log) WHERE id > 503
      """)
    #expect(try await check("--acknowledge") == ["ok", "none that the log still holds"])
    try site.sql("INSERT INTO \(TestSite.log) SELECT * FROM aside")
    #expect(try await check() == ["warning", words(2)])
  }
}

extension TestSite {
  /// Logs a row that does not count, and syncs.
  fileprivate func reject(_ id: Int, _ text: String) async throws {
    try sql(
      """
      INSERT INTO \(TestSite.log) (id, session_id, interaction_time, user_type, message_text)
      VALUES (\(id), 's', '2024-03-04 10:00:00', 'Total Tokens', '\(text)')
      """)
    #expect(try await tokenledger("sync", "--quiet").status == 0)
  }

  /// The level and the message of the check of rejected rows.
  fileprivate func rejectedCheck(_ options: [String]) async throws -> [String?] {
    let outcome = try await tokenledger(["doctor", "--format", "json"] + options)
    let checks = try JSONValue(outcome.outputBytes)["checks"].array
    let check = try #require(checks.first { $0["name"].string == "rejected_rows" })
    return [check["level"].string, check["message"].string]
  }
}
