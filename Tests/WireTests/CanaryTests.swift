import Foundation
import Glibc
import MariaDB
import TestSupport
import Testing

/// A password that would stand out anywhere.
private let canary = "Kanarienvogel7531"

@Suite("Where a password may be found")
struct CanaryTests {
  @Test("Not in arguments, children, core files or the environment of a running program")
  func process() async throws {
    // What the program inherits, so that it is the program that gives it up.
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &limit)
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    for way in Way.allCases {
      let seen = Sightings()
      let server = try FakeServer(at: .socket) { client in
        // Past the login and before the first answer the program has done all that it does with a password.
        if client.letIn(), client.receive() != nil { seen.look(at: client.peer) }
      }
      let outcome = try await way.run(["sync", "--verbose"], socket: server.path, database: "d", in: folder)
      #expect(outcome.status == 69, "\(way)")
      #expect(
        seen.notes == ["children: 0", "core limit: 0"] + (way == .environment ? ["environ"] : []), "\(way)")
      #expect(!outcome.outputBytes.contains("Kanari") && !outcome.errorBytes.contains("Kanari"))
    }
  }

  @Test(
    "Not in the output, whatever the command, the format, the way to the site and the end", .freshDatabase)
  func output() async throws {
    let database = TestDatabase.current.name
    let socket = try TestServer.current.socket
    let tables = try String(contentsOf: sampleSite.appending(path: "tables.sql"), encoding: .utf8)
    try TestDatabase.current.run(
      sql: """
        \(tables)
        DROP USER IF EXISTS 'canary'@'localhost';
        CREATE USER 'canary'@'localhost' IDENTIFIED BY '\(canary)';
        GRANT ALL ON `\(database)`.* TO 'canary'@'localhost';
        """)
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let commands = [
      "migrate", "sync", "report", "report --live", "summary", "export --output -", "export --raw --output -",
      "grants", "doctor", "dashboard",
    ]
    var statuses: Set<Int32> = []
    func check(_ outcome: TokenLedgerCommand.Outcome, _ what: String) {
      statuses.insert(outcome.status)
      #expect(!outcome.outputBytes.contains("Kanari") && !outcome.errorBytes.contains("Kanari"), "\(what)")
    }
    for way in Way.allCases {
      for command in commands {
        let arguments = command.split(separator: " ").map(String.init) + ["--verbose"]
        check(
          try await way.run(arguments, socket: socket, database: database, in: folder), "\(way) \(command)")
      }
      for format in ["json", "csv", "markdown", "html"] {
        let arguments = ["summary", "--verbose", "--format", format]
        check(
          try await way.run(arguments, socket: socket, database: database, in: folder), "\(way) \(format)")
      }
      // A database that is not there, a server that is not there, and a wrong password.
      check(try await way.run(["sync"], socket: socket, database: "no_such", in: folder), "\(way)")
      check(try await way.run(["sync"], socket: "/nowhere", database: database, in: folder), "\(way)")
      for command in ["sync", "doctor"] {
        check(
          try await way.run(
            [command], socket: socket, database: database, password: "wrong" + canary, in: folder),
          "\(way)")
      }
    }
    #expect(statuses == [0, 65, 69, 77])
    try TestDatabase.current.run(sql: "DROP USER 'canary'@'localhost'")
  }

  @Test("Not in what is said of a configuration that cannot be read")
  func brokenConfiguration() async throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let json = [
      #"{"password": "\#(canary)", "user": 1}"#, #"{"user": "u", "password": "\#(canary)"#,
      #"{"user": "u", "password": ["\#(canary)"]}"#, #""\#(canary)""#,
      #"{"user": "u", "password": "\#(canary)\u0000", "database": "d", "prefix": "wp_"}"#,
      #"{"user": "u", "password": "\#(canary)", "host": "a:b:\#(canary)"}"#,
    ]
    for input in json {
      let outcome = try await TokenLedgerCommand.run(arguments: ["sync", "--site", "-"], input: input)
      #expect(outcome.status == 78 && !outcome.errorBytes.contains("Kanari"), "\(outcome.errors)")
    }
    for php in [
      "define('DB_PASSWORD', '\(canary)' . f());", "define('DB_PASSWORD', '\(canary)",
      "define('DB_PASSWORD', \(canary));",
      "define('DB_PASSWORD', f('\(canary)'));", "define('DB_PASSWORD', getenv('\(canary)'));",
    ] {
      let file = try folder.write(
        "<?php define('DB_NAME', 'd'); define('DB_USER', 'u'); define('DB_HOST', ''); $table_prefix = 'wp_';\n\(php)\n",
        to: "wp-config.php")
      let outcome = try await TokenLedgerCommand.run(arguments: ["sync", "--verbose", "--wp-config", file])
      // The name of a variable is no secret, and is said.
      #expect(
        outcome.status == 78 && outcome.errorBytes.contains("Kanari") == php.contains("getenv"),
        "\(outcome.errors)")
    }
    for lines in [
      "user=u\npassword=\(canary)\\\nport=\(canary)", "user\npassword=\(canary)", "password \(canary)\nuser=",
    ] {
      let file = try folder.write("[client]\n\(lines)\n", to: "access.cnf")
      let outcome = try await TokenLedgerCommand.run(
        arguments: ["sync", "--verbose", "--defaults-file", file, "--database", "d", "--prefix", "wp_"])
      #expect(outcome.status == 78 && !outcome.errorBytes.contains("Kanari"), "\(outcome.errors)")
    }
    try folder.write("DATABASE_URL='mysql://u:\(canary)@h:x:y/d'\nDB_NAME=d\n", to: ".env")
    try FileManager.default.createDirectory(
      atPath: folder.path + "/web/wp", withIntermediateDirectories: true)
    try FileManager.default.removeItem(atPath: folder.path + "/wp-config.php")
    let outcome = try await TokenLedgerCommand.run(arguments: ["sync", "--wp-path", folder.path])
    #expect(outcome.status != 0 && !outcome.errorBytes.contains("Kanari"), "\(outcome.errors)")
  }

  @Test("Neither a secret's description nor its reflection shows it, nor do options and errors")
  func descriptions() throws {
    let options = ConnectionOptions(address: .localDefault, user: "u", password: Secret(canary))
    var dumped = ""
    dump(options, to: &dumped)
    for text in [
      "\(options)", String(reflecting: options), dumped, "\(Mirror(reflecting: options).children.map { $0 })",
    ] {
      #expect(!text.contains("Kanari"))
    }
  }
}

/// The ways to tell the program a password.
private enum Way: CaseIterable {
  case wpConfig, optionFile, json, environment

  func run(
    _ arguments: [String], socket: String, database: String, password: String = canary,
    in folder: TemporaryFolder
  ) async throws -> TokenLedgerCommand.Outcome {
    switch self {
    case .wpConfig:
      let text = WireTests.wpConfig(host: "localhost:\(socket)", password: password, database: database)
      let file = try folder.write(text, to: "wp-config.php")
      return try await TokenLedgerCommand.run(arguments: arguments + ["--wp-config", file])
    case .optionFile:
      let file = try folder.write(
        "[client]\nsocket=\(socket)\nuser=canary\npassword=\(password)\n", to: "access.cnf")
      return try await TokenLedgerCommand.run(
        arguments: arguments + ["--defaults-file", file, "--database", database, "--prefix", "wp_"])
    case .json:
      let site = [
        "socket": socket, "user": "canary", "password": password, "database": database, "prefix": "wp_",
      ]
      return try await TokenLedgerCommand.run(
        arguments: arguments + ["--site", "-"], input: WireTests.json(site))
    case .environment:
      return try await TokenLedgerCommand.run(
        arguments: arguments,
        environment: [
          "TOKENLEDGER_DB_SOCKET": socket, "TOKENLEDGER_DB_USER": "canary",
          "TOKENLEDGER_DB_PASSWORD": password,
          "TOKENLEDGER_DB_NAME": database, "TOKENLEDGER_DB_PREFIX": "wp_",
        ])
    }
  }
}

/// What can be seen of a process from outside.
private final class Sightings: @unchecked Sendable {
  private let lock = NSLock()
  private var lines: [String] = []

  var notes: [String] { lock.withLock { lines } }

  func look(at process: Int32) {
    func read(_ name: String) -> String {
      String(
        decoding: FileManager.default.contents(atPath: "/proc/\(process)/\(name)") ?? Data(), as: UTF8.self)
    }
    let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")) ?? []
    let children = tasks.map { read("task/\($0)/children") }.joined().split(separator: " ").count
    let limit = read("limits").split(separator: "\n").first { $0.hasPrefix("Max core file size") }
    let soft = limit?.split(separator: " ").dropFirst(4).first ?? "unknown"
    lock.withLock {
      lines = ["children: \(children)", "core limit: \(soft)"]
      lines += ["cmdline", "environ", "comm", "status"].filter { read($0).contains("Kanari") }
    }
  }
}
