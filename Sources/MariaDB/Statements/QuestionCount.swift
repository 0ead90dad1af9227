import Synchronization

/// The number of statements that this process has sent to one server, on all of its connections.
///
/// The server counts the statements of all clients; subtracting ours leaves those of others.
final class QuestionCount: Sendable {
  private static let counts = Mutex<[(address: ConnectionOptions.Address, count: QuestionCount)]>([])
  private let count = Atomic(0)

  private init() {}

  /// The count for the server at this address.
  static func of(_ address: ConnectionOptions.Address) -> QuestionCount {
    counts.withLock { counts in
      if let known = counts.first(where: { $0.address == address }) { return known.count }
      let count = QuestionCount()
      counts.append((address, count))
      return count
    }
  }

  /// The number of statements so far.
  var value: Int { count.load(ordering: .relaxed) }

  /// Counts one more.
  func add() { count.wrappingAdd(1, ordering: .relaxed) }
}

extension Connection {
  /// The number of statements that others have sent since the server started: the server's count minus this process's.
  /// Statements in flight on our other connections may or may not be included, so only the difference of two such
  /// numbers is meaningful, to within a few statements. Reading it is itself one statement.
  ///
  /// - Returns: nil where the server does not show its count.
  /// - Throws: ``MariaDBError``
  public func othersQuestions() throws -> Int? {
    let rows = try rows("SHOW GLOBAL STATUS LIKE 'Questions'", as: (String, String).self)
    return rows.first.flatMap { Int($0.1) }.map { $0 - questions.value }
  }
}
