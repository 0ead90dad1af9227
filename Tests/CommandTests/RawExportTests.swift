import TestSupport
import Testing

@Suite("The raw file")
struct RawExportTests {
  static let header = "id,session_id,user_id,interaction_time,user_type,message_text\n"

  /// Prints the token rows as PHP's own fputcsv does, which the chatbot's download is written with; cells that a
  /// spreadsheet would take for a formula get their apostrophe before, and so do quotes after a backslash.
  static let php = #"""
    $MARIADB --quick -e "SELECT id, HEX(session_id), IFNULL(HEX(user_id), ''),
        HEX(CAST(interaction_time AS CHAR)), HEX(user_type), HEX(message_text)
      FROM wp_chatbot_chatgpt_conversation_log
      WHERE user_type IN ('Prompt Tokens', 'Completion Tokens', 'Total Tokens') ORDER BY id" |
    php -r '
      $out = fopen("php://stdout", "w");
      fputcsv($out, ["id", "session_id", "user_id", "interaction_time", "user_type", "message_text"], ",", "\"", "\\");
      while (($line = fgets(STDIN)) !== false) {
        $row = explode("\t", rtrim($line, "\n"));
        for ($i = 1; $i < 6; $i++) {
          $row[$i] = str_replace("\x5C\x22", "\x5C\x27\x22", hex2bin($row[$i]));
          if ($row[$i] !== "" && strpbrk($row[$i][0], "=+-@\t\r\n") !== false) $row[$i] = "\x27" . $row[$i];
        }
        fputcsv($out, $row, ",", "\"", "\\");
      }'
    """#

  @Test("Byte for byte what PHP writes for the same rows", arguments: SharedSite.allCases)
  func sameAsPHP(_ shared: SharedSite) async throws {
    let site = try await shared.site
    let outcome = try await site.shell(
      """
      set -euo pipefail
      cmp <("$TOKENLEDGER" export --raw --output -) <(\(RawExportTests.php))
      "$TOKENLEDGER" export --raw --output - | wc -l
      """)
    let rows = try site.sql("SELECT COUNT(*) + 1 FROM \(TestSite.log) WHERE user_type LIKE '% Tokens'")
    let lines = outcome.output.split(separator: "\n").compactMap { Int($0) }
    try #require(lines.count == 1, "\(outcome)")
    // Some cells of the damaged log hold line feeds.
    if shared == .sample { #expect(["\(lines[0])"] == rows) } else { #expect(lines[0] > 300_000) }
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
  }

  @Test("Quotes, backslashes, line feeds and formulas, and days", .freshDatabase)
  func cells() async throws {
    let site = try TestSite.empty()
    let sessions = [
      "plain", "", "with space", "a,b", "say \"hi\"", "back\\\"slash", "two\nlines",
      "=HYPERLINK(\"x\",\"y\")",
      "+1", "-1", "@SUM(A1)", "\ttab", "\rreturn", "\nfeed", "Zoë", "'=1",
    ]
    try site.add(
      sessions.map { Answer(time: "2024-03-04 09:00:00", prompt: 7, completion: 3, user: "3", session: $0) })
    try site.sql("DELETE FROM \(TestSite.log) WHERE user_type NOT IN ('Total Tokens')")
    try site.add([Answer(time: "2024-03-06 00:00:00", prompt: 1, completion: 1)])
    let cells = [
      "plain", "", "\"with space\"", "\"a,b\"", "\"say \"\"hi\"\"\"", "\"back\\'\"\"slash\"",
      "\"two\nlines\"",
      "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"", "'+1", "'-1", "'@SUM(A1)", "\"'\ttab\"", "\"'\rreturn\"",
      "\"'\nfeed\"",
      "Zoë", "'=1",
    ]
    let lines = cells.enumerated().map { index, cell in
      "\(index * 5 + 4),\(cell),3,\"2024-03-04 09:00:00\",\"Total Tokens\",10\n"
    }
    let outcome = try await site.tokenledger("export", "--raw", "--output", "-", "--to", "2024-03-05")
    #expect(outcome == .init(0, RawExportTests.header + lines.joined()))
    #expect(try site.sql("SHOW TABLES LIKE '%tokenledger%'") == [])

    let later = try await site.tokenledger("export", "--raw", "--output", "-", "--from", "2024-03-06")
    #expect(
      later
        == .init(
          0,
          RawExportTests.header + """
            82,kognetiks_1,0,"2024-03-06 00:00:00","Prompt Tokens",1
            83,kognetiks_1,0,"2024-03-06 00:00:00","Completion Tokens",1
            84,kognetiks_1,0,"2024-03-06 00:00:00","Total Tokens",2

            """))
  }

  /// Texts that break out of their cell where a quote after a backslash is left as it is.
  static let breakouts = [
    #"x\",=1+1"#, #"\",=cmd|' /C calc'!A1,\""#, #"\",@SUM(A1),"x"#, #"\\",+1"#, #"\"""#, #"\"#, #"\""#,
    "\\\"\n=1+1",
    "\\\",0,2020-01-01 00:00:00,Total Tokens,999999\n7,x", #"=\",-1,\""#, #"","\",@x"#,
  ]

  @Test(
    "No text breaks out of its cell: a strict reader finds six to a row, and none a formula", .freshDatabase)
  func breakouts() async throws {
    let site = try TestSite.empty()
    try site.add(
      RawExportTests.breakouts.map {
        Answer(time: "2024-03-04 09:00:00", prompt: 7, completion: 3, user: $0, session: $0)
      })
    try site.sql(
      "UPDATE \(TestSite.log) SET message_text = session_id WHERE user_type = 'Prompt Tokens' ORDER BY id")
    let outcome = try await site.shell(
      """
      "$TOKENLEDGER" export --raw --output - | python3 -c '
      import csv, io, json, sys
      text = sys.stdin.buffer.read().decode()
      print(json.dumps(list(csv.reader(io.StringIO(text, newline=""), strict=True))))'
      """)
    #expect(outcome.errors == "")
    let rows = try JSONValue(outcome.outputBytes).array.map(\.strings)
    let expected = RawExportTests.breakouts.enumerated().flatMap { index, text in
      let apart = text.replacing(#"\""#, with: #"\'""#)
      let cell = text.hasPrefix("=") ? "'" + apart : apart
      return [("Prompt Tokens", cell), ("Completion Tokens", "3"), ("Total Tokens", "10")].enumerated().map {
        offset, row in
        ["\(5 * index + 2 + offset)", cell, cell, "2024-03-04 09:00:00", row.0, row.1]
      }
    }
    #expect(rows.first == ["id", "session_id", "user_id", "interaction_time", "user_type", "message_text"])
    #expect(Array(rows.dropFirst()) == expected)
    #expect(!rows.joined().contains { $0.first.map("=+-@\t\r".contains) ?? false })
  }

  @Test("300,000 rows take less than 64 MB of memory, and so does their sync", .freshDatabase)
  func memory() async throws {
    let damaged = try await SharedSite.damaged.site
    let again = try await SharedSite.damaged.again()
    try await Folder.with { folder in
      let measure = "/usr/bin/time --format %M --output peak \"$TOKENLEDGER\""
      let export = try await damaged.shell(
        "\(measure) export --raw --output raw.csv && cat peak && wc -l <raw.csv",
        workingDirectory: folder.path)
      let sync = try await again.shell(
        "\(measure) sync --quiet >out && cat peak", workingDirectory: folder.path)
      let figures = (export.output + sync.output).split(separator: "\n").compactMap { Int($0) }
      try #require(figures.count == 3, "\(export) \(sync)")
      #expect(figures[0] < 65_536)
      #expect(figures[1] > 300_000)
      #expect(figures[2] < 65_536)
    }
    let (first, second) = (
      try await damaged.json("report", "--all", "--period", "daily", "--no-sync"),
      try await again.json("report", "--all", "--period", "daily", "--no-sync")
    )
    #expect(first["rows"] == second["rows"])
  }

  @Test("An export that is killed in the midst leaves the old file, whole, and nothing beside it")
  func killed() async throws {
    let site = try await SharedSite.damaged.site
    try await Folder.with { folder in
      try folder.write("raw.csv", "the old file\n")
      // What it writes has no name, but can be seen among the files that the process has open.
      let outcome = try await site.shell(
        """
        "$TOKENLEDGER" export --raw --output raw.csv &
        until [[ -s $(find "/proc/$!/fd" -lname "$PWD/* (deleted)" 2>/dev/null) ]]; do
          kill -0 $! || exit 99
        done
        kill -KILL $!
        wait $!
        """, workingDirectory: folder.path)
      #expect(outcome.status == 128 + 9)
      #expect(try folder.names == ["raw.csv"])
      #expect(try folder.read("raw.csv") == "the old file\n")

      let next = try await site.tokenledger(
        "export", "--raw", "--from", siteDay(before: 3), "--output", "raw.csv", workingDirectory: folder.path)
      #expect(next == .init(0, "raw.csv\n"))
      #expect(try folder.names == ["raw.csv"])
      #expect(try folder.read("raw.csv").hasPrefix(RawExportTests.header))
      #expect(try folder.mode("raw.csv") == 0o600)
    }
  }
}
