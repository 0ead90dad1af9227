import TestSupport
import Testing

@Suite("Files to import", .freshDatabase)
struct ImportFileTests {
  @Test("Malformed lines are listed with their numbers, and nothing is imported from any file")
  func malformed() async throws {
    try await Folder.with { folder in
      let site = try await TestSite.purged(into: folder)
      let row = "1,s,0,\"2023-01-02 10:00:00\",\"Total Tokens\",5\n"
      let bad = try folder.write("bad\u{202E}.csv", RawExportTests.header + row + "x" + row + "2,s\n")
      let good = "\(folder.path)/\(TestSite.download)"
      let escaped = "\(folder.path)/bad\\u{202E}.csv"
      let outcome = try await site.tokenledger("import", good, bad)
      #expect(
        outcome.errors == """
          tokenledger: warning: \(escaped):3: the id is not a whole number from 1 on
          tokenledger: warning: \(escaped):4: 2 fields instead of 6
          tokenledger: error: nothing was imported, for 2 lines are malformed; the first: \(escaped):3: the id is \
          not a whole number from 1 on
          Download the file again, or leave such lines out with --skip-bad.

          """)
      #expect(outcome.output == "")
      #expect(outcome.status == 65)
      #expect(try site.sql("SHOW TABLES LIKE 'wp\\_tokenledger%'") == [])

      let json = try await site.tokenledger("import", good, bad, "--format", "json", "--quiet")
      #expect(json.status == 65)
      let document = try JSONValue(json.outputBytes)
      #expect(document["rows_imported"].integer == 0)
      #expect(document["files"].array.map { $0["malformed_lines"].integer } == [0, 2])
      #expect(document["files"].array[1]["malformed"].array.map { $0["line"].integer } == [3, 4])

      let skipped = try await site.json("import", good, bad, "--skip-bad")
      #expect(skipped["rows_imported"].integer == 22)
    }
  }

  @Test("The daily file that TokenLedger itself exports is no download, and is refused")
  func dailyFile() async throws {
    try await Folder.with { folder in
      let site = try TestSite.small()
      let file = "\(folder.path)/daily.csv"
      #expect(try await site.tokenledger("export", "--output", file).status == 0)
      for options in [["--quiet"], ["--skip-bad"], ["--dry-run"]] {
        #expect(
          try await site.tokenledger(["import", file] + options)
            == .init(
              65,
              error: """
                nothing was imported: \(file) is TokenLedger's own daily file, not the chatbot's download
                """,
              """
              It holds daily sums, not the rows that they were counted from. Import the chatbot's \
              "Download Token Usage Data" files, or what 'tokenledger export --raw' wrote.
              """))
      }
    }
  }

  @Test("A file that is no download is refused beside good ones, whatever lines may be left out")
  func noDownload() async throws {
    try await Folder.with { folder in
      let site = try await TestSite.purged(into: folder)
      let good = "\(folder.path)/\(TestSite.download)"
      for (number, (content, defect)) in [
        ("", "the file is empty"), ("\n\n", "the file is empty"),
        ("Name,Mail\nAnna,anna@example.org\n", "the header has no column id"),
        ("id,interaction_time,user_type\n", "the header has no column message_text"),
        ("1,s,0,\"2023-01-02 10:00:00\",\"Total Tokens\",5\n", "the header has no column id"),
        ("PK\u{3}\u{4}\u{0}\"x\"y\n", "a quote in the middle of a field"),
        ("\"never closed\n", "a quote that is never closed"),
      ].enumerated() {
        let file = try folder.write("\(number).csv", content)
        for options in [[], ["--skip-bad"], ["--skip-bad", "--dry-run"]] {
          #expect(
            try await site.tokenledger(["import", good, file] + options)
              == .init(
                65, error: "nothing was imported: \(file) is no download of the chatbot: \(defect)",
                """
                Name its "Download Token Usage Data" files. --skip-bad leaves out bad rows of such files, not a file \
                that is none.
                """), "\(number) \(options)")
        }
        let json = try await site.tokenledger("import", good, file, "--skip-bad", "--format", "json")
        #expect(json.status == 65)
        let files = try JSONValue(json.outputBytes)["files"].array
        #expect(files.map { $0["malformed_lines"].integer } == [0, 1])
      }
      #expect(try site.sql("SHOW TABLES LIKE 'wp\\_tokenledger%'") == [])
    }
  }

  @Test("Files that cannot be read, and requests that make no sense")
  func badRequests() async throws {
    try await Folder.with { folder in
      let site = try TestSite.empty()
      let file = try folder.write("a.csv", RawExportTests.header)
      #expect(
        try await site.tokenledger("import", file, "\(folder.path)/none.csv")
          == .init(
            66, error: "there is no file \(folder.path)/none.csv", "Check the path of the downloaded file."))
      #expect(
        try await site.tokenledger("import", folder.path)
          == .init(
            66, error: "\(folder.path) is not a regular file",
            "Name the downloaded files themselves: each is read twice, which a pipe cannot be."))
      let locked = try folder.write("locked.csv", RawExportTests.header, mode: 0)
      let refused = try await site.shell("\(unprivileged) \"$TOKENLEDGER\" import \(locked)")
      #expect(refused == .init(77, error: "\(locked) may not be read", "Give this user read permission."))
      for arguments in [
        ["import"], ["import", file, "--undo", "1"], ["import", "--undo", "1", "--dry-run"],
        ["import", "--undo", "x"],
      ] {
        #expect(try await site.tokenledger(arguments).status == 64, "\(arguments)")
      }
    }
  }

  @Test("What PHP writes of hostile sessions is imported row by row")
  func php() async throws {
    try await Folder.with { folder in
      let site = try TestSite.empty()
      let script = try folder.write(
        "write.php",
        #"""
        <?php
        $sessions = ['a\\', 'a\\"', '"', 'a",b', "two\nlines", "\r\n", '\\",', '=1+1', "\xF0\x9F\x98\x80", '\\"\\', '',
          "\\\",0,2020-01-01 00:00:00,Total Tokens,999999\n7,x", '\\",,"","",'];
        $file = fopen('php://output', 'w');
        fputcsv($file, ['id', 'session_id', 'user_id', 'interaction_time', 'user_type', 'message_text'], ',', '"', '\\');
        foreach ($sessions as $number => $session) {
          fputcsv($file, [$number + 1, $session, $session, '2023-01-02 10:00:00', 'Total Tokens', 1 << $number], ',', '"', '\\');
        }
        """#)
      let file = "\(folder.path)/php.csv"
      let written = try await site.shell("php \(script) > \(file)")
      #expect(written == .init(0, ""))
      let document = try await site.json("import", file)
      #expect(document["rows_imported"].integer == 13)
      #expect(document["total_tokens"].integer == 8191)
    }
  }

  @Test("What --raw writes of hostile sessions is imported row by row, too")
  func raw() async throws {
    try await Folder.with { folder in
      let site = try TestSite.empty()
      try site.add(
        RawExportTests.breakouts.map {
          Answer(time: "2024-03-04 09:00:00", prompt: 7, completion: 3, user: $0, session: $0)
        })
      let file = "\(folder.path)/raw.csv"
      #expect(try await site.tokenledger("export", "--raw", "--output", file, "--quiet").status == 0)
      try site.sql("DELETE FROM \(TestSite.log)")
      let document = try await site.json("import", file)
      #expect(document["rows_read"].integer == 3 * RawExportTests.breakouts.count)
      #expect(document["rows_imported"].integer == 3 * RawExportTests.breakouts.count)
      #expect(document["total_tokens"].integer == 10 * RawExportTests.breakouts.count)
      #expect(document["days"].array.map { $0["day"].string } == ["2024-03-04"])
    }
  }
}
