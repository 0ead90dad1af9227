import TestSupport
import Testing
import Text

@testable import TokenLedgerCLI

@Suite("Errors for programs", .freshDatabase)
struct ErrorDocumentTests {
  /// Standard error of a command that failed: its lines but for the last, and the last as a document.
  private func errors(_ outcome: TokenLedgerCommand.Outcome) throws -> (
    lines: [Substring], document: JSONValue
  ) {
    var lines = outcome.errors.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.popLast() == "")
    let last = lines.popLast() ?? ""
    return (lines, try JSONValue(Array(last.utf8)))
  }

  @Test(
    "With --format json an error is also a document, whatever fails",
    arguments: [
      (["report", "--format", "json", "--from", "2999-01-01", "--to", "2026-02-30"], 64, "usage"),
      (["report", "--format=json", "--no-sync", "--live"], 64, "usage"),
      (["sync", "--format", "json"], 66, "no_input"),
      (["export", "--output", "-", "--format", "json"], 66, "no_input"),
      (
        ["sync", "--format", "json", "--defaults-file", "none.cnf", "--database", "a", "--prefix", "b_"], 66,
        "no_input"
      ),
      (["verify", "--format", "json", "--config", "bad.yml"], 78, "configuration"),
      (["status", "--format", "json", "--sites", "bad.yml"], 78, "configuration"),
    ])
  func failures(arguments: [String], status: Int, kind: String) async throws {
    try await Folder.with { folder in
      _ = try folder.write("bad.yml", "intervall: 3\n")
      let outcome = try await TokenLedgerCommand.run(arguments: arguments, workingDirectory: folder.path)
      #expect(outcome.output == "")
      #expect(outcome.status == status)
      let (lines, document) = try errors(outcome)
      let message = try #require(document["message"].string), advice = try #require(document["advice"].string)
      #expect(lines == ["tokenledger: error: \(message)", Substring(advice)])
      #expect(document["schema"].string == "tokenledger.error/1")
      #expect((document["code"].integer, document["kind"].string) == (status, kind))
      // The same without the format that programs read.
      let plain = try await TokenLedgerCommand.run(
        arguments: arguments.map { ["json": "csv", "--format=json": "--format=csv"][$0] ?? $0 },
        workingDirectory: folder.path)
      #expect(plain.errors == lines.joined(separator: "\n") + "\n")
    }
  }

  @Test("What an error quotes cannot act on a terminal, and a program gets the very same text")
  func hostile() async throws {
    let text = "\u{1B}[31m\u{202E}\"\\"
    let outcome = try await TokenLedgerCommand.run(arguments: [
      "report", "--format", "json", "--period", text,
    ])
    #expect(outcome.status == 64)
    #expect(!outcome.errors.contains("\u{1B}") && !outcome.errors.contains("\u{202E}"))
    #expect(try errors(outcome).document["message"].string?.contains(text) == true)
  }

  @Test("A check that fails has its document on standard output, and the error's on standard error")
  func check() async throws {
    let site = try await TestSite.synced()
    try site.sql(
      "UPDATE \(TestSite.log) SET message_text = '99999' WHERE user_type = 'Total Tokens' LIMIT 1")
    let outcome = try await site.tokenledger("verify", "--format", "json")
    #expect(outcome.status == 65)
    #expect(try JSONValue(outcome.outputBytes)["schema"].string == "tokenledger.verify/3")
    #expect(try errors(outcome).document["kind"].string == "bad_data")
  }

  @Test("Every exit code has a different word")
  func kinds() {
    let words = Failure.Kind.allCases.map(\.word)
    #expect(Set(words).count == words.count)
    #expect(words.allSatisfy { $0.wholeMatch(of: /[a-z]+(_[a-z]+)?/) != nil })
  }
}
