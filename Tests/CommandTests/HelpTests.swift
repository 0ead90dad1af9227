import Foundation
import TestSupport
import Testing

@testable import TokenLedgerCLI

@Suite("Help")
struct HelpTests {
  /// The help of the program and of all its commands, as someone has read it.
  private static let snapshot = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "help.txt")

  /// The options that commands share, and that come after a command's own.
  private static let ofASite = [
    "--wp-path <dir>", "--wp-config <file>", "--wp-config-by <php>", "--defaults-file <file>",
    "--defaults-group <name>", "--database <name>", "--prefix <prefix>", "--site <->", "--blog <number>",
    "--config <file>",
  ]
  private static let shared = ["--quiet", "--verbose", "--no-color", "--version", "--help"]

  @Test("The words of all help are those that were reviewed")
  func words() async throws {
    var help = ""
    for command in [[]] + ProgramCommands.groups + ProgramCommands.all {
      let arguments = command + ["--help"]
      help += "$ tokenledger \(arguments.joined(separator: " "))\n"
      help += try await TokenLedgerCommand.run(arguments: arguments).output + "\n"
    }
    let reviewed = try String(contentsOf: Self.snapshot, encoding: .utf8)
    if help == reviewed { return }
    let new = FileManager.default.temporaryDirectory.appending(path: "help-\(getpid()).txt")
    try help.write(to: new, atomically: true, encoding: .utf8)
    Issue.record(
      "the help is not as in \(Self.snapshot.path): compare it with \(new.path), and where it is better, move that over"
    )
  }

  @Test(
    "The program's help is printed in every way that it is asked for, and names every command once, in groups"
  )
  func root() async throws {
    let help = try await TokenLedgerCommand.run(arguments: ["--help"]).output
    for arguments in [["--help"], ["-h"], ["help"], []] {
      #expect(try await TokenLedgerCommand.run(arguments: arguments) == .init(0, help), "\(arguments)")
    }
    let lines = help.split(separator: "\n")
    #expect(!lines.contains("SUBCOMMANDS:"))
    for command in ProgramCommands.first {
      #expect(lines.count { $0.hasPrefix("  \(command) ") } == 1, "\(command)")
    }
  }

  @Test(
    "A command's help says what it does, gives an example and explains every option, its own before the shared ones",
    arguments: ProgramCommands.all)
  func command(_ path: [String]) async throws {
    let outcome = try await TokenLedgerCommand.run(arguments: path + ["--help"])
    #expect((outcome.status, outcome.errors) == (0, ""))
    #expect(outcome == (try await TokenLedgerCommand.run(arguments: ["help"] + path)))
    let help = outcome.output
    let name = "tokenledger " + path.joined(separator: " ")
    let sections = help.split(separator: "\n\n").map(String.init)
    let overview = try #require(sections.first?.replacing("\n", with: " "))
    #expect(overview.hasPrefix("OVERVIEW: ") && overview.hasSuffix("."))
    #expect(help.contains("\nExample: \(name)"))
    #expect(help.contains("\nUSAGE: \(name)"))
    for line in help.split(separator: "\n") where !line.hasPrefix("USAGE: ") {
      #expect(line.count <= 80, "\(line)")
    }
    // Its own, then where the site is, then how the output is written.
    let titles = sections.compactMap { $0.firstMatch(of: /^([A-Z]+):\n/).map { String($0.1) } }
    let asksASite = !ProgramCommands.ofNoSite.contains(path)
    #expect(
      titles.filter { $0 != "ARGUMENTS" } == ["OPTIONS"] + (asksASite ? ["SITE"] : []) + ["OUTPUT"])
    for option in Self.shared + (asksASite ? Self.ofASite : []) {
      #expect(help.contains(" " + option + " ") || help.contains(" " + option + "\n"), "\(option)")
    }
    // An option, or the end of a line, and two spaces before the words that explain it.
    for line in help.split(separator: "\n") where line.hasPrefix("  -") {
      #expect(line.contains(/^  (-[a-z], )?--[a-z-]+( <[^>]+>)?( +[A-Z'].*)?$/), "\(line)")
    }
  }

  @Test("The version is three numbers on a line")
  func version() async throws {
    let outcome = try await TokenLedgerCommand.run(arguments: ["--version"])
    #expect(try outcome.output.wholeMatch(of: Regex(#"[0-9]+\.[0-9]+\.[0-9]+\n"#)) != nil)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
  }

  @Test("Completions are made that the shell can read", arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) async throws {
    let outcome = try await TokenLedgerCommand.run(arguments: ["--generate-completion-script", shell])
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    for command in ProgramCommands.all.joined() { #expect(outcome.output.contains(command)) }
    if shell == "bash" {
      let check = try await TokenLedgerCommand.shell(
        "source <(\"$TOKENLEDGER\" --generate-completion-script bash) && complete -p tokenledger")
      #expect(check.status == 0)
      #expect(check.output.hasSuffix(" tokenledger\n"))
    }
  }
}
