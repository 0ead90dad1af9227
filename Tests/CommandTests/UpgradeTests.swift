import Foundation
import TestSupport
import Testing

@Suite("An upgrade from an earlier release", .timeLimit(.minutes(10)))
struct UpgradeTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Upgrade")

  /// Runs a part of the site's history on a server.
  private func history(_ arguments: String, _ server: PrivateServer) async throws -> String {
    let outcome = try await TokenLedgerCommand.shell(
      "exec \(Self.folder.path)/history \(arguments)", environment: ["SOCKET": server.socket])
    #expect(outcome.status == 0, "\(arguments): \(outcome)")
    return outcome.output
  }

  /// The lines of all outputs, without what usage cost before the first sync upgrades the ledger: until then, that of an
  /// earlier release knows no model by the day.
  private static func withoutEarlierCost(_ text: String) -> [Substring] {
    var isEarlier = true
    var end: String?
    return text.split(separator: "\n").filter { line in
      if line.hasPrefix("== sync") { isEarlier = false }
      if let last = end {
        if line.hasPrefix(last) { end = nil }
        return false
      }
      guard isEarlier, line.contains(#""cost" : "#) else { return true }
      if line.hasSuffix("{") { end = line.prefix { $0 == " " } + "}" }
      return false
    }
  }

  @Test(
    "What an earlier release has left says the same, now and after the next syncs, as what this one would have kept",
    arguments: ["0.2.0", "0.3.0", "0.4.0"])
  func upgrade(release: String) async throws {
    let server = try PrivateServer()
    defer { server.remove() }
    _ = try await history("replay \"$TOKENLEDGER\" \"$SOCKET\"", server)
    let ours = try await history("figures \"$TOKENLEDGER\" \"$SOCKET\"", server)
    _ = try await history("load \"$SOCKET\" \(Self.folder.path)/ledger-\(release).sql.gz", server)
    let theirs = try await history("figures \"$TOKENLEDGER\" \"$SOCKET\"", server)
    // Releases before 0.4.0 kept no models by the day, so that nobody can tell later which model's the hours of two days with
    // several were.
    let keptNoModels = release != "0.4.0"
    let unknown =
      "; of 2 days the hours are not kept by model, which 'tokenledger rebuild' mends where the rows are still "
      + "in the log"
    let (isInOurs, isInTheirs) = (ours.contains(unknown), theirs.contains(unknown))
    #expect((isInOurs, isInTheirs) == (false, keptNoModels))
    // And before its upgrade such a ledger has no totals by model or month, and no lengths of instructions, that could be
    // compared.
    let details = try Regex(
      #"""
          \{
            "advice" : null,
            "level" : "ok",
            "message" : ".*",
            "name" : "(models_match_facts|hours_match_models|months_match_facts|facts_are_sound|sentiment_is_sound|instructions_are_sound)",
            "title" : ".*"
          \},?

      """#
    ).anchorsMatchLineEndings()
    #expect(ours.matches(of: details).count == theirs.matches(of: details).count + (keptNoModels ? 6 : 0))
    func lines(_ text: String) -> [Substring] {
      if !keptNoModels { return text.split(separator: "\n") }
      return Self.withoutEarlierCost(
        text.replacing(unknown, with: "").replacing(details, with: "").replacing("    },\n", with: "    }\n"))
    }
    let (left, right) = (lines(ours), lines(theirs))
    // All that a history can hold is in it.
    for text in ["\"erased\"", "\"everyone\"", "gpt-4o-mini", "Front Desk", "in_the_future", "\"epoch\" : 2"]
    {
      #expect(ours.contains(text), "\(text)")
    }
    #expect(left.count > 1000)
    let difference = right.difference(from: left)
    #expect(difference.isEmpty, "\(difference)")
  }
}
