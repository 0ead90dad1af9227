import TestSupport
import Testing

@Suite("Names from hostile hands")
struct HostileTextTests {
  /// Clears a screen, retitles a window, reverses a line, hides, breaks lines and tables, quotes, and runs as a
  /// formula.
  static let names = [
    "\u{1B}[2J\u{1B}[1;1Hgone", "\u{1B}]0;title\u{7}", "invoice\u{202E}fdp.exe",
    "\u{2066}isolated\u{2069}\u{200B}",
    "two\nlines\r\nand\ttabs", "say \"hi\", O'Brien\\", "=HYPERLINK(\"https://evil.example\",\"click\")",
    "\u{9B}31m\u{85}\u{2028}next", "| a | **b** <script>alert(1)</script>",
  ]

  @Test("No raw escape, bidirectional or control character reaches the output, in any format", .freshDatabase)
  func names() async throws {
    let site = try TestSite.empty()
    let now = siteTime()
    for (index, name) in HostileTextTests.names.enumerated() {
      try site.sql(
        """
        INSERT INTO wp_posts (ID, post_title, post_content, post_excerpt, to_ping, pinged, post_content_filtered)
          VALUES (\(1000 + index), \(literal(name)), '', '', '', '', '');
        INSERT INTO wp_users (ID, user_login, display_name) VALUES (\(1000 + index), 'u\(index)', \(literal(name)));
        """)
      // The larger five are seen at a time: each gets its turn.
      try site.add([
        Answer(
          time: now, prompt: 1000 + index, completion: 1, user: "\(1000 + index)", page: "\(1000 + index)",
          assistantName: name),
        Answer(time: now, prompt: 1000 + index, completion: 1, page: name, assistantID: name),
      ])
      for (command, format) in [["summary"], ["report", "--top", "5"]].flatMap({ command in
        ["table", "csv", "json", "markdown", "html"].map { (command, $0) }
      }) {
        let outcome = try await site.tokenledger(command + ["--format", format])
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        let harmful = outcome.output.unicodeScalars.filter { scalar in
          scalar != "\n"
            && [.control, .format, .lineSeparator, .paragraphSeparator].contains(
              scalar.properties.generalCategory)
        }
        #expect(harmful.isEmpty, "\(command) \(format): \(outcome.output.debugDescription)")
      }
      let summary = try await site.json("summary", "--no-sync")
      for ranking in ["top_assistants", "top_pages", "top_users"] {
        #expect(summary[ranking]["largest"].array.contains { $0["name"].string == name }, "\(ranking)")
      }
      let top = try await site.json("report", "--no-sync", "--top", "5")["top"]
      for ranking in ["assistants", "pages", "users"] {
        #expect(top[ranking]["largest"].array.contains { $0["name"].string == name }, "\(ranking)")
      }
    }
    for command in [["summary"], ["report", "--top", "5"]] {
      let csv = try await site.tokenledger(command + ["--no-sync", "--format", "csv"]).output.split(
        separator: "\n")
      // One record a line, and no cell that a spreadsheet runs.
      let sections = ["Period", "Usage", "Average", "Busiest day", "Assistant", "Page", "User", "Section"]
      #expect(
        csv.allSatisfy { line in sections.contains { line.hasPrefix($0) || line.hasPrefix("\"\($0)") } })
      #expect(!csv.contains { $0.contains(",=") || $0.contains(",\"=") })
      #expect(csv.contains { $0.contains("'=HYPERLINK") })
    }
  }

  @Test("A database and a path with odd names are shown harmlessly")
  func places() async throws {
    try await Folder.with { folder in
      let name = "wp\u{1B}[2J\u{202E}"
      let outcome = try await TokenLedgerCommand.run(
        arguments: ["report", "--wp-path", name], workingDirectory: folder.path)
      #expect(
        outcome
          == .init(
            66, error: #"\#(folder.path)/wp\u{1B}[2J\u{202E} does not exist"#, "Give the WordPress folder."))
    }
  }
}
