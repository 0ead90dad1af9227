import TestSupport
import Testing

/// `user erase` and `user fold`.
@Suite(.freshDatabase) struct UserCommandTests {
  // MARK: erase

  @Test("Erasing says what was moved, changes no total, and holds after a rebuild, an import and a sync")
  func erase() async throws {
    let site = try await TestSite.withUsers()
    let arguments = ["report", "--no-sync", "--all", "--period", "daily", "--format", "json"]
    let report = try await site.tokenledger(arguments)
    let figures = """
      User                   3
      Days                   1
      Facts                  1
      Requests               1
      Total tokens         770
      First day     2024-03-04
      Last day      2024-03-04

      """
    let before = try site.sql(
      "SELECT * FROM wp_tokenledger_usage_facts; SELECT fence FROM wp_tokenledger_state")
    #expect(
      try await site.tokenledger("user", "erase", "3", "--dry-run")
        == .init(0, "Would erase        Count\n" + figures + "Nothing was changed.\n"))
    #expect(
      try await site.tokenledger("user", "erase", "3")
        == .init(
          64,
          error: """
            nothing was done: this would erase user 3 (770 tokens in 1 request on 1 day, 2024-03-04), which cannot \
            be undone, and there is no terminal to ask on
            """, "Confirm with --yes, or preview it with --dry-run."))
    #expect(
      try site.sql("SELECT * FROM wp_tokenledger_usage_facts; SELECT fence FROM wp_tokenledger_state")
        == before)
    #expect(
      try await site.tokenledger("user", "erase", "3", "--yes")
        == .init(
          0,
          "Erased             Count\n" + figures
            + "The figures now belong to the erased users; no total has changed.\n"))
    #expect(
      try await site.tokenledger("user", "erase", "3", "--yes", "--format", "json")
        == .init(
          0,
          """
          {
            "already_erased" : true,
            "days" : 0,
            "dry_run" : false,
            "facts" : 0,
            "first_day" : null,
            "last_day" : null,
            "requests" : 0,
            "schema" : "tokenledger.user-erase/2",
            "site" : {
              "blog_id" : 1,
              "cluster" : null,
              "database" : "\(site.database.name)",
              "prefix" : "wp_",
              "time_zone" : "America/New_York"
            },
            "total_tokens" : 0,
            "user_id" : 3
          }

          """))
    #expect(
      try await site.tokenledger("user", "erase", "3", "--yes", "--format", "csv")
        == .init(0, "Erased,Count\nUser,3\nDays,0\nFacts,0\nRequests,0\n\"Total tokens\",0\n"))
    #expect(try await site.tokenledger(arguments) == report)

    try site.add([Answer(time: "2024-12-31 08:00:00", prompt: 1, completion: 1, user: "3")])
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let rebuild = ["rebuild", "--from", "2024-01-01", "--to", "2024-12-31", "--quiet"]
    #expect(try await site.tokenledger(rebuild).status == 0)
    try await Folder.with { folder in
      let file = try folder.write(
        "raw.csv",
        """
        id,session_id,user_id,interaction_time,user_type,message_text
        900001,s,3,"2020-01-01 10:00:00","Total Tokens",44

        """)
      #expect(try await site.json("import", file)["rows_imported"].integer == 1)
    }
    #expect(
      try await site.tokenledger("user", "export", "3")
        == .init(
          0,
          """
          Date  Platform  Model  Assistant  Page  Total Tokens  Prompt Tokens  Completion Tokens  Requests
          User 3 was erased.

          """))
    #expect(try await site.json("user", "export", "3")["erased"] == .bool(true))
    #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_usage_facts WHERE user_id = 3") == ["0"])
    #expect(try await site.tokenledger("verify", "--quiet").status == 0)
  }

  @Test(
    "What is no user is refused, and nothing is made",
    arguments: [
      ["erase", "0"], ["erase", "000"], ["erase", "me"], ["erase", "3x"], ["erase", ""], ["erase", "１２"],
      ["erase", "-3"], ["erase", "1000000000000000000"], ["erase", "18446744073709551615"], ["erase"],
      ["erase", "3", "4"], ["export", "0"], ["export", "erased"], ["export"], ["fold"],
      ["fold", "--months", "0"],
      ["fold", "--months", "1201"], ["fold", "--months", "-1"], ["fold", "--months", "x"], ["remove"],
    ])
  func refused(_ arguments: [String]) async throws {
    let site = try TestSite.small()
    let outcome = try await site.tokenledger(["user"] + arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("tokenledger: error: "))
    let command = arguments[0] == "remove" ? "user" : "user \(arguments[0])"
    #expect(outcome.errors.hasSuffix("\nSee 'tokenledger \(command) --help'.\n"))
    #expect(try site.sql("SHOW TABLES LIKE '%tokenledger%'") == [])
  }

  @Test("An id and a number of months below 1 are refused as what they are")
  func negative() async throws {
    let site = try TestSite.small()
    for (arguments, message) in [
      (
        ["erase", "-3"],
        "The value '-3' is invalid for '<id>': a user's id is a whole number from 1, as WordPress has it"
      ),
      (
        ["export", "-12"],
        "The value '-12' is invalid for '<id>': a user's id is a whole number from 1, as WordPress has it"
      ),
      (["fold", "--months", "-1"], "The value '-1' is invalid for '--months <number>': it is less than 1"),
    ] {
      #expect(
        try await site.tokenledger(["user"] + arguments)
          == .init(64, error: message, "See 'tokenledger user \(arguments[0]) --help'."))
    }
  }

  @Test("Who does not exist is refused, and where there is no ledger none is made for it")
  func nobody() async throws {
    let site = try TestSite.small()
    let fold = try await site.tokenledger("user", "fold", "--months", "1", "--yes")
    #expect(fold.status == 66)
    #expect(fold.errors.hasPrefix("tokenledger: error: there is no ledger yet"))
    func refused() async throws {
      for options in [["--yes"], ["--dry-run"], []] {
        #expect(
          try await site.tokenledger(["user", "erase", "424242"] + options) == TestSite.unknownUser("424242"))
      }
    }
    try await refused()
    #expect(try await site.tokenledger("user", "erase", "3", "--dry-run").status == 0)
    #expect(try site.sql("SHOW TABLES LIKE '%tokenledger%'") == [])
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try await refused()
    #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_erased_users") == ["0"])
  }

  @Test("Usage of a user erased before the first sync belongs to the erased users from then on")
  func beforeTheFirstSync() async throws {
    let site = try TestSite.small()
    let erased = try await site.tokenledger("user", "erase", "3", "--yes")
    #expect(erased.status == 0)
    #expect(erased.errors == "")
    let report = ["report", "--all", "--period", "yearly", "--format", "csv"]
    let figures = try await site.tokenledger(report + ["--live"])
    #expect(try await site.tokenledger(report).output.withoutCost == figures.output.withoutCost)
    #expect(
      try site.sql("SELECT DISTINCT user_kind, user_id FROM wp_tokenledger_usage_facts ORDER BY 1") == [
        "0\t0", "2\t0",
      ])
    #expect(try await site.json("user", "export", "3")["erased"] == .bool(true))
  }

  @Test("On a terminal it asks, and only y or yes confirms")
  func asks() async throws {
    let site = try await TestSite.withUsers()
    func answer(_ text: String) async throws -> String {
      let script = """
        printf '\(text)\\n' | script --quiet --return --command '"$TOKENLEDGER" user erase 3' /dev/null
        """
      return try await site.shell(script, environment: ["TERM": "xterm", "SHELL": "/bin/bash"]).output
    }
    let question =
      "This will erase user 3 (770 tokens in 1 request on 1 day, 2024-03-04). It cannot be undone. Continue? [y/N] "
    for text in ["", "n", "nope"] {
      let outcome = try await answer(text)
      #expect(outcome.contains(question))
      #expect(outcome.contains("Nothing was changed."))
    }
    #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_erased_users") == ["0"])
    #expect(try await answer("y").contains("The figures now belong to the erased users"))
    #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_erased_users") == ["1"])
  }

  // MARK: fold

  @Test("Folding goes by the site's today, says what it did, and does it once")
  func fold() async throws {
    let site = try await TestSite.withUsers()
    let today = siteTime().prefix(10)
    let before = try site.sql("SELECT DATE('\(today)') - INTERVAL 3 MONTH")[0]
    let recent = try site.sql("SELECT DATE('\(today)') - INTERVAL 1 MONTH")[0]
    try site.add([Answer(time: "\(recent) 08:00:00", prompt: 1, completion: 1, user: "3")])
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let figures = """
      Days before   \(before)
      Days                   2
      Facts                  2
      Requests               2
      Total tokens         776
      First day     2024-03-04
      Last day      2024-03-05

      """
    #expect(
      try await site.tokenledger("user", "fold", "--months", "3", "--dry-run")
        == .init(0, "Would fold         Count\n" + figures + "Nothing was changed.\n"))
    let refusal = try await site.tokenledger("user", "fold", "--months", "3")
    #expect(
      refusal
        == .init(
          64,
          error: """
            nothing was done: this would fold the figures by user of all days before \(before) (776 tokens in 2 \
            requests on 2 days from 2024-03-04 to 2024-03-05), which cannot be undone, and there is no terminal to ask on
            """, "Confirm with --yes, or preview it with --dry-run."))
    #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_user_fold") == ["0"])
    #expect(
      try await site.tokenledger("user", "fold", "--months", "3", "--yes")
        == .init(0, "Folded             Count\n" + figures))
    #expect(
      try await site.tokenledger("user", "fold", "--months", "1200", "--yes", "--format", "json")
        == .init(
          0,
          """
          {
            "before" : "\(before)",
            "days" : 0,
            "dry_run" : false,
            "facts" : 0,
            "first_day" : null,
            "last_day" : null,
            "months" : 1200,
            "requests" : 0,
            "schema" : "tokenledger.user-fold/2",
            "site" : {
              "blog_id" : 1,
              "cluster" : null,
              "database" : "\(site.database.name)",
              "prefix" : "wp_",
              "time_zone" : "America/New_York"
            },
            "total_tokens" : 0
          }

          """))
    let kept = try await site.json("user", "export", "3")
    #expect(kept["days"].array.map { $0["day"].string } == [recent])
    #expect(kept["folded_before"].string == before)
    #expect(
      try await site.tokenledger("user", "export", "9")
        == .init(
          0,
          """
          Date  Platform  Model  Assistant  Page  Total Tokens  Prompt Tokens  Completion Tokens  Requests
          The ledger holds nothing of user 9.
          Days before \(before) are kept for all users together.

          """))
    let doctor = try await site.json("doctor")
    #expect(
      doctor["checks"].array.last { $0["name"].string == "users" }?["message"].string
        == "none erased, days before \(before) folded")
  }
}
