import TestSupport
import Testing

@Suite("Import", .freshDatabase)
struct ImportCommandTests {
  @Test("History that was purged comes back, is named in reports, and can be taken back")
  func roundTrip() async throws {
    try await Folder.with { folder in
      let site = try await TestSite.purged(into: folder)
      let empty = try await site.tokenledger("export", "--output", "-")
      let imported = try await site.tokenledger("import", "\(folder.path)/\(TestSite.download)")
      #expect(
        imported
          == .init(
            0,
            """
            What                        Count
            Import                          1
            Rows read                      21
            Rows imported                  21
            Rows repeated                   0
            Rows taken as counted           0
            Rows left to the sync           0
            Rows rejected                   0
            Days                            5
            From                   2024-02-29
            To                     2024-12-30
            Total tokens            1,236,889
            Prompt tokens           1,002,015
            Completion tokens         234,874
            Requests                        7

            """))
      let export = try await site.tokenledger("export", "--output", "-", "--to", "2024-03-10")
      #expect(
        export.output == """
          Date,"Total Tokens","Prompt Tokens","Completion Tokens",Requests
          2024-02-29,1200,1000,200,1
          2024-03-01,0,0,0,0
          2024-03-02,0,0,0,0
          2024-03-03,0,0,0,0
          2024-03-04,1100,1000,100,2
          2024-03-05,0,0,0,0
          2024-03-06,0,0,0,0
          2024-03-07,0,0,0,0
          2024-03-08,0,0,0,0
          2024-03-09,0,0,0,0
          2024-03-10,11,10,1,1

          """)
      #expect(export.errors == "tokenledger: warning: 3 days include imported figures (import 1)\n")
      let report = try await site.json(
        "report", "--period", "monthly", "--from", "2024-12-01", "--to", "2024-12-31")
      #expect(report["warnings"].strings == ["1 day includes imported figures (import 1)"])
      // Who reads the table in a mail has no standard error.
      for format in ["table", "markdown"] {
        let december = try await site.tokenledger(
          "report", "--period", "monthly", "--from", "2024-12-01", "--to", "2024-12-31", "--format", format)
        #expect(
          december.output.hasSuffix("\nWarning: 1 day includes imported figures (import 1)\n"), "\(format)")
      }
      #expect(report["totals"].counts == [11, 5, 6, 2])
      let recent = try await site.json("report", "--period", "daily", "--last", "2")
      #expect(recent["warnings"].strings == [])

      let undone = try await site.tokenledger("import", "--undo", "1")
      #expect(
        undone
          == .init(
            0,
            """
            Taken back             Count
            Import                     1
            Rows                      21
            Days                       5
            Total tokens       1,236,889
            Prompt tokens      1,002,015
            Completion tokens    234,874
            Requests                   7

            """))
      #expect(try await site.tokenledger("export", "--output", "-") == empty)
      #expect(
        try await site.tokenledger("import", "--undo", "1")
          == .init(64, error: "there is no import 1 in the ledger", "Nothing is imported."))
    }
  }

  @Test("The JSON of an import, whole, and of taking it back")
  func json() async throws {
    try await Folder.with { folder in
      let site = try await TestSite.purged(into: folder)
      let file = try folder.write(
        "part.csv",
        RawExportTests.header + """
          1,s,7,"2023-01-02 10:00:00","Total Tokens",5
          1,s,7,"2023-01-02 10:00:00","Total Tokens",5
          2,s,7,"2023-01-02 10:00:00","Total Tokens",many
          oops

          """)
      let outcome = try await site.tokenledger("import", file, "--skip-bad", "--format", "json")
      #expect(outcome.status == 0)
      #expect(outcome.errors == "tokenledger: warning: \(file):5: 1 fields instead of 6\n")
      #expect(
        try JSONValue(outcome.outputBytes).body
          == JSONValue(
            text: """
              {
                "completion_tokens" : 0,
                "days" : [
                  {
                    "completion_tokens" : 0,
                    "day" : "2023-01-02",
                    "prompt_tokens" : 0,
                    "requests" : 1,
                    "rows" : 1,
                    "total_tokens" : 5
                  }
                ],
                "dry_run" : false,
                "files" : [
                  {
                    "lines" : 3,
                    "malformed" : [
                      {
                        "line" : 5,
                        "reason" : "1 fields instead of 6"
                      }
                    ],
                    "malformed_lines" : 1,
                    "path" : "\(file)"
                  }
                ],
                "import" : 1,
                "prompt_tokens" : 0,
                "rejected" : {
                  "not_a_number" : 1
                },
                "requests" : 1,
                "rows_imported" : 1,
                "rows_left_to_sync" : 0,
                "rows_read" : 3,
                "rows_rejected" : 1,
                "rows_repeated" : 1,
                "rows_taken_as_counted" : 0,
                "schema" : "tokenledger.import/2",
                "total_tokens" : 5
              }

              """))
      #expect(
        try await site.json("import", "--undo", "1").body
          == JSONValue(
            text: """
              {
                "completion_tokens" : 0,
                "days" : 1,
                "import" : 1,
                "prompt_tokens" : 0,
                "requests" : 1,
                "rows" : 1,
                "schema" : "tokenledger.import-undo/2",
                "total_tokens" : 5
              }

              """))
    }
  }

  @Test("A dry run shows the days and imports nothing")
  func dryRun() async throws {
    try await Folder.with { folder in
      let site = try await TestSite.purged(into: folder)
      let trial = try await site.tokenledger(
        ["import", "--dry-run", TestSite.download], workingDirectory: folder.path)
      #expect(trial.status == 0)
      #expect(
        trial.output.hasSuffix(
          """
          Date        Rows  Total Tokens  Prompt Tokens  Completion Tokens  Requests
          2024-02-29     3         1,200          1,000                200         1
          2024-03-04     6         1,100          1,000                100         2
          2024-03-10     3            11             10                  1         1
          2024-03-31     3     1,234,567      1,000,000            234,567         1
          2024-12-30     6            11              5                  6         2

          """))
      #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_usage_facts") == ["0"])
      #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_imports") == ["0"])
    }
  }

  @Test("Without a log the ledger is taken as it stands; without either there is nothing to import into")
  func logGone() async throws {
    try await Folder.with { folder in
      let site = try await TestSite.purged(into: folder)
      let file = "\(folder.path)/\(TestSite.download)"
      #expect(try await site.tokenledger("sync").status == 0)
      try site.sql("DROP TABLE \(TestSite.log)")
      let outcome = try await site.tokenledger("import", file, "--format", "json")
      #expect(outcome.status == 0)
      #expect(outcome.errors.hasSuffix("; the ledger is taken as it stands\n"))
      #expect(try JSONValue(outcome.outputBytes)["rows_imported"].integer == 21)
      try site.sql(
        try site.sql("SHOW TABLES LIKE 'wp\\_tokenledger%'").map { "DROP TABLE \($0);" }.joined())
      #expect(try await site.tokenledger("import", file).status == 66)
    }
  }

  @Test("A user with exactly the printed grants imports and takes back")
  func leastPrivilege() async throws {
    try await Folder.with { folder in
      let site = try await TestSite.purged(into: folder)
      #expect(try await site.tokenledger("migrate").status == 0)
      let user = "importer_\(site.database.name)"
      try site.sql("CREATE USER '\(user)'@'localhost'")
      let granted = try await site.shell(
        "set -o pipefail; \"$TOKENLEDGER\" grants | sed \"s/'tokenledger'@/'\(user)'@/\" | $MARIADB")
      #expect(granted == .init(0, ""))
      for arguments in [
        ["import", "--dry-run", TestSite.download], ["import", TestSite.download],
        ["import", TestSite.download], ["import", "--undo", "1"],
      ] {
        let outcome = try await site.tokenledger(
          arguments, environment: ["TOKENLEDGER_DB_USER": user], workingDirectory: folder.path)
        #expect(outcome.status == 0, "\(arguments)")
        #expect(outcome.errors == "", "\(arguments)")
      }
      try site.sql("DROP USER '\(user)'@'localhost'")
    }
  }
}

@Suite("The clock of old rows", .freshDatabase)
struct OldClockTests {
  @Test(
    "An import shifts rows from before 2.0.7 out of the named zone, and doctor reports rows that are counted as stored"
  )
  func importing() async throws {
    try await Folder.with { folder in
      let site = try await TestSite.purged(into: folder)
      let file = "\(folder.path)/\(TestSite.download)"
      let bad = try await site.tokenledger("import", file, "--time-zone", "Mars/Olympus")
      #expect(bad.status == 64 && bad.errors.contains("Mars/Olympus is not a time zone of this system"))
      #expect(try await site.tokenledger("import", "--undo", "1", "--time-zone", "UTC").status == 64)

      #expect(try await site.tokenledger("import", file).status == 0)
      var checks = try await doctor(site)
      #expect(
        checks["imported_clock"] == """
          warning: import 1 brought rows from before chatbot 2.0.7, which carry the database's time; they are counted \
          as stored
          """)
      #expect(try await site.tokenledger("import", "--undo", "1").status == 0)

      // The site is in New York. Rows of December are not shifted: the chatbot was newer by then.
      #expect(try await site.tokenledger("import", file, "--time-zone", "UTC").status == 0)
      checks = try await doctor(site)
      #expect(checks["imported_clock"] == nil)
      #expect(
        try site.sql("SELECT day, hour, total_tokens FROM wp_tokenledger_hour_totals ORDER BY day, hour") == [
          "2024-02-29\t18\t1200", "2024-03-04\t4\t770", "2024-03-04\t5\t330", "2024-03-09\t21\t11",
          "2024-03-30\t20\t1234567", "2024-12-30\t8\t11",
        ])
    }
  }

  @Test("A clock declared in tokenledger.yml applies to every command, and doctor says so")
  func declared() async throws {
    try await Folder.with { folder in
      let site = try TestSite.small()
      #expect(
        try await doctor(site)["database_clock"]?.hasPrefix("warning: the log contains rows from") == true
      )
      let path = try folder.write(
        "tokenledger.yml", "log: {database_clock: {before: 2024-08-01, zone: UTC}}\n")
      let declared = ["TOKENLEDGER_CONFIG": path]
      let report = ["report", "--period", "daily", "--all", "--format", "csv"]
      let live = try await site.tokenledger(report + ["--live"], environment: declared)
      let synced = try await site.tokenledger(report, environment: declared)
      #expect(live.status == 0 && synced.status == 0)
      #expect(synced.output.contains("\n2024-03-30") && synced.output.contains("\n2024-03-09"))
      #expect(live.output.split(separator: "\n").count == synced.output.split(separator: "\n").count)
      #expect(try await site.tokenledger(["verify"], environment: declared).status == 0)
      #expect(
        try await doctor(site, declared)["database_clock"]
          == "ok: rows of the log before 2024-08-01 are shifted from UTC to the site's time; days counted before this was "
          + "declared stay as they are until they are rebuilt")
      // Without the file the ledger no longer agrees with the log.
      #expect(try await site.tokenledger("verify").status == 65)
      let settings = try await site.tokenledger(
        ["config", "check", "--format", "csv"], environment: declared)
      #expect(settings.output.contains("log.database_clock,\"before 2024-08-01 UTC\""))
    }
  }

  private func doctor(_ site: TestSite, _ environment: [String: String] = [:]) async throws -> [String:
    String]
  {
    let outcome = try await site.tokenledger(["doctor", "--format", "json"], environment: environment)
    let checks = try JSONValue(outcome.outputBytes)["checks"].array
    return Dictionary(
      checks.map { ($0["name"].string ?? "", "\($0["level"].string ?? ""): \($0["message"].string ?? "")") },
      uniquingKeysWith: { first, _ in first })
  }
}
