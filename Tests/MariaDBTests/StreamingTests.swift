import Glibc
import MariaDB
import TestSupport
import Testing

@Suite("Streaming", .freshDatabase)
struct StreamingTests {
  private struct Stop: Error {}

  /// 100 MB: too much for the buffers between server and client, so the server is still sending.
  private let long: Query = "SELECT seq, REPEAT('x', 1000) FROM seq_1_to_100000"

  @Test("300,000 rows of 1,000 bytes arrive in order, one at a time, in little memory")
  func boundedMemory() throws {
    let connection = try TestDatabase.current.connect()
    var next = 1
    var isWhole = true
    let before = try residentMegabytes()
    var most = before
    try connection.forEachRow("SELECT seq, REPEAT('x', 1000) FROM seq_1_to_300000") { row in
      let (number, text) = try row.decode((Int, String).self)
      isWhole = isWhole && number == next && text.utf8.count == 1000
      if next % 10_000 == 0 { most = max(most, try residentMegabytes()) }
      next += 1
    }
    #expect(isWhole)
    #expect(next == 300_001)
    // Other tests run beside this one, and all of them do not take half of what the rows would.
    #expect(before > 0 && most - before < 150)
  }

  @Test("A connection killed while rows come is an error, not the end of the rows")
  func killedConnection() throws {
    let connection = try TestDatabase.current.connect()
    let other = try TestDatabase.current.connect()
    var count = 0
    let error = mariaDBError {
      try connection.forEachRow(long) { _ in
        if count == 0 { try other.execute(Query(unchecked: "KILL \(connection.connectionID)")) }
        count += 1
      }
    }
    #expect(error?.isConnectionLost == true)
    #expect((1..<100_000).contains(count))
    #expect(!connection.isOpen)
    #expect(mariaDBError { try connection.execute("SELECT 1") }?.code == 2006)
    #expect(other.isOpen)
  }

  @Test("A statement killed while rows come is an error, and the connection goes on")
  func killedStatement() throws {
    let connection = try TestDatabase.current.connect()
    let other = try TestDatabase.current.connect()
    var count = 0
    let error = mariaDBError {
      try connection.forEachRow(long) { _ in
        if count == 0 { try other.execute(Query(unchecked: "KILL QUERY \(connection.connectionID)")) }
        count += 1
      }
    }
    #expect(error?.code == 1317)
    #expect(count < 100_000)
    #expect(try connection.firstRow("SELECT 7", as: Int.self) == 7)
  }

  @Test("After the closure throws, the connection goes on with the next statement")
  func throwingClosure() throws {
    let connection = try TestDatabase.current.connect()
    for _ in 0..<3 {
      #expect(throws: Stop.self) { try connection.forEachRow(long) { _ in throw Stop() } }
      #expect(try connection.firstRow("SELECT 7", as: Int.self) == 7)
    }
  }

  @Test("A statement in the middle of another's rows is refused, and the rows go on")
  func nestedStatement() throws {
    let connection = try TestDatabase.current.connect()
    var numbers: [Int] = []
    var refusals: [String?] = []
    try connection.forEachRow("SELECT seq FROM seq_1_to_3") { row in
      numbers.append(try row.decode(Int.self))
      refusals.append(message { _ = try connection.firstRow("SELECT 1", as: Int.self) })
    }
    #expect(numbers == [1, 2, 3])
    let refusal = "a connection whose rows are being read cannot run another statement"
    #expect(refusals == [refusal, refusal, refusal])
  }

  @Test("A connection closed in the middle of its rows closes after them")
  func closingInTheMiddle() throws {
    let connection = try TestDatabase.current.connect()
    var count = 0
    try connection.forEachRow("SELECT seq FROM seq_1_to_1000") { _ in
      connection.close()
      count += 1
    }
    #expect(count == 1000)
    #expect(!connection.isOpen)
  }

  @Test("A statement without rows hands over none")
  func noRows() throws {
    let connection = try TestDatabase.current.connect()
    try connection.forEachRow("CREATE TABLE t (a INT)") { _ in Issue.record("a row came") }
    try connection.forEachRow("SELECT a FROM t") { _ in Issue.record("a row came") }
  }

  /// The memory this process holds now.
  private func residentMegabytes() throws -> Int {
    let file = try #require(fopen("/proc/self/statm", "r"))
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    let text = try #require(fgets(&line, Int32(line.count), file).map { String(cString: $0) })
    let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    return (pages * sysconf(Int32(_SC_PAGESIZE))) >> 20
  }
}
