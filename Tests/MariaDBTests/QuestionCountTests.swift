import Foundation
import MariaDB
import TestSupport
import Testing

@Suite("What others ask of a server", .timeLimit(.minutes(5)))
struct QuestionCountTests {
  @Test("Is the server's count without the statements of this process on any of its connections")
  func others() throws {
    let server = try PrivateServer()
    defer { server.remove() }
    let database = try server.database()
    let own = try (0..<3).map { _ in try database.connect() }
    // The server counts the goodbye of the connection that made the database, which it may yet have to hear.
    let others: Query = "SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'root'"
    let deadline = ContinuousClock.now + .seconds(60)
    while try own[0].firstRow(others, as: Int.self) != own.count {
      try #require(ContinuousClock.now < deadline)
    }
    let before = try #require(try own[0].othersQuestions())
    for number in 0..<100 {
      for connection in own {
        try connection.execute("DO 0")
        #expect(try connection.firstRow("SELECT \(number)", as: Int.self) == number)
      }
    }
    let between = try #require(try own[1].othersQuestions())
    #expect(between == before)
    let client = Process()
    client.executableURL = URL(filePath: "/usr/bin/env")
    client.arguments = [
      "mariadb", "--no-defaults", "--socket=\(server.socket)", "--user=root", database.name,
      "--execute=" + String(repeating: "DO 0;", count: 100),
    ]
    try client.run()
    client.waitUntilExit()
    #expect(client.terminationStatus == 0)
    let after = try #require(try own[2].othersQuestions())
    #expect((100..<110).contains(after - between))
  }
}
