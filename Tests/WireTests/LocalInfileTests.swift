import Foundation
import MariaDB
import TestSupport
import Testing

@Suite("LOAD DATA LOCAL")
struct LocalInfileTests {
  private static let canary = "This file is nobody's business: Kanarienvogel7531."

  @Test("A server that asks for a file in answer to a statement does not get it")
  func statements() throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let file = try folder.write(Self.canary, to: "secret.txt")
    for asks in [{ $0 == Command.query }, { $0 == Command.execute }] as [@Sendable (UInt8) -> Bool] {
      let server = try FakeServer { serve($0, asking: asks, for: file, afterTheFirst: true) }
      let connection = try Connection(
        ConnectionOptions(
          address: .tcp(host: "127.0.0.1", port: server.port), user: "u", tls: TLSOptions(mode: .disabled)))
      #expect(throws: MariaDBError.self) {
        try connection.execute("DO 1")
        // As text, and prepared.
        try connection.forEachRow("SELECT 1", isShort: true) { _ in }
        try connection.forEachRow("SELECT 1") { _ in }
      }
      #expect(server.received.contains("DO 1"))
      #expect(!server.received.contains("Kanari"))
    }
  }

  @Test("The program does not send it either, and ends with an error")
  func program() async throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let file = try folder.write(Self.canary, to: "secret.txt")
    let server = try FakeServer { serve($0, asking: { _ in true }, for: file, afterTheFirst: false) }
    // An option file that asks for it changes nothing.
    let access = try folder.write(
      "[client]\nhost=127.0.0.1\nport=\(server.port)\nuser=u\nlocal-infile=1\n", to: "access.cnf")
    let outcome = try await TokenLedgerCommand.run(
      arguments: ["report", "--live", "--defaults-file", access, "--database", "d", "--prefix", "wp_"])
    #expect(outcome.status != 0)
    #expect(outcome.output == "")
    #expect(server.received.contains("sql_mode"))
    #expect(!server.received.contains("Kanari"))
    #expect(!outcome.errors.contains("Kanari"))
  }
}

private enum Command {
  static let query: UInt8 = 3
  static let prepare: UInt8 = 0x16
  static let execute: UInt8 = 0x17
}

/// Lets a client in and answers its commands: with a request for a file where `asking` says so, else with "done".
private func serve(
  _ client: Conversation, asking: (UInt8) -> Bool, for file: String, afterTheFirst: Bool
) {
  guard client.letIn() else { return }
  var isFirst = afterTheFirst
  while let (number, packet) = client.receive(), let command = packet.first {
    if command == Command.prepare {
      client.send(number + 1, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
    } else if !isFirst && asking(command) {
      client.send(number + 1, [0xFB] + Array(file.utf8))
      // What the client sends now would be the file, ended by an empty packet.
      while let (last, content) = client.receive() {
        if content.isEmpty {
          client.accept(after: last)
          break
        }
      }
    } else {
      client.accept(after: number)
    }
    isFirst = false
  }
}
