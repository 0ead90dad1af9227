import Synchronization

/// How many statements this process has asked of one server, on all of its connections together.
///
/// The server counts everybody's; what is left without ours is what others ask.
final class QuestionCount: Sendable {
  private static let counts = Mutex<[ConnectionOptions.Address: QuestionCount]>([:])
  private let count = Atomic(0)

  private init() {}

  /// The count of the server at this address.
  static func of(_ address: ConnectionOptions.Address) -> QuestionCount {
    counts.withLock { counts in
      if let count = counts[address] { return count }
      let count = QuestionCount()
      counts[address] = count
      return count
    }
  }

  /// How many there were so far.
  var value: Int { count.load(ordering: .relaxed) }

  /// Counts one more.
  func add() { count.wrappingAdd(1, ordering: .relaxed) }
}

extension Connection {
  /// How many statements all others have asked of the server since it started: what it has counted, without what
  /// this process asked. What the process asks on other connections at the same moment may be in it or not, so only
  /// a difference of two such numbers says something, and to a few statements at that. It is itself one statement.
  ///
  /// - Returns: nil where the server does not show its count.
  /// - Throws: ``MariaDBError``
  public func othersQuestions() throws -> Int? {
    let rows = try rows("SHOW GLOBAL STATUS LIKE 'Questions'", as: (String, String).self)
    return rows.first.flatMap { Int($0.1) }.map { $0 - questions.value }
  }
}
