import TestSupport
import Testing

/// `user export`.
@Suite(.freshDatabase) struct UserExportCommandTests {
  private static let heading =
    "Date,Platform,Model,Assistant,Page,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests,Cost,Currency,"
    + "\"Cost in USD\",\"At Least in USD\",\"At Most in USD\",Coverage,\"Tokens without a Price\",\"Models without a Price\",\"Price List\"\n"

  @Test("What the ledger holds of a user is shown on a screen, in CSV, in Markdown and in JSON")
  func export() async throws {
    let site = try await TestSite.withUsers()
    try site.sql(
      """
      INSERT INTO wp_tokenledger_models (id, platform, model) VALUES (77, 'OpenAI', 'gpt-4o');
      UPDATE wp_tokenledger_usage_facts SET model_id = 77, model_basis = 1, seen_model_id = 77 WHERE user_id = 3;
      """)
    let table = try await site.tokenledger("user", "export", "3")
    #expect(
      table
        == .init(
          0,
          """
          Date        Platform  Model   Assistant  Page  Total Tokens  Prompt Tokens  Completion Tokens  Requests
          2024-03-04  OpenAI    gpt-4o             2              770            700                 70         1
          ----------                                     ------------  -------------  -----------------  --------
          Total                                                   770            700                 70         1
          Nothing here has a price: gpt-4o (OpenAI). 'tokenledger prices list --unpriced' prints what to fill in.

          """))
    let csv = try await site.tokenledger("user", "export", "003", "--format", "csv")
    #expect(
      csv
        == .init(
          0,
          Self.heading
            + "2024-03-04,OpenAI,gpt-4o,,2,770,700,70,1,,,,,,0.0,770,\"gpt-4o (OpenAI)\",\"1 of 2026-11-28\"\n"
        )
    )
    let markdown = try await site.tokenledger("user", "export", "3", "--format", "markdown")
    #expect(markdown.output.contains("| 2024-03-04 | OpenAI | gpt-4o |  | 2 | 770 | 700 | 70 | 1 |\n"))
    #expect(
      try await site.json("user", "export", "3").body
        == JSONValue(
          text: #"""
            {
              "columns" : [
                {
                  "key" : "day",
                  "title" : "Date"
                },
                {
                  "key" : "platform",
                  "title" : "Platform"
                },
                {
                  "key" : "model",
                  "title" : "Model"
                },
                {
                  "key" : "assistant",
                  "title" : "Assistant"
                },
                {
                  "key" : "page",
                  "title" : "Page"
                },
                {
                  "key" : "total_tokens",
                  "title" : "Total Tokens"
                },
                {
                  "key" : "prompt_tokens",
                  "title" : "Prompt Tokens"
                },
                {
                  "key" : "completion_tokens",
                  "title" : "Completion Tokens"
                },
                {
                  "key" : "requests",
                  "title" : "Requests"
                },
                {
                  "key" : "cost",
                  "title" : "Cost"
                }
              ],
              "days" : [
                {
                  "assistant" : null,
                  "completion_tokens" : 70,
                  "cost" : null,
                  "day" : "2024-03-04",
                  "model" : "gpt-4o",
                  "page" : "2",
                  "platform" : "OpenAI",
                  "prompt_tokens" : 700,
                  "requests" : 1,
                  "total_tokens" : 770
                }
              ],
              "erased" : false,
              "folded_before" : null,
              "last_name" : "Mara Ellis",
              "notes" : [],
              "schema" : "tokenledger.user-export/2",
              "totals" : {
                "completion_tokens" : 70,
                "cost" : null,
                "prompt_tokens" : 700,
                "requests" : 1,
                "total_tokens" : 770
              },
              "user_id" : 3
            }

            """#))
  }

  @Test("What the usage cost is shown by line and in all, as the breakdown by user has it")
  func costs() async throws {
    let site = try await TestSite.withUsers()
    try site.add([
      Answer(time: "2024-11-06 12:00:00", prompt: 200_000, completion: 40, user: "3"),
      Answer(time: "2024-11-06 13:00:00", prompt: 1000, completion: 4, user: "3", page: "5"),
      Answer(time: "2024-11-07 12:00:00", prompt: 90, completion: 10, user: "3"),
    ])
    #expect(try await site.tokenledger("sync").status == 0)
    for (day, platform, model) in [
      ("2024-03-04", "OpenAI", "gpt-3.5-turbo"), ("2024-11-06", "Google", "gemini-1.5-pro"),
    ] {
      let set = try await site.tokenledger([
        "models", "set", "--from", day, "--to", day, "--platform", platform, "--model", model,
      ])
      #expect(set.status == 0)
    }
    let table = try await site.tokenledger("user", "export", "3")
    #expect(
      table
        == .init(
          0,
          """
          Date        Platform  Model           Assistant  Page  Total Tokens  Prompt Tokens  Completion Tokens  Requests      Cost
          2024-03-04  OpenAI    gpt-3.5-turbo              2              770            700                 70         1  0.000455
          2024-11-06  Google    gemini-1.5-pro             2          200,040        200,000                 40         1      0.25
          2024-11-06  Google    gemini-1.5-pro             5            1,004          1,000                  4         1   0.00127
          2024-11-07                                       2              100             90                 10         1         –
          ----------                                             ------------  -------------  -----------------  --------  --------
          Total                                                       201,914        201,790                124         4    ≥ 0.25
          Costs are in USD, at the list prices of 2026-11-28 (price list 1).
          ≥: 100 tokens (less than 0.1 %) have no price: unknown model. Say which model was used with 'tokenledger models set'.

          """))
    let export = try await site.json("user", "export", "3")
    #expect(
      export["days"].array.map { $0["cost"]["usd"].string } == ["0.000455", "0.2502", "0.00127", nil])
    let breakdown = try await site.json(
      "report", "--no-sync", "--all", "--by", "user", "--user-id", "3", "--measure", "cost")
    #expect(export["totals"]["cost"] == breakdown["totals"]["cost"])
    // The prompt that is long enough for the higher price is told apart from those that are not.
    #expect(export["totals"]["cost"]["at_most_usd"].string == "0.502125")
  }

  @Test("Of a user without usage, and before the first sync, nothing is shown; who does not exist is refused")
  func unknown() async throws {
    let site = try await TestSite.withUsers()
    #expect(try await site.tokenledger("user", "export", "4", "--format", "csv") == .init(0, Self.heading))
    let table = try await site.tokenledger("user", "export", "4")
    #expect(table.status == 0)
    #expect(table.output.hasSuffix("\nThe ledger holds nothing of user 4.\n"))
    for id in ["424242", "999999999999999999"] {
      #expect(try await site.tokenledger("user", "export", id) == TestSite.unknownUser(id))
    }
    let json = try await site.json("user", "export", "4")
    #expect(json["days"].array == [] && json["totals"].counts == [0, 0, 0, 0])
    try site.sql("DROP TABLE wp_tokenledger_migrations")
    let none = try await site.tokenledger("user", "export", "3", "--format", "csv")
    #expect(
      none
        == .init(
          status: 0, output: Self.heading,
          errors: "tokenledger: warning: there is no ledger yet: run 'tokenledger sync'\n"))
    #expect(try await site.tokenledger("user", "export", "424242") == TestSite.unknownUser("424242"))
  }

  @Test("Hostile names are harmless in every format")
  func hostile() async throws {
    let site = try await TestSite.withUsers()
    for format in ["table", "csv", "markdown", "json"] {
      let outcome = try await site.tokenledger("user", "export", "9", "--format", format)
      #expect(outcome.status == 0)
      #expect(outcome.errors == "")
      #expect(!outcome.output.unicodeScalars.contains { ["\u{1B}", "\u{202E}"].contains($0) }, "\(format)")
      if format == "csv" { #expect(!outcome.output.contains(",\"=") && !outcome.output.contains(",=")) }
    }
    let json = try await site.json("user", "export", "9")
    #expect(json["days"].array.first?["page"].string == "<script>\u{202E}")
    #expect(json["days"].array.first?["assistant"].string == "=cmd|'/C calc'!A0\u{1B}[31m,\"x\"")
  }
}
