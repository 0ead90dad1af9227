import TestSupport
import Testing

/// `models list` and `models set`.
@Suite(.freshDatabase) struct ModelsCommandTests {
  /// The small site, synced, and its model as if it had been seen from noon of 10 March 2024 to the end of that year.
  static func syncedSite() async throws -> TestSite {
    let site = try TestSite.small()
    try site.set(option: "chatbot_ai_platform_choice", to: "OpenAI")
    try site.set(option: "chatbot_chatgpt_model_choice", to: "gpt-4o")
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try site.sql(
      """
      UPDATE wp_tokenledger_seen_models SET first_seen = '2024-03-10 12:00:00', last_seen = '2024-12-31 00:00:00'
      """)
    return site
  }

  static let heading =
    #"Section,From,To,Platform,Model,Known,Assistant,Page,"Total Tokens","Prompt Tokens","Completion Tokens",Requests"#
    + String.costHeadings + "\n"
  private static let noFigures = String(repeating: ",", count: 13) + "\n"
  private static let seen =
    "Seen,\"2024-03-10 12:00:00\",\"2024-12-31 00:00:00\",OpenAI,gpt-4o,seen,," + noFigures

  /// The record of a model that was declared for days.
  static func declared(_ from: String, _ to: String, _ model: String) -> String {
    "Declared,\(from),\(to),OpenAI,\(model),declared_days,," + noFigures
  }

  @Test("What was declared and seen is shown on a screen, in CSV, in Markdown and in JSON")
  func list() async throws {
    let site = try await Self.syncedSite()
    let set = [
      "models", "set", "--from", "2024-02-01", "--to", "2024-02-29", "--platform", "OpenAI", "--model",
      "gpt-3.5",
    ]
    let shown = try await site.tokenledger(set)
    #expect(
      shown
        == .init(
          0,
          """
          From                 To                   Platform  Model    Source
          2024-02-01           2024-02-29           OpenAI    gpt-3.5  declared
          2024-03-10 12:00:00  2024-12-31 00:00:00  OpenAI    gpt-4o   seen
          1,200 tokens of 1 day changed their model; no total has changed.
          1,235,689 tokens of 4 days, 2024-03-04 … 2024-12-30, are of unknown model.

          Usage
          Platform  Model    Known              Total Tokens  Prompt Tokens  Completion Tokens  Requests
                             unknown               1,235,689      1,001,015            234,674         6
          OpenAI    gpt-3.5  declared for days         1,200          1,000                200         1
          Nothing here has a price: unknown model, gpt-3.5 (OpenAI). Say which model was used with \
          'tokenledger models set'. 'tokenledger prices list --unpriced' prints what to fill in.

          """))
    #expect(
      try await site.tokenledger("models", "list", "--format", "csv")
        == .init(
          0,
          Self.heading + Self.declared("2024-02-01", "2024-02-29", "gpt-3.5") + Self.seen + """
            Usage,2024-03-04,2024-12-30,,,unknown,,,1235689,1001015,234674,6,,,,,,0.0,1235689,"unknown model","1 of 2026-11-28"
            Usage,2024-02-29,2024-02-29,OpenAI,gpt-3.5,declared_days,,,1200,1000,200,1,,,,,,0.0,1200,"gpt-3.5 (OpenAI)","1 of 2026-11-28"

            """))
    let markdown = try await site.tokenledger("models", "list", "--format", "markdown")
    #expect(markdown.output.contains("| 2024-02-01 | 2024-02-29 | OpenAI | gpt-3.5 | declared |\n"))
    #expect(
      try await site.json("models", "list").body
        == JSONValue(
          text: #"""
            {
              "declared" : [
                {
                  "assistant" : null,
                  "from" : "2024-02-01",
                  "model" : "gpt-3.5",
                  "page" : null,
                  "platform" : "OpenAI",
                  "to" : "2024-02-29"
                }
              ],
              "relabelled" : null,
              "schema" : "tokenledger.models/2",
              "seen" : [
                {
                  "first_seen" : "2024-03-10 12:00:00",
                  "last_seen" : "2024-12-31 00:00:00",
                  "model" : "gpt-4o",
                  "platform" : "OpenAI"
                }
              ],
              "unknown" : {
                "days" : 4,
                "from" : "2024-03-04",
                "requests" : 6,
                "to" : "2024-12-30",
                "total_tokens" : 1235689
              },
              "usage" : [
                {
                  "completion_tokens" : 234674,
                  "cost" : null,
                  "known" : "unknown",
                  "model" : null,
                  "platform" : null,
                  "prompt_tokens" : 1001015,
                  "requests" : 6,
                  "total_tokens" : 1235689
                },
                {
                  "completion_tokens" : 200,
                  "cost" : null,
                  "known" : "declared_days",
                  "model" : "gpt-3.5",
                  "platform" : "OpenAI",
                  "prompt_tokens" : 1000,
                  "requests" : 1,
                  "total_tokens" : 1200
                }
              ]
            }

            """#))
    let again = try await site.json(
      "models", "set", "--from", "2024-02-29", "--to", "2024-03-04", "--platform", "OpenAI", "--model",
      "gpt-4")
    #expect(again["relabelled"]["days"].integer == 2)
    #expect(again["relabelled"]["total_tokens"].integer == 2300)
    #expect(again["relabelled"]["requests"].integer == 3)
    #expect(again["declared"].array.map { $0["to"].string } == ["2024-02-28", "2024-03-04"])
  }

  @Test("Relabelled usage is shown with its model, and every other figure is what it was")
  func figures() async throws {
    let site = try await Self.syncedSite()
    let commands = [
      ["report", "--all", "--no-sync", "--format", "csv"], ["export", "--no-sync", "--output", "-"],
      ["verify", "--format", "csv"],
    ]
    var before: [String] = []
    for command in commands { before.append(try await site.tokenledger(command).output.withoutCost) }
    let set = try await site.tokenledger(
      "models", "set", "--from", "2024-01-01", "--to", "2024-12-31", "--platform", "OpenAI", "--model",
      "gpt-4")
    #expect(set.status == 0)
    for (command, before) in zip(commands, before) {
      let after = try await site.tokenledger(command)
      #expect(after.status == 0 && after.output.withoutCost == before, "\(command)")
    }
    let user = try await site.json("user", "export", "3")
    #expect(user["days"].array.map { $0["model"].string } == ["gpt-4"])
    // A later row of these days, too, be it an assistant's.
    try site.add([
      Answer(time: "2024-06-01 10:00:00", prompt: 3, completion: 4, user: "3", assistantID: "asst_1")
    ])
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    #expect(
      try await site.json("user", "export", "3")["days"].array.map { $0["model"].string } == [
        "gpt-4", "gpt-4",
      ])
    #expect(try await site.tokenledger("verify", "--quiet").status == 0)
  }

  @Test("Without a last day it is the next declaration, or the first sight, that ends it")
  func open() async throws {
    let site = try await Self.syncedSite()
    func set(_ from: String, _ model: String) async throws -> TokenLedgerCommand.Outcome {
      try await site.tokenledger(
        "models", "set", "--from", from, "--platform", "OpenAI", "--model", model, "--format", "csv")
    }
    let b = Self.declared("2024-03-01", "2024-03-10", "b")
    #expect(try await set("2024-03-01", "b").output.hasPrefix(Self.heading + b + Self.seen + "Usage,"))
    #expect(
      try await set("2024-02-01", "a").output.hasPrefix(
        Self.heading + Self.declared("2024-02-01", "2024-02-29", "a") + b + Self.seen + "Usage,"))
    #expect(
      try await set("2024-03-11", "c")
        == .init(
          64, error: "models were seen before 2024-03-11, so that nothing says until when this one was used",
          "Give the last day with --to."))
  }

  @Test(
    "What is listed of days says from when, so that it can be taken back, be it from the first day that counts"
  )
  func takenBack() async throws {
    let site = try await Self.syncedSite()
    for first in ["2000-01-01", "1999-12-31"] {
      let set = try await site.json(
        "models", "set", "--from", first, "--to", "2024-02-29", "--platform", "OpenAI", "--model", "gpt-4")
      let declared = try #require(set["declared"].array.first)
      #expect(declared["from"].string == first && declared["to"].string == "2024-02-29")
      let unset = try await site.json("models", "unset", "--from", first, "--to", "2024-02-29")
      #expect(unset["declared"].array == [] && unset["relabelled"]["total_tokens"].integer == 1200)
    }
  }

  @Test("The model of an assistant and of a page is declared by id or name, shown, priced, and taken back")
  func members() async throws {
    let site = try await Self.syncedSite()
    try site.add([
      Answer(time: "2024-04-01 10:00:00", prompt: 30, completion: 10, assistantID: "asst_1"),
      Answer(time: "2024-04-01 10:00:00", prompt: 500, completion: 100),
    ])
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    let asstModel = ["--platform", "OpenAI", "--model", "gpt-4o-mini"]
    let set = try await site.json(["models", "set", "--assistant", "asst_1"] + asstModel)
    #expect(set["relabelled"]["total_tokens"].integer == 40)
    #expect(
      try set["declared"].array == [
        JSONValue(
          text: #"""
            {"assistant": "asst_1", "from": null, "model": "gpt-4o-mini", "page": null, "platform": "OpenAI", "to": null}
            """#)
      ])
    let usage = try #require(set["usage"].array.first { $0["model"].string == "gpt-4o-mini" })
    #expect(usage["known"].string == "declared_assistant" && usage["cost"]["usd"].string == "0.0000105")
    let hours = try await site.tokenledger(
      "report", "--by", "hour,model", "--from", "2024-04-01", "--to", "2024-04-01", "--no-sync", "--measure",
      "total_tokens", "--format", "csv")
    #expect(hours.output.contains("gpt-4o-mini"), "\(hours)")
    let list = try await site.tokenledger("models", "list")
    let lastSeen = set["seen"].array.first?["last_seen"].string ?? "?"
    #expect(
      list.output.hasPrefix(
        """
        From                 To                   Platform  Model        Source    Assistant  Page
                                                  OpenAI    gpt-4o-mini  declared  asst_1
        2024-03-10 12:00:00  \(lastSeen)  OpenAI    gpt-4o       seen

        """), "\(list)")
    let page = try await site.json(["models", "set", "--page", "77", "--to", "2024-12-31"] + asstModel)
    #expect(page["relabelled"]["days"].integer == 0)
    #expect(
      page["warnings"].array.map(\.string) == [
        "the ledger has no usage of the page '77'; what was declared is kept for when it has"
      ])
    let unset = try await site.json("models", "unset", "--assistant", "asst_1", "--page", "77")
    #expect(unset["relabelled"]["total_tokens"].integer == 40 && unset["declared"].array == [])
    #expect(try await site.tokenledger("verify", "--quiet").status == 0)
  }

  @Test(
    "What cannot be declared is a wrong request",
    arguments: [
      ("--from 2024-02-30 --platform a --model b", "2024-02-30"),
      (
        "--from 2024-03-02 --to 2024-03-01 --platform a --model b",
        "--from 2024-03-02 is after --to 2024-03-01"
      ),
      ("--from 2024-03-02 --model b", "--platform"),
      ("--platform a --model b", "give --from and perhaps --to, or --assistant, or --page"),
      ("--from 2024-03-02 --platform= --model b", "--platform"),
      (
        "--from 2024-03-02 --platform a --model \(String(repeating: "x", count: 256))",
        "--model must have from 1"
      ),
    ])
  func wrong(arguments: String, problem: String) async throws {
    let outcome = try await TokenLedgerCommand.run(
      arguments: ["models", "set"] + arguments.split(separator: " ").map(String.init))
    #expect(outcome.status == 64)
    #expect(
      outcome.errors.hasPrefix("tokenledger: error: ") && outcome.errors.contains(problem), "\(outcome)")
    #expect(outcome.output == "")
  }

  @Test("Names are kept to the byte, and are harmless in every format")
  func hostile() async throws {
    let site = try await Self.syncedSite()
    let model = "=cmd|'/C'!A0\u{1B}[31m\u{202E}é,\"|`\n"
    for format in ["table", "csv", "markdown", "json"] {
      let outcome = try await site.tokenledger(
        "models", "set", "--from", "2024-02-29", "--to", "2024-02-29", "--platform", "<b>", "--model", model,
        "--format", format)
      #expect(outcome.status == 0 && outcome.errors == "")
      #expect(!outcome.output.unicodeScalars.contains { ["\u{1B}", "\u{202E}"].contains($0) }, "\(format)")
      #expect(!outcome.output.contains(",=") && !outcome.output.contains(",\"="), "\(format)")
    }
    #expect(try await site.json("models", "list")["declared"].array.map { $0["model"].string } == [model])
  }

  @Test("Before the first sync nothing is known, which is said")
  func noLedger() async throws {
    let site = try TestSite.small()
    let list = try await site.tokenledger("models", "list", "--format", "csv")
    #expect(
      list
        == .init(
          status: 0, output: Self.heading,
          errors: "tokenledger: warning: there is no ledger yet: run 'tokenledger sync'\n"))
  }
}
