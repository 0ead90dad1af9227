import TestSupport
import Testing

/// `prices diff`, where lists differ in a part of a month, or in little.
@Suite("What another list would change, in parts")
struct PricesDiffTests {
  @Test(
    "A price that begins within a month is shown with what it leaves out, and what differs is never shown the same",
    .freshDatabase)
  func partialDifference() async throws {
    let site = try TestSite.empty()
    try site.add(
      [(1, "10"), (1, "20"), (2, "10"), (3, "10")].map { month, day in
        Answer(time: "2026-0\(month)-\(day) 10:00:00", prompt: 1_000_000, completion: 0, page: "1")
      })
    _ = try await site.tokenledger("sync")
    for (month, model) in [(1, "a"), (2, "b"), (3, "c")] {
      _ = try await site.tokenledger(
        "models", "set", "--from", "2026-0\(month)-01", "--to", "2026-0\(month)-28", "--platform", "OpenAI",
        "--model",
        model)
    }
    func list(_ version: Int, _ lines: String) -> String {
      "tokenledger.price-list/1\t\(version)\t2026-11-28\nOpenAI\t\tcompletion\t-\tus\n" + lines
    }
    let outcome = try await Folder.with { folder in
      _ = try folder.write(
        "old.tsv",
        list(
          1,
          "OpenAI\ta\t2026-01-11\t3/1\t-\t-\t-\t-\t-\tus\nOpenAI\tb\t-\t3/1/1\t-\t-\t-\t-\t-\tus\n"
            + "OpenAI\tc\t-\t3/1\t-\t-\t-\t-\t-\tus\n"))
      let new = try folder.write(
        "new.tsv",
        list(
          2,
          "OpenAI\ta\t-\t0/1\t-\t-\t-\t-\t-\tus\nOpenAI\ta\t2026-01-11\t3/1\t-\t-\t-\t-\t-\tus\n"
            + "OpenAI\tb\t-\t3/1/0.5\t-\t-\t-\t-\t-\tus\nOpenAI\tc\t-\t3.000001/1\t-\t-\t-\t-\t-\tus\n"))
      let config = try folder.write("tokenledger.yml", "prices: {file: old.tsv}\n")
      let diff = ["prices", "diff", new, "--config", config]
      return (
        table: try await site.tokenledger(diff), csv: try await site.tokenledger(diff + ["--format", "csv"]),
        json: try await site.json(diff)
      )
    }
    #expect(
      outcome.table.output
        == """
        Month    Platform  Model  Total Tokens   Cost Now  Cost With the File
        2026-01  OpenAI    a         2,000,000     ≥ 3.00                3.00
        2026-02  OpenAI    b         1,000,000  3 (1 … 3)         3 (0.5 … 3)
        2026-03  OpenAI    c         1,000,000          3            3.000001
        In USD; what is not among these months and models would stay as it is.
        ≥ means that a part of the tokens has no price, or no known output, and a dash that none has one. CSV and JSON say how many.

        """, "\(outcome.table)")
    let changes = outcome.json["changes"].array
    #expect(changes.map { $0["cost"]["unpriced_tokens"].integer } == [1_000_000, 0, 0])
    #expect(changes.map { $0["new_cost"]["unpriced_tokens"].integer } == [0, 0, 0])
    #expect(changes.map { $0["cost"]["at_least_usd"].string } == ["3", "1", "3"])
    #expect(changes.map { $0["new_cost"]["at_least_usd"].string } == ["3", "0.5", "3.000001"])
    #expect(
      outcome.csv.output == """
        Month,Platform,Model,"Total Tokens","Cost Now","At Least Cost Now","At Most Cost Now","Tokens without a Price Now","Cost With the File","At Least Cost With the File","At Most Cost With the File","Tokens without a Price With the File"
        2026-01,OpenAI,a,2000000,3,3,3,1000000,3,3,3,0
        2026-02,OpenAI,b,1000000,3,1,3,0,3,0.5,3,0
        2026-03,OpenAI,c,1000000,3,3,3,0,3.000001,3.000001,3.000001,0

        """, "\(outcome.csv)")
  }
}
