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
}
