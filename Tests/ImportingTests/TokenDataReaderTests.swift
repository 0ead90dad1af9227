import Chatbots
import Importing
import Ledger
import Testing

@Suite struct TokenDataReaderTests {
  private static let header = "id,session_id,user_id,interaction_time,user_type,message_text\n"

  @Test("The chatbot's own lines become rows")
  func rows() throws {
    let file =
      Self.header + """
        7,kognetiks_5f,3,"2025-01-02 03:04:05","Prompt Tokens",120
        8,kognetiks_5f,kognetiks_5f,"2025-01-02 03:04:06","Completion Tokens",0
        9,"two words",0,"2025-01-02 03:04:07","Total Tokens",999999999999

        """
    #expect(
      try entries(file) == [
        "2: 7 prompt 2025-01-02 03:04:05 120 user 3", "3: 8 completion 2025-01-02 03:04:06 0 user 0",
        "4: 9 total 2025-01-02 03:04:07 999999999999 user 0",
      ])
  }

  @Test("The header decides which columns there are, and in which order")
  func columns() throws {
    let file = """
      message_text,user_type,interaction_time,id
      5,"Total Tokens","2024-02-29 23:59:59",4

      """
    #expect(try entries(file) == ["2: 4 total 2024-02-29 23:59:59 5 user 0"])
    let withMore = """
      id,session_id,user_id,page_id,interaction_time,user_type,thread_id,message_text
      4,s,12,99,"2024-02-29 23:59:59","Total Tokens",,5

      """
    #expect(try entries(withMore) == ["2: 4 total 2024-02-29 23:59:59 5 user 12"])
  }

  @Test(
    "No text of a visitor passes for a row, whichever way its quotes are written",
    arguments: [
      // What PHP writes, and what RFC 4180 has.
      #""\",0,2020-01-01 00:00:00,Total Tokens,999"#, #""\"",0,2020-01-01 00:00:00,Total Tokens,999"#,
      #""\",,,,"#, #""\"",,,,"#,
    ])
  func forgery(session: String) throws {
    let file = Self.header + "7,\(session)\n8,x\",3,\"2025-01-02 03:04:05\",\"Total Tokens\",120\n"
    #expect(try entries(file) == ["2: 7 total 2025-01-02 03:04:05 120 user 3"])
  }

  @Test("What the chatbot wrote and does not count is a row with its reason")
  func rejected() throws {
    let file =
      Self.header + """
        1,s,0,"0000-00-00 00:00:00","Total Tokens",1
        2,s,0,"2025-02-30 10:00:00","Total Tokens",1
        3,s,0,"2025-02-20 10:00:00","Total Tokens",
        4,s,0,"2025-02-20 10:00:00","Total Tokens","1,234"
        5,s,0,"2025-02-20 10:00:00","Total Tokens",'-5
        6,s,0,"2025-02-20 10:00:00","Total Tokens",1234567890123
        7,s,0,"2025-02-20 10:00:00",Visitor,"Hello, you"
        8,s,0,"2025-02-20 10:00:00",,5

        """
    #expect(
      try entries(file) == [
        "2: 1 total 0000-00-00 00:00:00 1 user 0", "3: 2 total 2025-02-30 10:00:00 1 user 0",
        "4: 3 total 2025-02-20 10:00:00 empty_text user 0",
        "5: 4 total 2025-02-20 10:00:00 not_a_number user 0",
        "6: 5 total 2025-02-20 10:00:00 not_a_number user 0",
        "7: 6 total 2025-02-20 10:00:00 too_large user 0",
        "8: 7 other 2025-02-20 10:00:00 not_a_number user 0", "9: 8 blank 2025-02-20 10:00:00 5 user 0",
      ])
  }

  @Test("What the chatbot cannot have written is a malformed line")
  func malformed() throws {
    let file =
      Self.header + """
        x,s,0,"2025-02-20 10:00:00","Total Tokens",1
        0,s,0,"2025-02-20 10:00:00","Total Tokens",1
        1234567890123456789,s,0,"2025-02-20 10:00:00","Total Tokens",1
        4,s,0,20.02.2025,"Total Tokens",1
        5,s,0,"2025-02-20 10:00","Total Tokens",1
        6,s,0,"2025-02-20 10:00:00","total tokens",1
        7,s,0,"2025-02-20 10:00:00","Total Tokens"
        id,session_id,user_id,interaction_time,user_type,message_text
        9,s,0,"2025-02-20 10:00:00","Total Tokens",1

        """
    #expect(
      try entries(file) == [
        "2: the id is not a whole number from 1 on", "3: the id is not a whole number from 1 on",
        "4: the id is not a whole number from 1 on", "5: the time is not written as YYYY-MM-DD HH:MM:SS",
        "6: the time is not written as YYYY-MM-DD HH:MM:SS", "7: the type is none that the chatbot writes",
        "8: 5 fields instead of 6", "9: the id is not a whole number from 1 on",
        "10: 9 total 2025-02-20 10:00:00 1 user 0",
      ])
  }

  @Test(
    "A file without a usable header is one malformed line",
    arguments: [
      ("Day,\"Total Tokens\"\n2025-01-01,5\n", "id"),
      ("id,user_type,message_text\n", "interaction_time"),
      ("id,interaction_time,message_text\n", "user_type"),
      ("id,interaction_time,user_type\n", "message_text"),
    ])
  func headers(file: String, missing: String) throws {
    #expect(try entries(file) == ["1: the header has no column \(missing)"])
  }

  @Test("An empty file is called empty", arguments: ["", "\u{FEFF}", "\n\r\n"])
  func empty(file: String) throws {
    #expect(try entries(file) == ["1: the file is empty"])
  }

  @Test("The tool's own daily file is recognized")
  func dailyFile() throws {
    #expect(
      try entries("Date,\"Total Tokens\"\n2025-01-01,5\n")
        == ["1: this is TokenLedger's own daily file, not the chatbot's download"])
  }

  @Test("A header alone is a file without rows")
  func headerAlone() throws {
    #expect(try entries(Self.header) == [])
  }

  /// What a file holds, a text each.
  private func entries(_ text: String) throws -> [String] {
    var bytes = Array(text.utf8)[...]
    var reader = try TokenDataReader(KognetiksChatbot().log) { buffer in
      let part = bytes.prefix(min(100, buffer.count))
      buffer.copyBytes(from: part)
      bytes = bytes.dropFirst(part.count)
      return part.count
    }
    var found: [String] = []
    while let entry = try reader.next() {
      switch entry {
      case .malformed(let line): found.append("\(line.line): \(line.defect)")
      case .row(let row, let line):
        let tokens =
          switch row.tokens {
          case .success(let tokens): "\(tokens)"
          case .failure(let reason): reason.rawValue
          }
        let user = row.attribution.user.id
        found.append("\(line): \(row.id) \(row.kind) \(row.time.text) \(tokens) user \(user)")
      }
    }
    return found
  }
}
