import TestSupport
import Testing

/// The commands by which an owner checks and repairs his ledger: `verify`, `rebuild`, `rejected`, `uninstall`.
@Suite(.freshDatabase) struct OwnerCommandTests {
  /// The small site, synced, with one row that does not count.
  private func syncedSite() async throws -> TestSite {
    let site = try TestSite.small()
    try site.sql(
      """
      INSERT INTO \(TestSite.log) (session_id, user_id, page_id, interaction_time, user_type, message_text)
      VALUES ('s', '0', '2', '2024-03-31 12:00:00', 'Total Tokens', '1,234')
      """)
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    return site
  }

  /// Takes the usage of a day out of the facts and hours, as no run of the program does.
  private func damage(_ site: TestSite, day: String) throws {
    try site.sql(
      """
      DELETE FROM wp_tokenledger_facts WHERE day = '\(day)'; DELETE FROM wp_tokenledger_hours WHERE day = '\(day)'
      """)
  }

  // MARK: verify

  @Test("A sound ledger is verified on a screen, in CSV, in Markdown and in JSON")
  func sound() async throws {
    let site = try await syncedSite()
    #expect(
      try await site.tokenledger("verify")
        == .init(
          0,
          """
          From        To          Days  Log Tokens  Ledger Tokens  Verdict
          2024-02-29  2024-12-30     5     1236889        1236889  equal

          ✓  Grand total    the day totals add up to it
          ✓  Sums of facts  they are the day totals of all days
          ✓  Sums of hours  they are the day totals of all days
          ✓  Users          none that was erased or folded has figures
          4 ok, 0 warning, 0 failure

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
    #expect(json["schema"].string == "tokenledger.verify/1")
    #expect(json["site"]["prefix"].string == "wp_")
    #expect((json["from"], json["to"].string) == (.null, "2024-03-04"))
    #expect(json["last_id"].integer == 36)
    #expect(json["last_sync"].string?.count == 19)
    #expect(json["days"].array.map { $0["day"].string } == ["2024-02-29", "2024-03-04"])
    #expect(json["days"].array.map { $0["verdict"].string } == ["equal", "equal"])
    #expect(json["days"].array[1]["log"].counts == [1100, 1000, 100, 2])
    #expect(json["days"].array[1]["ledger"].counts == [1100, 1000, 100, 2])
    #expect(
      json["summary"]
        == .object([
          "days": .integer(2), "equal": .integer(2), "ledger_has_more": .integer(0),
          "taken_as_counted": .integer(0), "ledger_has_less": .integer(0),
        ]))
    #expect(
      json["checks"].array.map { $0["name"].string } == [
        "days_match_state", "facts_match_days", "hours_match_days", "users_stay_erased",
      ])
    #expect(json["checks"].array.allSatisfy { $0["level"].string == "ok" && $0["advice"] == .null })
    #expect(json["warnings"].array == [])
  }

  @Test("A ledger with less than the log ends with 65, and says which days and what to do")
  func less() async throws {
    let site = try await syncedSite()
    try damage(site, day: "2024-03-04")
    try site.sql("DELETE FROM \(TestSite.log) WHERE interaction_time < '2024-03-01'")
    let outcome = try await site.tokenledger("verify")
    #expect(
      outcome
        == .init(
          status: 65,
          output: """
            From        To          Days  Log Tokens  Ledger Tokens  Verdict
            2024-02-29  2024-02-29     1           0           1200  more in the ledger
            2024-03-04  2024-03-04     1        1100              0  LESS in the ledger
            2024-03-10  2024-12-30     3     1234589        1234589  equal

            Missing in the ledger
            Date        Total Tokens  Prompt Tokens  Completion Tokens  Requests
            2024-03-04          1100           1000                100         2

            ✓  Grand total    the day totals add up to it
            ✗  Sums of facts  they are not the day totals on 2024-03-04
                              → 'tokenledger rebuild --from 2024-03-04 --to 2024-03-04' counts these days again.
            ✗  Sums of hours  they are not the day totals on 2024-03-04
                              → 'tokenledger rebuild --from 2024-03-04 --to 2024-03-04' counts these days again.
            ✓  Users          none that was erased or folded has figures
            2 ok, 0 warning, 2 failure

            """,
          errors: """
            tokenledger: error: the ledger has less than the log on 2024-03-04
            'tokenledger rebuild --from 2024-03-04 --to 2024-03-04 --dry-run' shows what counting anew does.

            """))
    // Of days that were not asked for nothing is said.
    #expect(try await site.tokenledger("verify", "--from", "2024-03-10").status == 0)
    let json = try await site.tokenledger("verify", "--format", "json", "--quiet")
    #expect(json.status == 65)
    #expect(json.errors == outcome.errors)
    #expect(try JSONValue(json.outputBytes)["summary"]["ledger_has_less"].integer == 1)

    #expect(try await site.tokenledger("rebuild", "--from", "2024-03-04", "--to", "2024-03-04").status == 0)
    #expect(try await site.tokenledger("verify", "--quiet").status == 0)
  }

  @Test("A ledger whose sums contradict each other ends with 65, though it has what the log has")
  func contradiction() async throws {
    let site = try await syncedSite()
    try site.sql("UPDATE wp_tokenledger_days SET requests = requests + 1 WHERE day = '2024-12-30'")
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

  @Test("Rows that came after they had been given up are named, and no fault")
  func late() async throws {
    let site = try await syncedSite()
    try site.sql("INSERT INTO wp_tokenledger_gaps VALUES (1, 7, 7, '2026-01-01', '2026-01-02')")
    let outcome = try await site.tokenledger(
      "verify", "--format", "csv", "--from", "2024-03-04", "--to", "2024-03-04")
    #expect(outcome.output.hasSuffix("\n2024-03-04,ledger_has_more,1100,300,100,2,1100,1000,100,2\n"))
    #expect(
      outcome.errors == """
        tokenledger: warning: rows on 2024-03-04 came after they had been given up: 'tokenledger rebuild' counts them

        """)
    #expect(outcome.status == 0)
  }

  // MARK: rebuild

  @Test("Counting anew shows what changes, writes nothing in a dry run, and repairs")
  func rebuild() async throws {
    let site = try await syncedSite()
    let tables = ["facts", "hours", "days", "state", "rejected", "gaps", "epochs"]
    func dump() throws -> [String] {
      try site.sql(tables.map { "SELECT * FROM wp_tokenledger_\($0) ORDER BY 1, 2, 3, 4;" }.joined())
    }
    let sound = try site.sql("SELECT * FROM wp_tokenledger_facts; SELECT * FROM wp_tokenledger_hours")
    try damage(site, day: "2024-03-04")
    let damaged = try dump()
    func screen(_ note: String) -> String {
      """
      Date        Tokens  Anew  Lost  Requests  Anew  Lost  Effect
      2024-02-29    1200  1200     0         1     1     0  unchanged
      2024-03-04       0  1100     0         0     2     0  changed
      2024-03-10      11    11     0         1     1     0  unchanged
      ----------  ------  ----  ----  --------  ----  ----
      Total         1211  2311     0         2     4     0
      \(note)

      """
    }
    let days = ["rebuild", "--from", "2024-02-01", "--to", "2024-03-10"]
    let dry = try await site.tokenledger(days + ["--dry-run"])
    #expect(dry.status == 0 && dry.errors == "")
    #expect(dry.output == screen("Nothing was written."))
    #expect(try dump() == damaged)
    let dryJSON = try JSONValue(
      try await site.tokenledger(days + ["--dry-run", "--format", "json"]).outputBytes)
    #expect((dryJSON["dry_run"].bool, dryJSON["written"].bool) == (true, false))

    let wet = try await site.tokenledger(days)
    #expect(wet.status == 0 && wet.errors == "")
    #expect(wet.output == screen("The ledger holds the new figures."))
    #expect(try site.sql("SELECT * FROM wp_tokenledger_facts; SELECT * FROM wp_tokenledger_hours") == sound)

    let json = try await site.json("rebuild", "--from", "2024-03-04", "--to", "2024-03-04")
    #expect(json["schema"].string == "tokenledger.rebuild/1")
    #expect((json["from"].string, json["to"].string) == ("2024-03-04", "2024-03-04"))
    #expect((json["dry_run"].bool, json["written"].bool) == (false, true))
    #expect(json["days"].array.count == 1)
    #expect(json["days"].array[0]["effect"].string == "unchanged")
    #expect(json["days"].array[0]["before"].counts == [1100, 1000, 100, 2])
    #expect(json["days"].array[0]["after"].counts == [1100, 1000, 100, 2])
    #expect(json["days"].array[0]["lost"].counts == [0, 0, 0, 0])
    #expect(json["warnings"].array == [])
  }

  @Test("A loss is shown and refused with 65, unless it is accepted")
  func loss() async throws {
    let site = try await syncedSite()
    try site.sql("DELETE FROM \(TestSite.log) WHERE interaction_time = '2024-03-04 09:00:00'")
    let days = ["rebuild", "--from", "2024-03-01", "--to", "2024-03-10", "--format", "csv"]
    let csv = """
      Date,Effect,"Total Tokens Before","Prompt Tokens Before","Completion Tokens Before","Requests Before",\
      "Total Tokens After","Prompt Tokens After","Completion Tokens After","Requests After",\
      "Total Tokens Lost","Prompt Tokens Lost","Completion Tokens Lost","Requests Lost"
      2024-03-04,loses_usage,1100,1000,100,2,330,300,30,1,770,700,70,1
      2024-03-10,unchanged,11,10,1,1,11,10,1,1,0,0,0,0

      """
    #expect(
      try await site.tokenledger(days)
        == .init(
          status: 65, output: csv,
          errors: """
            tokenledger: error: rows on 2024-03-04 have been purged or erased since they were counted
            Nothing was written. Leave these days out, or lose their usage with --accept-loss.

            """))
    #expect(try site.sql("SELECT total_tokens FROM wp_tokenledger_days WHERE day = '2024-03-04'") == ["1100"])
    #expect(try await site.tokenledger(days + ["--dry-run"]) == .init(0, csv))
    #expect(try await site.tokenledger(days + ["--accept-loss"]) == .init(0, csv))
    #expect(try site.sql("SELECT total_tokens FROM wp_tokenledger_days WHERE day = '2024-03-04'") == ["330"])
    #expect(try await site.json("verify")["summary"]["equal"].integer == 5)
  }

  // MARK: rejected

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
    #expect(json["schema"].string == "tokenledger.rejected/1")
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

  // MARK: uninstall

  @Test("Our tables and our view are dropped when that is said, and nothing else")
  func uninstall() async throws {
    let site = try await syncedSite()
    #expect(try await site.tokenledger("migrate").status == 0)
    // What only looks like ours.
    try site.sql(
      """
      CREATE TABLE wp_tokenledger_other (x INT); CREATE TABLE wp_2_tokenledger_days (x INT);
      CREATE TABLE tokenledger_days (x INT)
      """)
    let ours = try site.sql(
      """
      SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
        AND table_name LIKE 'wp\\_tokenledger\\_%' AND table_name <> 'wp_tokenledger_other'
      """
    ).sorted()
    #expect(ours.contains("wp_tokenledger_options") && ours.contains("wp_tokenledger_state"))
    let list = ours.joined(separator: "\n")
    let all = try site.sql("SHOW TABLES")
    #expect(
      try await site.tokenledger("uninstall")
        == .init(0, "Would drop\n\(list)\nNothing was dropped. To drop them for good, add --yes.\n"))
    #expect(try site.sql("SHOW TABLES") == all)
    let preview = try await site.json("uninstall")
    #expect(preview["schema"].string == "tokenledger.uninstall/1")
    #expect(preview["dropped"].bool == false)
    #expect(preview["tables"].strings == ours)

    #expect(
      try await site.tokenledger("uninstall", "--yes") == .init(0, "Dropped\n\(list)\nThe ledger is gone.\n"))
    #expect(try site.sql("SHOW TABLES") == all.filter { !ours.contains($0) })
    #expect(
      try await site.tokenledger("uninstall", "--yes")
        == .init(0, "There is no ledger in \(site.database.name) with the prefix wp_.\n"))
    // What is left can begin anew.
    #expect(try await site.json("sync")["rows_counted"].integer == 21)
  }

  @Test("A ledger that a newer TokenLedger wrote is left alone")
  func newer() async throws {
    let site = try await syncedSite()
    try site.sql("INSERT INTO wp_tokenledger_migrations VALUES (999, NOW())")
    for command in [
      ["verify"], ["rejected"], ["uninstall", "--yes"],
      ["rebuild", "--from", "2024-01-01", "--to", "2024-12-31"],
    ] {
      let outcome = try await site.tokenledger(command)
      #expect(outcome.status == 78, "\(command)")
      #expect(outcome.output == "", "\(command)")
    }
    #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_days") == ["5"])
  }

  // MARK: Odd requests

  @Test("Without a ledger there is nothing to verify, to count anew or to list")
  func noLedger() async throws {
    let site = try TestSite.small()
    for command in [["verify"], ["rejected"], ["rebuild", "--from", "2024-01-01", "--to", "2024-12-31"]] {
      #expect(
        try await site.tokenledger(command)
          == .init(
            66, error: "there is no ledger yet: no table wp_tokenledger_migrations",
            "Run `tokenledger sync` first, and check the table prefix."), "\(command)")
    }
    #expect(try site.sql("SHOW TABLES LIKE '%tokenledger%'") == [])
  }

  @Test(
    "Requests that make no sense end with 64",
    arguments: [
      ["verify", "--from", "2024-03-02", "--to", "2024-03-01"], ["verify", "--from", "2026-02-30"],
      ["rebuild"],
      ["rebuild", "--from", "2024-03-01"], ["rebuild", "--from", "2024-03-02", "--to", "2024-03-01"],
      ["rejected", "--limit", "0"], ["rejected", "--limit", "many"], ["uninstall", "now"],
    ])
  func usage(arguments: [String]) async throws {
    let outcome = try await TestSite.empty().tokenledger(arguments)
    #expect(outcome.status == 64)
    #expect(outcome.output == "")
    #expect(outcome.errors.hasPrefix("tokenledger: error: "))
    #expect(outcome.errors.hasSuffix("See 'tokenledger \(arguments[0]) --help'.\n"))
  }

  @Test("A user with the printed grants verifies and counts anew, and may not uninstall")
  func leastPrivilege() async throws {
    let site = try await syncedSite()
    #expect(try await site.tokenledger("migrate").status == 0)
    let name = "owner_\(site.database.name)"
    try site.sql("CREATE USER '\(name)'@'localhost' IDENTIFIED BY 'canary-7Hx2'")
    let granted = try await site.shell(
      "set -o pipefail; \"$TOKENLEDGER\" grants | sed \"s/'tokenledger'@/'\(name)'@/\" | $MARIADB")
    #expect(granted == .init(0, ""))
    let access = ["TOKENLEDGER_DB_USER": name, "TOKENLEDGER_DB_PASSWORD": "canary-7Hx2"]
    try damage(site, day: "2024-03-04")
    func run(_ command: String) async throws -> TokenLedgerCommand.Outcome {
      try await site.tokenledger(command.split(separator: " ").map(String.init), environment: access)
    }
    #expect(try await run("verify --quiet").status == 65)
    #expect(try await run("rebuild --from 2024-03-01 --to 2024-03-31").errors == "")
    #expect(try await run("verify").errors == "")
    #expect(try await run("rejected").output.contains("2024-03-31 12:00:00"))
    #expect(try await run("uninstall").output.contains("wp_tokenledger_state"))
    let refusal = try await run("uninstall --yes")
    #expect(refusal.status == 77)
    #expect(
      refusal.errors.hasPrefix("tokenledger: error: the database user \(name) may not drop the ledger: "))
    #expect(!refusal.errors.contains("canary"))
    #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_days") == ["5"])
    try site.sql("DROP USER '\(name)'@'localhost'")
  }
}
