import TestSupport
import Testing

/// `report --by` against independent SQL over the same log or the ledger's facts.
@Suite("The figures of a breakdown equal SQL")
struct BreakdownTests {
  /// The rows of a document as lines: the id and the name of each dimension in hexadecimal, and the figures.
  private static func lines(_ document: JSONValue) -> [String] {
    let by = document["by"].array.compactMap(\.string)
    return document["rows"].array.map { row in
      let names = by.flatMap { dimension in
        ["id", "name"].map { key in hexadecimal(row[dimension][key].string ?? "?") }
      }
      return (names + row.counts.map { $0.map(String.init) ?? "?" }).joined(separator: "\t")
    }
  }

  private static func hexadecimal(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF")
    return String(text.utf8.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  @Test(
    "Assistants, pages and users of all days, and of some", arguments: SharedSite.allCases,
    Oracle.Dimension.allCases)
  func ranked(_ shared: SharedSite, _ dimension: Oracle.Dimension) async throws {
    let site = try await shared.site
    let oracle = Oracle(site: site)
    let by = ["report", "--no-sync", "--by", String(dimension.rawValue.dropLast())]
    let (from, to) = (siteDay(before: 331), siteDay(before: 265))
    for (arguments, first, last) in [
      (["--all"], "(SELECT MIN(day) FROM oracle_days)", "(SELECT MAX(day) FROM oracle_days)"),
      (["--from", from, "--to", to], "'\(from)'", "'\(to)'"),
    ] {
      let document = try await site.json(by + arguments)
      let lines = Self.lines(document)
      #expect(try lines.sorted() == oracle.ranking(dimension, from: first, to: last).sorted())
      let totals = document["rows"].array.compactMap { $0["total_tokens"].integer }
      #expect(totals == totals.sorted(by: >) && totals.count == lines.count)
      #expect(document["other_count"].integer == 0)
      // The totals are a report's.
      let report = try await site.json(["report", "--no-sync", "--period", "yearly"] + arguments)
      #expect(document["totals"] == report["totals"])
      let byRequests = try await site.json(by + arguments + ["--sort", "requests"])
      let requests = byRequests["rows"].array.compactMap { $0["requests"].integer }
      #expect(requests == requests.sorted(by: >) && requests.count == lines.count)

      let top = try await site.json(by + arguments + ["--top", "2"])
      #expect(Self.lines(top) == Array(lines.prefix(2)))
      #expect(top["totals"] == document["totals"])
      #expect(top["other_count"].integer == max(0, lines.count - 2))
    }
  }

  @Test("Weekdays, and assistants on weekdays", arguments: SharedSite.allCases)
  func weekdays(_ shared: SharedSite) async throws {
    let site = try await shared.site
    let figures = "SUM(total_tokens), SUM(prompt_tokens), SUM(completion_tokens), SUM(requests)"
    let used = "SUM(total_tokens + prompt_tokens + completion_tokens + requests) > 0"
    let weekday = "HEX(CAST(WEEKDAY(day) + 1 AS CHAR)), HEX(DAYNAME(day))"
    let all = try await site.json("report", "--no-sync", "--all", "--by", "weekday")
    #expect(
      try Self.lines(all)
        == site.sql(
          """
          SELECT \(weekday), \(figures) FROM wp_tokenledger_day_totals
          GROUP BY WEEKDAY(day), DAYNAME(day) HAVING \(used) ORDER BY WEEKDAY(day)
          """))
    let both = try await site.json("report", "--no-sync", "--all", "--by", "assistant,weekday")
    let expected = try site.sql(
      """
      SELECT HEX(IFNULL(n.name, '')), \(weekday), \(figures) FROM wp_tokenledger_usage_facts f
      LEFT JOIN wp_tokenledger_names n ON n.id = assistant_id
      GROUP BY assistant_id, n.name, WEEKDAY(day), DAYNAME(day) HAVING \(used)
      """)
    // In another order they are the same, names included.
    let turned = try await site.json("report", "--no-sync", "--all", "--by", "weekday,assistant")
    #expect(
      Self.lines(turned).map { line in
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        return (fields[2...3] + fields[0...1] + fields[4...]).joined(separator: "\t")
      }.sorted() == Self.lines(both).sorted())
    let withoutNames = Self.lines(both).map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      return ([fields[0]] + fields[2...]).joined(separator: "\t")
    }
    #expect(withoutNames.sorted() == expected.sorted())
  }

  @Test("Models and platforms, known and unknown", .freshDatabase)
  func models() async throws {
    let site = try TestSite.small()
    let march = ["report", "--period", "monthly", "--as-of", "2024-03-31", "--last", "1", "--by"]
    #expect(
      try await site.tokenledger(march + ["model", "--format", "csv"]).output.withoutCost == """
        From,To,"Model ID",Model,"Total Tokens","Prompt Tokens","Completion Tokens",Requests,Complete,Combinations
        2024-03-01,2024-03-31,,"Unknown model",1235678,1001010,234668,4,false,1

        """)
    _ = try await site.tokenledger([
      "models", "set", "--from", "2024-03-01", "--to", "2024-03-05", "--platform", "OpenAI", "--model",
      "gpt-4o",
    ])
    let table = try await site.tokenledger(march + ["platform,model", "--measure", "total_tokens,requests"])
    let sums = try site.sql(
      """
      SELECT IFNULL(m.platform, ''), SUM(total_tokens), SUM(requests) FROM wp_tokenledger_usage_facts
      LEFT JOIN wp_tokenledger_models m ON m.id = model_id
      WHERE day BETWEEN '2024-03-01' AND '2024-03-31' GROUP BY m.platform ORDER BY 2 DESC
      """)
    #expect(sums.count == 2, "both are there: \(sums)")
    let csv = try await site.tokenledger(
      march + ["platform,model", "--measure", "total_tokens,requests", "--format", "csv"])
    let lines = csv.output.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return [fields[2], fields[6], fields[7]].joined(separator: "\t")
    }
    #expect(lines == sums)
    #expect(table.output.contains("gpt-4o") && table.output.contains("Unknown platform"))
  }

  @Test(
    "Erased users are one row without a name, and what tokenledger.yml says of reports is no obstacle",
    .freshDatabase)
  func erasedUsers() async throws {
    let site = try TestSite.small()
    _ = try await site.tokenledger("sync")
    let user = try site.sql(
      "SELECT user_id FROM wp_tokenledger_usage_facts WHERE user_kind = 1 ORDER BY user_id LIMIT 1")
    _ = try await site.tokenledger("user", "erase", try #require(user.first), "--yes")
    let outcome = try await Folder.with { folder in
      let configuration = try folder.write("tokenledger.yml", "report:\n  top: 1\n  format: svg\n")
      return try await site.tokenledger([
        "report", "--no-sync", "--all", "--by", "user", "--config", configuration,
      ])
    }
    #expect(outcome.status == 0)
    #expect(outcome.output.contains("Erased users") && !outcome.output.contains("other"))
  }

  @Test("Days before the ledger, and no ledger at all, show no total", .freshDatabase)
  func unrecorded() async throws {
    let site = try TestSite.small()
    let days = ["report", "--no-sync", "--by", "page", "--from", "2001-01-01", "--to", "2001-01-31"]
    let without = try await site.tokenledger(days)
    #expect(
      without.output == """
        By page, 2001-01-01 … 2001-01-31 *
        Page  Total Tokens  Prompt Tokens  Completion Tokens  Requests  Share
        * still running, not fully counted, begun before the ledger, or shown in part
        Nothing is recorded yet: run 'tokenledger sync'.

        """)
    _ = try await site.tokenledger("sync")
    let first = try site.sql("SELECT MIN(day) FROM wp_tokenledger_day_totals")[0]
    let before = try await site.tokenledger(days)
    #expect(before.output.hasSuffix("Nothing is recorded for these days: the ledger begins on \(first).\n"))
    #expect(!before.output.contains("Total  "))
    let document = try await site.json(days)
    #expect(document["complete"] == .bool(false) && document["ledger_since"].string == first)
    #expect(document["notes"].array.count == 1)
  }

  @Test("Facts that do not add up to the days are no breakdown", .freshDatabase)
  func contradiction() async throws {
    let site = try TestSite.small()
    _ = try await site.tokenledger("sync")
    try site.sql(
      "UPDATE wp_tokenledger_usage_facts SET total_tokens = total_tokens + 1 ORDER BY day LIMIT 1")
    let outcome = try await site.tokenledger("report", "--no-sync", "--all", "--by", "page")
    #expect(outcome.status == 65 && outcome.output == "")
    #expect(outcome.errors.contains("the ledger contradicts itself"))
  }
}
