import Glibc
import MariaDB
import Synchronization
import Testing

/// A database of a test's own on the private server.
///
///     @Test("A zero date decodes as a zero date", .freshDatabase) func zeroDate() throws {
///       try TestDatabase.current.run(sql: "CREATE TABLE t (d DATE); INSERT INTO t VALUES (0)")
///       let connection = try TestDatabase.current.connect()
///     }
public struct TestDatabase: Sendable {
  /// The database's name.
  public let name: String
  /// How to connect to it as an account that may do everything.
  public let options: ConnectionOptions

  /// The database of the test that is running. Without the trait it is one that does not exist.
  @TaskLocal public static var current = TestDatabase(
    name: "", options: ConnectionOptions(address: .socket("/the test lacks .freshDatabase"), user: ""))

  /// A database that is there already.
  package init(name: String, options: ConnectionOptions) {
    (self.name, self.options) = (name, options)
  }

  /// A new connection to it.
  public func connect() throws -> Connection {
    try Connection(options)
  }

  /// Runs an SQL script in a session like WordPress's: no strict modes. Gives what the `mariadb` client would print:
  /// tab-separated columns without their names. Throws ``ScriptFailure``.
  @discardableResult
  public func run(sql: String) throws -> String {
    try SQLScript.run(sql, in: name, on: .current)
  }

  private static let counter = Atomic(0)

  /// Creates a database under a name of its own. One that several tests share need not be dropped: it goes
  /// with the private server.
  public static func create() throws -> TestDatabase {
    let server = try TestServer.current
    let number = counter.add(1, ordering: .relaxed).newValue
    let name = "test_\(getpid())_\(number)"
    try Connection(server.options()).execute("CREATE DATABASE \(identifier: name)")
    return TestDatabase(name: name, options: server.options(database: name))
  }

  /// Removes the database with all that is in it.
  func drop() throws {
    try Connection(TestServer.current.options()).execute("DROP DATABASE IF EXISTS \(identifier: name)")
  }
}

/// Gives each test a database of its own, and removes it afterwards.
public struct FreshDatabaseTrait: TestTrait, SuiteTrait, TestScoping {
  /// On a suite, each of its tests has a database of its own.
  public var isRecursive: Bool { true }

  /// Runs a test with a database.
  public func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let database = try TestDatabase.create()
    do {
      try await TestDatabase.$current.withValue(database) { try await function() }
    } catch {
      try? database.drop()
      throw error
    }
    try database.drop()
  }
}

extension Trait where Self == FreshDatabaseTrait {
  /// A database of the test's own, as ``TestDatabase/current``.
  public static var freshDatabase: FreshDatabaseTrait { FreshDatabaseTrait() }
}
