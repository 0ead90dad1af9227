import TestSupport
import Testing

@Suite("Counting again", .freshDatabase)
struct RebuildCommandTests {
  @Test("Counting again shows what changes, writes nothing in a dry run, and repairs")
  func rebuild() async throws {
    let site = try await TestSite.synced()
    let tables = [
      "usage_facts", "hour_totals", "day_totals", "user_months", "state", "cursors", "rejected", "gaps",
      "missing_ids", "given_up_ids", "epochs",
    ]
    func dump() throws -> [String] {
      try site.sql(tables.map { "SELECT * FROM wp_tokenledger_\($0) ORDER BY 1, 2, 3, 4;" }.joined())
    }
    let sound = try site.sql(
      "SELECT * FROM wp_tokenledger_usage_facts; SELECT * FROM wp_tokenledger_hour_totals")
    try site.damage(day: "2024-03-04")
    let damaged = try dump()
    func screen(_ note: String) -> String {
      """
      Date        Tokens  Recounted  Lost  Requests  Recounted  Lost  Effect
      2024-02-29   1,200      1,200     0         1          1     0  unchanged
      2024-03-04       0      1,100     0         0          2     0  changed
      2024-03-10      11         11     0         1          1     0  unchanged
      ----------  ------  ---------  ----  --------  ---------  ----
      Total        1,211      2,311     0         2          4     0
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
    #expect(
      try site.sql("SELECT * FROM wp_tokenledger_usage_facts; SELECT * FROM wp_tokenledger_hour_totals")
        == sound)

    let json = try await site.json("rebuild", "--from", "2024-03-04", "--to", "2024-03-04")
    #expect(json["schema"].string == "tokenledger.rebuild/3")
    #expect((json["from"].string, json["to"].string) == ("2024-03-04", "2024-03-04"))
    #expect((json["dry_run"].bool, json["written"].bool) == (false, true))
    #expect(json["days"].array.count == 1)
    #expect(json["days"].array[0]["effect"].string == "unchanged")
    #expect(json["days"].array[0]["before"].counts == [1100, 1000, 100, 2])
    #expect(json["days"].array[0]["after"].counts == [1100, 1000, 100, 2])
    #expect(json["days"].array[0]["lost"].counts == [0, 0, 0, 0])
    #expect(json["imported"].counts == [0, 0, 0, 0])
    #expect(json["warnings"].array == [])
  }

  @Test("A loss is shown and refused with 65, unless it is accepted")
  func loss() async throws {
    let site = try await TestSite.synced()
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
    #expect(
      try site.sql("SELECT total_tokens FROM wp_tokenledger_day_totals WHERE day = '2024-03-04'") == ["1100"])
    #expect(try await site.tokenledger(days + ["--dry-run"]) == .init(0, csv))
    #expect(try await site.tokenledger(days + ["--accept-loss"]) == .init(0, csv))
    #expect(
      try site.sql("SELECT total_tokens FROM wp_tokenledger_day_totals WHERE day = '2024-03-04'") == ["330"])
    #expect(try await site.json("verify")["summary"]["equal"].integer == 5)
  }
}
