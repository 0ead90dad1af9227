import TestSupport
import Testing

@Suite("Verifying", .freshDatabase)
struct VerifyCommandTests {
  @Test("A sound ledger is verified on a screen, in CSV, in Markdown and in JSON")
  func sound() async throws {
    let site = try await TestSite.synced()
    #expect(
      try await site.tokenledger("verify")
        == .init(
          0,
          """
          From        To          Days  Log Tokens  Ledger Tokens  Verdict
          2024-02-29  2024-12-30     5   1,236,889      1,236,889  equal
          Not compared: 1 row whose number or date does not count.

          ✓  Grand total     the day totals add up to it
          ✓  Sums of facts   they are the day totals of all days
          ✓  Sums of hours   they are the day totals of all days
          ✓  Users           none that was erased has figures or a name, no folded day has figures by user
          ✓  Days by model   they are the sums of the facts
          ✓  Hours by model  they are the day totals by model
          ✓  Users' months   they are the sums of the facts
          ✓  Facts           each says where it comes from, and how its model is known
          ✓  Sentiment       each count says of whose messages it is, where they were written, and their score
          ✓  Instructions    each length has its time, one after another
          10 ok, 0 warning, 0 failure

          """))
    #expect(
      try await site.tokenledger("verify", "--format", "csv", "--from", "2024-03-01", "--to", "2024-03-10")
        == .init(
          0,
          """
          Date,Verdict,"Log Total Tokens","Log Prompt Tokens","Log Completion Tokens","Log Requests",\
          "Ledger Total Tokens","Ledger Prompt Tokens","Ledger Completion Tokens","Ledger Requests"
          2024-03-04,equal,1100,1000,100,2,1100,1000,100,2
          2024-03-10,equal,11,10,1,1,11,10,1,1

          """))
    let markdown = try await site.tokenledger("verify", "--format", "markdown")
    #expect(markdown.output.hasPrefix("| From | To | Days | Log Tokens | Ledger Tokens | Verdict |\n"))
    let json = try await site.json("verify", "--to", "2024-03-04")
    #expect(json["schema"].string == "tokenledger.verify/3")
    #expect(json["site"]["prefix"].string == "wp_")
    #expect((json["from"], json["to"].string) == (.null, "2024-03-04"))
    #expect(json["last_id"].integer == 36)
    #expect(json["last_sync"].string?.count == 20 && json["last_sync_local"].string?.count == 19)
    #expect(json["ledger_complete_until"] == json["last_sync"])
    #expect(json["days"].array.map { $0["day"].string } == ["2024-02-29", "2024-03-04"])
    #expect(json["days"].array.map { $0["verdict"].string } == ["equal", "equal"])
    #expect(json["days"].array[1]["log"].counts == [1100, 1000, 100, 2])
    #expect(json["days"].array[1]["ledger"].counts == [1100, 1000, 100, 2])
    #expect(
      json["summary"]
        == .object([
          "days": .integer(2), "equal": .integer(2), "ledger_has_more": .integer(0),
          "taken_as_counted": .integer(0), "counted_as_stored": .integer(0), "ledger_has_less": .integer(0),
        ]))
    #expect(json["imported"].counts == [0, 0, 0, 0])
    #expect(
      json["checks"].array.map { $0["name"].string } == [
        "days_match_state", "facts_match_days", "hours_match_days", "users_stay_erased",
        "models_match_facts", "hours_match_models", "months_match_facts", "facts_are_sound",
        "sentiment_is_sound", "instructions_are_sound",
      ])
    #expect(json["checks"].array.allSatisfy { $0["level"].string == "ok" && $0["advice"] == .null })
    #expect(json["warnings"].array == [])
  }

  @Test("A ledger with less than the log ends with 65, and says which days and what to do")
  func less() async throws {
    let site = try await TestSite.synced()
    try site.damage(day: "2024-03-04")
    try site.sql("DELETE FROM \(TestSite.log) WHERE interaction_time < '2024-03-01'")
    let outcome = try await site.tokenledger("verify")
    #expect(
      outcome
        == .init(
          status: 65,
          output: """
            From        To          Days  Log Tokens  Ledger Tokens  Verdict
            2024-02-29  2024-02-29     1           0          1,200  more in the ledger
            2024-03-04  2024-03-04     1       1,100              0  LESS in the ledger
            2024-03-10  2024-12-30     3   1,234,589      1,234,589  equal
            Not compared: 1 row whose number or date does not count.

            Missing in the ledger
            Date        Total Tokens  Prompt Tokens  Completion Tokens  Requests
            2024-03-04         1,100          1,000                100         2

            ✓  Grand total     the day totals add up to it
            ✗  Sums of facts   they are not the day totals on 2024-03-04
                               → 'tokenledger rebuild --from 2024-03-04 --to 2024-03-04' counts these days again.
            ✗  Sums of hours   they are not the day totals on 2024-03-04
                               → 'tokenledger rebuild --from 2024-03-04 --to 2024-03-04' counts these days again.
            ✓  Users           none that was erased has figures or a name, no folded day has figures by user
            ✗  Days by model   they are not the sums of the facts on 2024-03-04
                               → 'tokenledger rebuild' counts these days again; what is purged, only a backup has.
            ✗  Hours by model  they are not the day totals by model on 2024-03-04
                               → 'tokenledger rebuild' counts these days again; what is purged, only a backup has.
            ✗  Users' months   they are not the sums of the facts in the months that begin on 2024-03-01
                               → 'tokenledger rebuild' counts these days again; what is purged, only a backup has.
            ✓  Facts           each says where it comes from, and how its model is known
            ✓  Sentiment       each count says of whose messages it is, where they were written, and their score
            ✓  Instructions    each length has its time, one after another
            5 ok, 0 warning, 5 failure

            """,
          errors: """
            tokenledger: error: the ledger has less than the log on 2024-03-04
            'tokenledger rebuild --from 2024-03-04 --to 2024-03-04 --dry-run' shows what a rebuild would change.

            """))
    // Of days that were not asked for nothing is said.
    #expect(try await site.tokenledger("verify", "--from", "2024-03-10").status == 0)
    let json = try await site.tokenledger("verify", "--format", "json", "--quiet")
    #expect(json.status == 65)
    #expect(json.withoutErrorDocument.errors == outcome.errors)
    #expect(try JSONValue(json.outputBytes)["summary"]["ledger_has_less"].integer == 1)

    #expect(try await site.tokenledger("rebuild", "--from", "2024-03-04", "--to", "2024-03-04").status == 0)
    #expect(try await site.tokenledger("verify", "--quiet").status == 0)
  }

  @Test("A ledger whose sums contradict each other ends with 65, though it has what the log has")
  func contradiction() async throws {
    let site = try await TestSite.synced()
    try site.sql("UPDATE wp_tokenledger_day_totals SET requests = requests + 1 WHERE day = '2024-12-30'")
    let outcome = try await site.tokenledger(
      "verify", "--from", "2024-01-01", "--to", "2024-03-01", "--quiet")
    #expect(outcome.status == 65)
    #expect(
      outcome.errors == """
        tokenledger: error: the ledger contradicts itself: grand total: the day totals add up to 8 requests, \
        the grand total is 7
        Some tables were restored without the others: restore all of them from one backup.

        """)
  }

  @Test("Lengths of instructions that cannot be end with 65, and say that no count depends on them")
  func instructions() async throws {
    let site = try await TestSite.synced()
    try site.sql(
      """
      UPDATE wp_tokenledger_instruction_lengths SET last_seen = first_seen - INTERVAL 1 DAY
      WHERE subject = 'chatbot_azure_conversation_context'
      """)
    let outcome = try await site.tokenledger("verify", "--quiet")
    #expect(outcome.status == 65)
    #expect(
      outcome.errors == """
        tokenledger: error: the ledger contradicts itself: instructions: 1 overlap an earlier one, end before they \
        begin, or name what does not exist
        No count depends on them: restore the table tokenledger_instruction_lengths from a backup.

        """)
  }

  @Test(
    "Days that were counted before the clock was declared are called so, and the rebuild that is named works")
  func countedAsStored() async throws {
    try await Folder.with { folder in
      let site = try await TestSite.synced()
      let path = try folder.write(
        "tokenledger.yml", "log: {database_clock: {before: 2024-08-01, zone: UTC}}\n")
      func run(_ arguments: String...) async throws -> TokenLedgerCommand.Outcome {
        try await site.tokenledger(arguments, environment: ["TOKENLEDGER_CONFIG": path])
      }
      // The site is in New York: two days' rows move to the days before, the others' to other hours.
      func errors(_ days: String) -> String {
        """
        tokenledger: error: rows \(days) were counted as they are stored, before log.database_clock was declared
        'tokenledger rebuild --from 2024-02-29 --to 2024-03-31' counts all days together that were counted before it \
        was declared.

        """
      }
      let whole = try await run("verify")
      #expect(whole.status == 65 && whole.errors == errors("on 6 days from 2024-02-29 to 2024-03-31"))
      #expect(
        whole.output.hasPrefix(
          """
          From        To          Days  Log Tokens  Ledger Tokens  Verdict
          2024-02-29  2024-03-31     6   1,236,878      1,236,878  counted as stored
          2024-12-30  2024-12-30     1          11             11  equal

          """))
      #expect(!whole.output.contains("Missing in the ledger"))
      for day in ["2024-03-04", "2024-03-09", "2024-03-10"] {
        let part = try await run("verify", "--from", day, "--to", day, "--format", "json")
        #expect(part.status == 65 && part.withoutErrorDocument.errors == errors("on \(day)"))
        let days = try JSONValue(part.outputBytes)["days"].array
        #expect(days.map { $0["verdict"].string } == ["counted_as_stored"])
      }
      #expect(try await run("verify", "--from", "2024-04-01").status == 0)

      // A day that lacks rows besides is named, and is recounted with the others.
      try site.damage(day: "2024-03-04")
      let damaged = try await run("verify")
      #expect(damaged.errors.contains("the ledger has less than the log on 2024-03-04; rows on 5 days from "))
      #expect(damaged.errors.contains("'tokenledger rebuild --from 2024-02-29 --to 2024-03-31'"))
      #expect(
        try await run("rebuild", "--from", "2024-03-04", "--to", "2024-03-09").errors == """
          tokenledger: error: the declared log.database_clock moves rows between 2024-03-10 and the days to rebuild
          Nothing was written. Rebuild all such days together: 'tokenledger verify' says which they are.

          """)
      #expect(try await run("rebuild", "--from", "2024-02-29", "--to", "2024-03-31").status == 0)
      let after = try await run("verify")
      #expect(after.status == 0 && after.errors == "")

      // What is lost now is lost, though no row is stored on that day.
      try site.damage(day: "2024-03-09")
      let lost = try await run("verify")
      #expect(lost.status == 65)
      let line = "2024-03-09  2024-03-09     1          11              0  LESS in the ledger"
      #expect(lost.output.contains("\n\(line)\n"))
    }
  }

  @Test("Imported usage is said to be outside of the comparison and of a rebuild, when these days have some")
  func imported() async throws {
    try await Folder.with { folder in
      let site = try await TestSite.purged(into: folder)
      #expect(try await site.tokenledger("import", "\(folder.path)/\(TestSite.download)").status == 0)
      let whole = try await site.tokenledger("verify")
      #expect(
        whole.output.hasPrefix(
          """
          From  To  Days  Log Tokens  Ledger Tokens  Verdict
          There is nothing to compare.
          Not compared: imported usage, 1,236,889 tokens on 5 days from 2024-02-29 to 2024-12-30.

          """))
      let march = ["--from", "2024-03-01", "--to", "2024-03-09"]
      #expect(
        try await site.tokenledger(["verify"] + march).output.contains(
          "\nNot compared: imported usage, 1,100 tokens on 2024-03-04.\n"))
      #expect(try await site.json(["verify"] + march)["imported"].counts == [1100, 1000, 100, 2])
      #expect(
        try await site.tokenledger(["rebuild"] + march).output.hasSuffix(
          """
          The ledger holds the new figures.
          Not recounted: imported usage, 1,100 tokens on 2024-03-04.

          """))
      let dry = try await site.json(["rebuild", "--dry-run"] + march)
      #expect(dry["imported"].counts == [1100, 1000, 100, 2])
      let april = ["--from", "2024-04-01", "--to", "2024-04-02"]
      #expect(try await !site.tokenledger(["verify"] + april).output.contains("imported"))
      #expect(try await site.json(["verify"] + april)["imported"].counts == [0, 0, 0, 0])
    }
  }

  @Test("Rows that came after they had been given up are named, and no fault")
  func late() async throws {
    let site = try await TestSite.synced()
    try site.sql("INSERT INTO wp_tokenledger_given_up_ids VALUES (1, 1, 0, 1, x'80')")
    let outcome = try await site.tokenledger(
      "verify", "--format", "csv", "--from", "2024-03-04", "--to", "2024-03-04")
    #expect(outcome.output.hasSuffix("\n2024-03-04,ledger_has_more,1100,300,100,2,1100,1000,100,2\n"))
    #expect(
      outcome.errors == """
        tokenledger: warning: rows on 2024-03-04 came after they had been given up: 'tokenledger rebuild' counts them

        """)
    #expect(outcome.status == 0)
  }
}
