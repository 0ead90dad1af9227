import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct ByteAttack {
  /// What the columns of a site's tables may hold.
  enum Storage: String, CaseIterable {
    case utf8mb4, utf8mb3, latin1
    /// As some migrations leave them: every string of bytes fits.
    case binary
  }

  @Test(
    "Any bytes in any column are counted, rejected or waiting, as SQL finds them, and no output lets them act",
    arguments: Storage.allCases)
  func any(storage: Storage) throws {
    try Seed.rounds(1, of: "bytes in \(storage)") { round, random in
      let site = try TestSite(prefix: "wp\(round)_", shape: LogTableShape(idType: "INT"))
      try convert(site, to: storage)
      let writer = try site.wordPress()
      var types: [String] = []
      var outcomes: [SyncOutcome] = []
      // Each wave outdoes the one before, so that its names are among the largest, which are shown.
      for wave in 1...4 {
        for number in 0..<40 {
          types.append(try write(1000 * wave + number, to: site, writer, &random))
        }
        outcomes.append(try site.sync())
        try Outputs.checkSummary(site, "\(storage), wave \(wave), seed \(Seed.run)")
      }
      func sum(_ part: (SyncOutcome) -> Int) -> Int { outcomes.map(part).reduce(0, +) }
      let (read, counted) = (sum(\.rowsRead), sum(\.rowsCounted))
      let (rejected, waiting) = (sum(\.rowsRejected), sum(\.rowsWaiting))
      #expect(
        read == types.count { $0 != "Visitor" } && read == counted + rejected + waiting, "seed \(Seed.run)")
      #expect(waiting == types.count { $0 == "" })
      #expect(counted > 50 && rejected > 25 && waiting > 5)
      #expect(try site.days() == site.daysBySQL(), "\(storage), seed \(Seed.run)")
      try site.expectWholeLedger("seed \(Seed.run)")
      try Outputs.check(site, "\(storage), seed \(Seed.run)")
      Figures.survived(faults: types.count)
    }
  }

  // MARK: The site

  private func convert(_ site: TestSite, to storage: Storage) throws {
    let prefix = site.prefix
    if storage != .binary {
      for table in [site.log]
        + ["posts", "users", "chatbot_chatgpt_assistants", "options"].map({ prefix + $0 })
      {
        try site.run("ALTER TABLE `\(table)` CONVERT TO CHARACTER SET \(storage)")
      }
      return
    }
    let names = ["user_id", "page_id", "assistant_id", "assistant_name"]
    try site.run(
      """
      ALTER TABLE LOG MODIFY session_id VARBINARY(255) NOT NULL, MODIFY message_text BLOB NOT NULL,
        \(names.map { "MODIFY \($0) VARBINARY(255)" }.joined(separator: ", "));
      ALTER TABLE \(prefix)posts MODIFY post_title BLOB NOT NULL;
      ALTER TABLE \(prefix)users MODIFY user_login VARBINARY(60), MODIFY display_name VARBINARY(250);
      ALTER TABLE \(prefix)chatbot_chatgpt_assistants MODIFY assistant_id VARBINARY(255) NOT NULL,
        MODIFY common_name VARBINARY(255) NOT NULL;
      ALTER TABLE \(prefix)options MODIFY option_value LONGBLOB NOT NULL;
      """)
  }

  /// Writes a row and whoever it names; gives its type. Every third has a number and a known user and page.
  private func write(
    _ key: Int, to site: TestSite, _ writer: Connection, _ random: inout SeededGenerator
  ) throws -> String {
    func any(_ length: Int = 255) -> String { literal(bytes(&random, upTo: length)) }
    func text(_ number: Int) -> String { literal(Array("\(number)".utf8)) }
    let isKnown = key % 3 == 0
    let types = ["Prompt Tokens", "Completion Tokens", "Total Tokens", "", "Visitor"]
    let type = isKnown ? "Total Tokens" : types[Int.random(in: 0..<types.count, using: &random)]
    let assistant = any()
    let option = Self.options[key % Self.options.count]
    for statement in [
      "INSERT INTO \(site.prefix)posts (ID, post_title) VALUES (\(key), \(any()))",
      "INSERT INTO \(site.prefix)users (ID, user_login, display_name) VALUES (\(key), \(any(60)), \(any(250)))",
      """
      INSERT INTO \(site.prefix)chatbot_chatgpt_assistants (assistant_id, common_name)
      VALUES (\(assistant), \(any()))
      """,
      """
      INSERT INTO `\(site.log)` (session_id, user_id, page_id, interaction_time, user_type, assistant_id,
        assistant_name, message_text)
      VALUES (\(any()), \(isKnown ? text(key) : any()), \(isKnown ? text(key) : any()), UTC_TIMESTAMP(), '\(type)',
        \(Bool.random(using: &random) ? assistant : "NULL"), \(any()),
        \(isKnown ? text(key * key) : any(65_535)))
      """,
      "REPLACE INTO \(site.prefix)options (option_name, option_value) VALUES ('\(option)', \(any(999)))",
    ] {
      try writer.execute(Query(unchecked: statement))
    }
    return type
  }

  private static let options = [
    "chatbot_chatgpt_version_installed", "chatbot_chatgpt_model_choice", "chatbot_ai_platform_choice",
    "chatbot_chatgpt_reporting_period", "chatbot_chatgpt_conversation_log_days_to_keep",
  ]

  // MARK: The bytes

  private func literal(_ bytes: [UInt8]) -> String {
    "x'" + bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + "'"
  }

  /// What is known to hurt, or anything at all up to a length; what the column's character set does not know the
  /// server cuts or replaces.
  private func bytes(_ random: inout SeededGenerator, upTo length: Int) -> [UInt8] {
    let pieces: [[UInt8]] = [
      // Halves of a surrogate pair, which servers keep; overlong, too high, cut short.
      [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF], [0xC0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x80],
      [0xF0, 0x9F],
      // C1 controls as UTF-8 and as single bytes, direction marks, a line separator, an invisible tag.
      [0xC2, 0x9B], [0x9B], [0xC2, 0x85], [0xE2, 0x80, 0xAE], [0xE2, 0x81, 0xA6], [0xE2, 0x80, 0xA8],
      [0xF3, 0xA0, 0x80, 0x81], [0xEF, 0xBB, 0xBF], [0xFF], [0x80], [0x00], [0x7F], [0x1B, 0x5B, 0x32, 0x4A],
      Array("=1+1".utf8), Array("\\\",=1+1,\"".utf8), Array("\"".utf8), Array("\\".utf8), Array(",".utf8),
      Array("\r\n".utf8), Array("\t".utf8), Array("|".utf8), Array("`<b>".utf8), Array("@".utf8),
      Array("12".utf8),
      Array("７".utf8), Array("-5".utf8), Array("é".utf8), [0xCC, 0x81], [0xE9], Array("'; --".utf8),
    ]
    func piece() -> [UInt8] { pieces[Int.random(in: 0..<pieces.count, using: &random)] }
    switch Int.random(in: 0..<6, using: &random) {
    // Short, as numbers are.
    case 0: return Array((piece() + piece()).prefix(12))
    case 1: return Array("\(Int.random(in: 0..<10_000, using: &random))".utf8) + piece()
    // Longer than the column, of one piece: what fills it may grow when it is repaired.
    case 2 where length < 1000:
      let piece = piece() + (Bool.random(using: &random) ? [0x61] : [])
      return (0...length).flatMap { _ in piece }
    case 3:
      let long = Int.random(in: 0..<20, using: &random) == 0 ? length + 10 : 40
      return (0..<Int.random(in: 0...long, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
    default: return (0..<Int.random(in: 0...12, using: &random)).flatMap { _ in piece() }
    }
  }
}
