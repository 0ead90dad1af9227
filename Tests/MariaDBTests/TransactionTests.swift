import MariaDB
import TestSupport
import Testing

@Suite("Transactions", .freshDatabase)
struct TransactionTests {
  private struct Stop: Error {}

  /// A connection with an empty table `t (a INT PRIMARY KEY)`.
  private func connection() throws -> Connection {
    let connection = try TestDatabase.current.connect()
    try connection.execute("CREATE TABLE t (a INT PRIMARY KEY)")
    return connection
  }

  /// What everyone else sees in the table.
  private func committed() throws -> [Int] {
    try TestDatabase.current.connect().rows("SELECT a FROM t ORDER BY a", as: Int.self)
  }

  @Test("What was done inside is there for all after COMMIT, and for none before")
  func commit() throws {
    let connection = try connection()
    let result = try connection.transaction {
      try connection.execute("INSERT INTO t VALUES (\(1)), (\(2))")
      #expect(try committed() == [])
      return "done"
    }
    #expect(result == "done")
    #expect(try committed() == [1, 2])
  }

  @Test("Any error rolls everything back and leaves the connection usable")
  func rollback() throws {
    let connection = try connection()
    #expect(throws: Stop.self) {
      try connection.transaction {
        try connection.execute("INSERT INTO t VALUES (1)")
        throw Stop()
      }
    }
    let error = mariaDBError {
      try connection.transaction {
        try connection.execute("INSERT INTO t VALUES (2)")
        try connection.execute("INSERT INTO t VALUES (\(2))")
      }
    }
    #expect(error?.kind == .duplicateKey)
    #expect(error?.isCommitAmbiguous == false)
    #expect(try committed() == [])
    try connection.transaction { _ = try connection.execute("INSERT INTO t VALUES (3)") }
    #expect(try committed() == [3])
  }

  @Test("A transaction inside another is refused, since it would commit the outer one")
  func nested() throws {
    let connection = try connection()
    let error = mariaDBError {
      try connection.transaction {
        try connection.execute("INSERT INTO t VALUES (1)")
        try connection.transaction {}
      }
    }
    #expect(error?.message == "a transaction cannot be started inside another")
    #expect(try committed() == [])
  }

  @Test("A connection lost before COMMIT has changed nothing, and says so")
  func lostBeforeCommit() throws {
    let connection = try connection()
    let error = mariaDBError {
      try connection.transaction {
        try connection.execute("INSERT INTO t VALUES (1)")
        try kill(connection)
        try connection.execute("INSERT INTO t VALUES (2)")
      }
    }
    #expect(error?.isConnectionLost == true)
    #expect(error?.isCommitAmbiguous == false)
    #expect(!connection.isOpen)
    #expect(try committed() == [])
  }

  @Test("A connection lost in COMMIT is ambiguous")
  func lostInCommit() throws {
    let connection = try connection()
    let error = mariaDBError {
      try connection.transaction {
        try connection.execute("INSERT INTO t VALUES (1)")
        try kill(connection)
      }
    }
    #expect(error?.isConnectionLost == true)
    #expect(error?.isCommitAmbiguous == true)
    #expect(!connection.isOpen)
  }

  @Test("Inside a transaction every read sees the same moment")
  func repeatableRead() throws {
    let connection = try connection()
    try connection.transaction {
      let count: Query = "SELECT COUNT(*) FROM t WHERE a < \(100)"
      #expect(try connection.firstRow(count, as: Int.self) == 0)
      try TestDatabase.current.connect().execute("INSERT INTO t VALUES (1)")
      #expect(try connection.firstRow(count, as: Int.self) == 0)
    }
    #expect(try committed() == [1])
  }

  @Test("A table altered under a transaction's snapshot is a transient error")
  func alteredUnderSnapshot() throws {
    let connection = try connection()
    try connection.execute("CREATE TABLE other (a INT)")
    let error = mariaDBError {
      try connection.transaction {
        _ = try connection.rows("SELECT a FROM other", as: Int.self)
        try TestDatabase.current.connect().execute("ALTER TABLE t ADD COLUMN b INT, ALGORITHM=COPY")
        _ = try connection.rows("SELECT a FROM t", as: Int.self)
      }
    }
    #expect(error?.code == 1412)
    #expect(error?.isTransient == true)
    #expect(try connection.rows("SELECT a FROM t", as: Int.self) == [])
  }

  private func kill(_ connection: Connection) throws {
    try TestDatabase.current.connect().execute(Query(unchecked: "KILL \(connection.connectionID)"))
  }
}
