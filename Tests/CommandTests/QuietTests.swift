import TestSupport
import Testing

@Suite("With --quiet only errors are said", .freshDatabase)
struct QuietTests {
  @Test("Nothing is said of what is no error, and the documents have the warnings all the same")
  func quiet() async throws {
    let site = try TestSite.small()
    try site.set(option: "chatbot_chatgpt_enable_conversation_logging", to: "Off")
    try site.set(option: "chatbot_chatgpt_reporting_period", to: "Hourly")
    #expect(try await site.tokenledger("sync").errors.hasPrefix("tokenledger: warning: "))
    for command in [
      "sync", "report", "report --live", "report --by model", "summary", "summary --period month",
      "dashboard",
      "export --output -", "export --raw --output -", "verify", "rejected", "models list", "prices list",
      "status",
      "doctor", "grants", "migrate", "rebuild --from 2024-03-01 --to 2024-03-31 --dry-run", "config check",
    ] {
      let outcome = try await site.tokenledger(command.split(separator: " ").map(String.init) + ["--quiet"])
      #expect(outcome.errors == "" || outcome.errors.hasPrefix("tokenledger: error: "), "\(command)")
      #expect(!outcome.errors.contains("warning"), "\(command)")
    }
    for command in ["sync", "report", "summary"] {
      let outcome = try await site.tokenledger(command, "--quiet", "--format", "json")
      #expect(outcome.errors == "")
      #expect(try JSONValue(outcome.outputBytes)["warnings"].array.isEmpty == false, "\(command)")
    }
    #expect(try await site.tokenledger("summary", "--quiet").output.contains("\nWarning: "))
  }

  @Test("The tables that a first report makes are said once, to a person at a terminal")
  func tables() async throws {
    let site = try TestSite.small()
    let said = "tables wp_tokenledger_* were made for the ledger; 'tokenledger uninstall' drops them"
    #expect(try await site.tokenledger("report", "--live", "--verbose").errors.contains(said) == false)
    let first = try await site.onTerminal(["report"])
    #expect(first.contains(said) || first.replacing("\n", with: " ").contains(said))
    #expect(try await site.onTerminal(["report"]).contains("were made") == false)
    for options in [["--quiet"], []] {
      #expect(try await site.tokenledger("uninstall", "--yes").status == 0)
      #expect(try await site.tokenledger(["sync"] + options).errors == "")
    }
    #expect(try await site.tokenledger("uninstall", "--yes").status == 0)
    #expect(try await site.tokenledger("sync", "--verbose").errors.contains(said))
  }
}
