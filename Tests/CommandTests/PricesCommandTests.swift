import TestSupport
import Testing

@Suite("The prices that the program comes with, and lists that are checked")
struct PricesCommandTests {
  @Test("A model's price of a day, in every format, without a database")
  func day() async throws {
    let gpt4o = ["prices", "list", "--model", "gpt-4o", "--format", "csv"]
    let header =
      "Platform,Model,Price,Input,Output,\"Cached Input\",\"Prompts Above\",\"Input There\",\"Output There\",Context,"
      + "\"Longest Answer\",\"Off-Peak Input\",\"Off-Peak Output\",\"Peak Input\",\"Peak Output\",On,\"List of\",Source,Reason\n"
    for (day, price) in [
      ("2024-05-12", "unknown,,,,"), ("2024-10-01", "known,5,15,"), ("2024-10-02", "known,2.5,10,"),
    ] {
      let outcome = try await TokenLedgerCommand.run(arguments: gpt4o + ["--on", day])
      #expect(outcome.status == 0 && outcome.errors == "")
      #expect(
        outcome.output.hasPrefix(header + "\"Azure OpenAI\",gpt-4o,\(price)"), "\(day): \(outcome.output)")
      #expect(outcome.output.contains("\nOpenAI,gpt-4o,\(price)"), "\(day): \(outcome.output)")
    }
    let json = try JSONValue(
      await TokenLedgerCommand.run(arguments: ["prices", "list", "--format", "json"]).outputBytes)
    #expect(json["on"] == json["date"])
    let models = json["models"].array
    #expect(models.count > 200)
    // Each has where it is from, and what has no price says why not.
    #expect(models.allSatisfy { $0["status"].string == "unknown" || $0["source"].string != nil })
    #expect(models.allSatisfy { ($0["reason"].string == nil) != ($0["status"].string == "unknown") })
    for (model, day, reason) in [
      ("gpt-4o", "2024-05-12", "the list has no price before 2024-05-13"),
      ("gpt-4o-2031-01-01", "2026-11-28", "a snapshot of gpt-4o, which had several prices"),
    ] {
      let asked = try JSONValue(
        await TokenLedgerCommand.run(
          arguments: ["prices", "list", "--model", model, "--on", day, "--format", "json"]
        ).outputBytes)
      #expect(asked["models"].array.first { $0["platform"].string == "OpenAI" }?["reason"].string == reason)
    }
    // A name that is another one's with a date has its price, and Azure has OpenAI's; peak hours are dearer.
    let dated = try await TokenLedgerCommand.run(
      arguments: ["prices", "list", "--model", "claude-2-20231111", "--format", "csv"])
    #expect(dated.output.contains("Anthropic,claude-2-20231111,known,8,24,"))
    #expect(models.contains { $0["peak_input_usd"].string != nil })
    let free = models.filter { $0["status"].string == "free" }
    #expect(free.compactMap { $0["platform"].string } == ["Local Server", "Markov Chain", "Transformer"])
    #expect(free.allSatisfy { $0["input_usd"] == .null && $0["model"].string == "" })
  }

  @Test("A name that no model has is refused, and so is a file that is no price list, with the place")
  func refused() async throws {
    let unknown = try await TokenLedgerCommand.run(arguments: [
      "prices", "list", "--model", "gpt-4" + "o\u{1B}[2J",
    ])
    #expect(unknown.status == 66 && unknown.output == "")
    #expect(unknown.errors.contains(#"the price list has no model 'gpt-4o\u{1B}[2J'"#), "\(unknown.errors)")
    try await Folder.with { folder in
      let good = "tokenledger.price-list/1\t7\t2026-01-02\nOpenAI\t\tcompletion\t-\tus\n"
      let model = "OpenAI\ta\t-\t1/2.5\t-\t-\t-\t-\t-\tus\n"
      let file = try folder.write("good.tsv", good + model)
      let checked = try await TokenLedgerCommand.run(arguments: ["prices", "check", file, "--format", "csv"])
      #expect((checked.status, checked.errors) == (0, ""))
      #expect(checked.output == "What,Value\nVersion,7\nDate,2026-01-02\n\"Names of models\",1\n")
      let document = try JSONValue(
        await TokenLedgerCommand.run(arguments: ["prices", "check", file, "--format", "json"]).outputBytes)
      #expect(document["version"].string == "7" && document["models"].integer == 1)
      let bad = try folder.write("bad.tsv", good + model.replacing("1/2.5", with: "-1/2.5"))
      let refused = try await TokenLedgerCommand.run(arguments: ["prices", "check", bad])
      #expect(refused.status == 78 && refused.output == "")
      #expect(refused.errors.contains("negative") && refused.errors.contains(bad), "\(refused.errors)")
      let absent = try await TokenLedgerCommand.run(arguments: ["prices", "check", folder.path + "/none"])
      #expect(absent.status == 66)
    }
  }
}
