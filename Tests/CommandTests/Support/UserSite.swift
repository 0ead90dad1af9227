import TestSupport

extension TestSite {
  /// The small site, synced: user 3 has one answer, all others are guests'. One more user's page and assistant have
  /// hostile names.
  static func withUsers() async throws -> TestSite {
    let site = try small()
    try site.add([
      Answer(
        time: "2024-03-05 12:00:00", prompt: 5, completion: 1, user: "9", page: "<script>\u{202E}",
        assistantID: "=cmd|'/C calc'!A0\u{1B}[31m,\"x\"")
    ])
    let sync = try await site.tokenledger("sync", "--quiet")
    guard sync.status == 0 else { throw UnexpectedExit(outcome: sync) }
    return site
  }

  /// What is said of an id that nobody knows.
  static func unknownUser(_ id: String) -> TokenLedgerCommand.Outcome {
    .init(
      66, error: "there is no user \(id): neither WordPress nor the log nor the ledger knows that id",
      "Check the id: it is the number in the address of the user's page in wp-admin.")
  }
}
