import TestSupport
import Testing

/// What `verify`, `rebuild`, `rejected` and `uninstall` refuse.
@Suite("Requests that check and repair", .freshDatabase)
struct OwnerRequestTests {
  @Test("A ledger that a newer TokenLedger wrote is left alone")
  func newer() async throws {
    let site = try await TestSite.synced()
    try site.sql("INSERT INTO wp_tokenledger_migrations VALUES (999, NOW())")
    for command in [
      ["verify"], ["rejected"], ["uninstall", "--yes"],
      ["rebuild", "--from", "2024-01-01", "--to", "2024-12-31"],
    ] {
      let outcome = try await site.tokenledger(command)
      #expect(outcome.status == 78, "\(command)")
      #expect(outcome.output == "", "\(command)")
    }
    #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_day_totals") == ["5"])
  }

  @Test("Without a ledger there is nothing to verify, to count again or to list")
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

  @Test("A user with the printed grants verifies and counts again, and may not uninstall")
  func leastPrivilege() async throws {
    let site = try await TestSite.synced()
    #expect(try await site.tokenledger("migrate").status == 0)
    let name = "owner_\(site.database.name)"
    try site.sql("CREATE USER '\(name)'@'localhost' IDENTIFIED BY 'canary-7Hx2'")
    let granted = try await site.shell(
      "set -o pipefail; \"$TOKENLEDGER\" grants | sed \"s/'tokenledger'@/'\(name)'@/\" | $MARIADB")
    #expect(granted == .init(0, ""))
    let access = ["TOKENLEDGER_DB_USER": name, "TOKENLEDGER_DB_PASSWORD": "canary-7Hx2"]
    try site.damage(day: "2024-03-04")
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
    #expect(try site.sql("SELECT COUNT(*) FROM wp_tokenledger_day_totals") == ["5"])
    try site.sql("DROP USER '\(name)'@'localhost'")
  }
}
