import TestSupport
import Testing

@Suite("Uninstalling", .freshDatabase)
struct UninstallCommandTests {
  @Test("Our tables and our views are dropped when that is said, and nothing else")
  func uninstall() async throws {
    let site = try await TestSite.synced()
    #expect(try await site.tokenledger("migrate").status == 0)
    // What only looks like ours.
    try site.sql(
      """
      CREATE TABLE wp_tokenledger_other (x INT); CREATE TABLE wp_2_tokenledger_day_totals (x INT);
      CREATE TABLE tokenledger_day_totals (x INT)
      """)
    let ours = try site.sql(
      """
      SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
        AND table_name LIKE 'wp\\_tokenledger\\_%' AND table_name <> 'wp_tokenledger_other'
      """
    ).sorted()
    for one in ["options", "context_sizes", "assistant_sizes", "state", "instruction_lengths"] {
      #expect(ours.contains("wp_tokenledger_\(one)"))
    }
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
    // What is left can begin again.
    #expect(try await site.json("sync")["rows_counted"].integer == 21)
  }
}
