import Foundation
import TestSupport

/// The sample site, or parts of it, and the program run on it.
extension TestSite {
  /// The log of the sample site.
  static let log = "wp_chatbot_chatgpt_conversation_log"

  /// A site with pages, people, options and an empty log, in the running test's own database.
  ///
  /// Its zone is America/New_York and its Reporting Period Monthly.
  static func empty() throws -> TestSite {
    let site = TestSite(existing: "wp_")
    try site.load(["tables", "content"])
    return site
  }

  /// The same with seven answers of 2024: on one day of February, four in March and one in December.
  static func small() throws -> TestSite {
    let site = try empty()
    try site.add(Answer.small)
    return site
  }

  /// What the environment says of the site.
  var environment: [String: String] {
    get throws { environment(socket: try TestServer.current.socket) }
  }

  /// Runs `tokenledger` on the site.
  func tokenledger(
    _ arguments: String..., environment: [String: String] = [:], workingDirectory: String? = nil
  ) async throws -> TokenLedgerCommand.Outcome {
    try await tokenledger(arguments, environment: environment, workingDirectory: workingDirectory)
  }

  /// Runs `tokenledger` on the site.
  func tokenledger(
    _ arguments: [String], environment: [String: String] = [:], workingDirectory: String? = nil
  ) async throws -> TokenLedgerCommand.Outcome {
    try await TokenLedgerCommand.run(
      arguments: arguments, environment: self.environment.merging(environment) { $1 },
      workingDirectory: workingDirectory)
  }

  /// What `tokenledger` prints in JSON; throws ``UnexpectedExit`` when its exit code is not 0.
  func json(_ arguments: String...) async throws -> JSONValue {
    try await json(arguments)
  }

  /// The same.
  func json(_ arguments: [String]) async throws -> JSONValue {
    let outcome = try await tokenledger(arguments + ["--format", "json"])
    guard outcome.status == 0 else { throw UnexpectedExit(outcome: outcome) }
    return try JSONValue(outcome.outputBytes)
  }

  /// Runs a script in bash with `$TOKENLEDGER`, the site's environment, and `$MARIADB`: the client on its
  /// database, which prints values alone.
  func shell(
    _ script: String, environment: [String: String] = [:], workingDirectory: String? = nil
  ) async throws -> TokenLedgerCommand.Outcome {
    var variables = try self.environment.merging(environment) { $1 }
    let server = try TestServer.current
    variables["MARIADB"] =
      "mariadb --no-defaults --socket=\(server.socket) --user=\(server.user) --batch --skip-column-names "
      + "--default-character-set=utf8mb4 \(database.name)"
    return try await TokenLedgerCommand.shell(
      script, environment: variables, workingDirectory: workingDirectory)
  }

  /// What `tokenledger` shows on a terminal of 100 columns, its errors included; throws ``UnexpectedExit`` when its
  /// exit code is not 0. A terminal ends its lines with CR and LF, here they end with LF.
  func onTerminal(_ arguments: [String], environment: [String: String] = [:]) async throws -> String {
    let outcome = try await shell(
      "script --quiet --return --command 'stty cols 100; \"$TOKENLEDGER\" \(arguments.joined(separator: " "))' /dev/null",
      environment: environment.merging(["TERM": "xterm", "SHELL": "/bin/bash"]) { $1 })
    guard outcome.status == 0 else { throw UnexpectedExit(outcome: outcome) }
    return outcome.output.replacing("\r\n", with: "\n")
  }

  /// Runs SQL on the site's database; gives tab-separated rows.
  @discardableResult
  func sql(_ text: String) throws -> [String] {
    try database.run(sql: text).split(separator: "\n").map(String.init)
  }

  /// Loads parts of the sample site, in one session; `answers` is the size of a damaged log.
  func load(_ parts: [String], answers: Int? = nil) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../../sql/sample-site")
    let size = answers.map { "SET @answers = \($0);\n" } ?? ""
    try sql(
      size
        + parts.map { try String(contentsOf: folder.appending(path: "\($0).sql"), encoding: .utf8) }.joined())
  }

  /// Writes answers to the log.
  func add(_ answers: [Answer]) throws { try write(answers.flatMap(\.rows)) }
}

/// A run that ended otherwise than the test can go on with.
struct UnexpectedExit: Error, CustomStringConvertible {
  let outcome: TokenLedgerCommand.Outcome
  var description: String { outcome.description }
}

/// One answered message, as the chatbot logs it.
struct Answer: Sendable {
  var time: String
  var prompt: Int
  var completion: Int
  var user = "0"
  var page = "2"
  var assistantID: String?
  var assistantName = ""
  var session = "kognetiks_1"

  /// What ``TestSite/small()`` holds.
  static let small = [
    Answer(time: "2024-02-29 23:59:59", prompt: 1000, completion: 200),
    Answer(time: "2024-03-04 09:00:00", prompt: 700, completion: 70, user: "3"),
    Answer(time: "2024-03-04 10:00:00", prompt: 300, completion: 30, page: "12"),
    Answer(
      time: "2024-03-10 02:30:00", prompt: 10, completion: 1, assistantID: "asst_Hb7LmRentalsQ2vXc9TzKp4w"),
    Answer(time: "2024-03-31 00:00:00", prompt: 1_000_000, completion: 234_567, assistantName: "Desk"),
    Answer(time: "2024-12-30 08:00:00", prompt: 5, completion: 6),
    Answer(time: "2024-12-30 08:00:01", prompt: 0, completion: 0),
  ]

  /// Its rows in the log.
  var rows: [LogRow] {
    [
      ("Visitor", "What do you have?"), ("Prompt Tokens", "\(prompt)"),
      ("Completion Tokens", "\(completion)"),
      ("Total Tokens", "\(prompt + completion)"), ("Chatbot", "Bicycles."),
    ].map { type, text in
      LogRow(
        time: time, type: type, text: text, session: session, user: user, page: page,
        assistantID: assistantID, assistantName: assistantName)
    }
  }
}

/// What a shell puts before a command whose file permissions shall count, though the tests run as root.
let unprivileged = #"$([[ $EUID -ne 0 ]] || echo setpriv --inh-caps=-all --bounding-set=-all)"#

/// A text as an SQL literal, whatever it holds.
func literal(_ text: String) -> String {
  text.isEmpty
    ? "''" : "CONVERT(X'" + text.utf8.map { String(format: "%02X", $0) }.joined() + "' USING utf8mb4)"
}
