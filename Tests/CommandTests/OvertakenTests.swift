import TestSupport
import Testing

@Suite("A run that another one overtakes", .freshDatabase)
struct OvertakenTests {
  private static let message = "another run changed the ledger while this one was at work"

  /// Runs a command that finds the ledger's state row held by another run, which then goes on and changes it.
  private func overtake(_ site: TestSite, _ command: String) async throws -> TokenLedgerCommand.Outcome {
    try await site.shell(
      """
      coproc RIVAL { exec $MARIADB --unbuffered; }
      echo "START TRANSACTION; UPDATE wp_tokenledger_state SET fence = fence + 1; SELECT 'held';" >&"${RIVAL[1]}"
      read -r <&"${RIVAL[0]}"
      "$TOKENLEDGER" \(command) &
      waiting="SELECT COUNT(*) FROM information_schema.processlist
        WHERE db = DATABASE() AND INSTR(info, 'UPDATE \\`wp_tokenledger_state\\`') = 1"
      until [[ $($MARIADB -e "$waiting") == 1 ]]; do
        kill -0 $! || exit 99
      done
      echo "COMMIT;" >&"${RIVAL[1]}"
      wait $!
      """)
  }

  @Test(
    "What changes the ledger ends with 75, changes nothing, and succeeds when it is run again",
    arguments: ["rebuild --from 2024-01-01 --to 2024-12-31", "import --undo 1"])
  func tryAgain(command: String) async throws {
    let site = try TestSite.small()
    try await Folder.with { folder in
      let file = try folder.write(
        "a.csv", RawExportTests.header + "1,s,0,\"2023-01-02 10:00:00\",\"Total Tokens\",5\n")
      #expect(try await site.json("import", file)["rows_imported"].integer == 1)
    }
    let usage = ["day_totals", "hour_totals", "usage_facts"].map {
      "SELECT * FROM wp_tokenledger_\($0) ORDER BY 1, 2, 3;"
    }
    let before = try site.sql(usage.joined())
    let outcome = try await overtake(site, command)
    #expect(
      outcome == .init(75, error: Self.message, "Nothing was lost or counted twice; run it again."))
    #expect(try site.sql(usage.joined()) == before)
    #expect(try await site.tokenledger(command.split(separator: " ").map(String.init)).status == 0)
  }

  @Test(
    "A sync begins again, and ends well when the ledger is current; with 75 when it is overtaken again and again"
  )
  func sync() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try site.add([Answer(time: "2024-04-01 10:00:00", prompt: 30, completion: 12)])
    let outcome = try await overtake(site, "sync --format json")
    #expect((outcome.status, outcome.errors) == (0, ""))
    let document = try JSONValue(outcome.outputBytes)
    #expect(document["rows_counted"] == .integer(3))
    #expect(document["complete"] == .bool(true))
    #expect(try await site.tokenledger("verify", "--quiet").status == 0)

    // Another run that is always ahead.
    try site.add([Answer(time: "2024-04-02 10:00:00", prompt: 1, completion: 1)])
    let figures = "SELECT * FROM wp_tokenledger_day_totals ORDER BY 1, 2, 3"
    let before = try site.sql(figures)
    try site.sql(
      "CREATE TRIGGER ahead BEFORE UPDATE ON wp_tokenledger_state FOR EACH ROW SET NEW.fence = NEW.fence + 1")
    #expect(
      try await site.tokenledger("sync")
        == .init(75, error: Self.message, "Nothing was lost or counted twice; run it again."))
    #expect(try site.sql(figures) == before)
    try site.sql("DROP TRIGGER ahead")
    #expect(try await site.json("sync")["rows_counted"] == .integer(3))
  }

  @Test("A report answers all the same, from the ledger as it stands")
  func report() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let command = "report --as-of 2024-03-31 --last 1 --format csv"
    let outcome = try await overtake(site, command)
    let alone = try await site.tokenledger(command.split(separator: " ").map(String.init))
    #expect(outcome.status == 0)
    #expect(outcome.output == alone.output)
    #expect(
      outcome.errors
        == "tokenledger: warning: \(Self.message); these are the ledger's figures as they stand\n")
  }
}
