import Ledger
import TestSupport
import Testing

/// Four sites of an agency in the test's database, one of which is dead, and the files that list them.
struct SitesOfAnAgency {
  let folder: Folder
  let list: String
  let configuration: String
  /// Those that live: a_, b_ and d_.
  let sites: [TestSite]

  /// Makes the sites: a_ and b_ are Ellis', c_ cannot be reached, d_ is called nothing. A million tokens of their model cost
  /// 2 USD of prompt and 8 USD of output.
  init(in folder: Folder) throws {
    self.folder = folder
    let access = "database: \(TestDatabase.current.name), prefix"
    func file(_ name: String, _ socket: String) throws {
      try folder.write(name, "[client]\nuser=\(TestServer.current.user)\nsocket=\(socket)\n")
    }
    try file("access.cnf", TestServer.current.socket)
    try file("dead.cnf", "/nowhere/server.sock")
    list = try folder.write(
      "sites.yml",
      """
      sites:
        - {defaults_file: access.cnf, \(access): a_, name: Ellis Shop, client: Ellis, tags: [retail, north]}
        - {defaults_file: access.cnf, \(access): b_, name: Ellis Club, client: Ellis, tags: [north]}
        - {defaults_file: dead.cnf, \(access): c_, name: Dead, client: Rowing}
        - {defaults_file: access.cnf, \(access): d_}

      """)
    configuration = try folder.write(
      "tokenledger.yml",
      """
      models: [{from: "2024-01-01", platform: OpenAI, model: gpt-4o}]
      prices: {models: [{platform: OpenAI, model: gpt-4o, input: 2, output: 8}]}

      """)
    sites = try ["a_", "b_", "d_"].map { try TestSite(prefix: $0) }
    let day = try #require(Day("2024-03-04"))
    func answer(_ site: TestSite, _ day: Day, _ prompt: Int, _ completion: Int, page: String = "1") throws {
      try site.write(
        LogRow.answer(
          at: SiteTime(day: day, secondOfDay: 43_200), prompt: prompt, completion: completion, page: page))
    }
    try answer(sites[0], day, 100_000, 20_000)
    try answer(sites[1], day, 50_000, 0)
    try answer(sites[2], day.adding(days: 1), 10_000, 1000)
    try answer(sites[2], day.adding(days: 9), 7, 7)
  }

  /// What the unnamed site is called.
  var unnamed: String { "\(TestDatabase.current.name)/d_" }

  /// Why the dead one does not answer.
  static let dead = "2002 (HY000): Can't connect to local server through socket '/nowhere/server.sock' (2)"

  /// What is said at the end.
  static let errors = """
    tokenledger: error: 1 of 4 sites failed: Dead
    The answer says why, and holds the figures of the others.

    """

  /// Runs a command on the list.
  func run(_ arguments: [String]) async throws -> TokenLedgerCommand.Outcome {
    try await TokenLedgerCommand.run(
      arguments: arguments + ["--sites", list, "--config", configuration], environment: ["HOME": folder.path],
      workingDirectory: folder.path)
  }

  /// The document that a command prints on the list.
  func json(_ arguments: String..., status: Int32 = 75) async throws -> JSONValue {
    let outcome = try await run(arguments + ["--format", "json"])
    guard outcome.status == status else { throw UnexpectedExit(outcome: outcome) }
    return try JSONValue(outcome.outputBytes)
  }
}
