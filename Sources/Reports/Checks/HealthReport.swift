/// One thing that was looked at, and what was found.
public struct HealthCheck: Equatable, Sendable {
  /// How bad it is, from good to bad.
  public enum Level: String, CaseIterable, Comparable, Sendable {
    /// Nothing to do.
    case ok
    /// It works, but figures may be lost or wrong if nothing is done.
    case warning
    /// It does not work.
    case failure

    /// The worse one is greater.
    public static func < (left: Level, right: Level) -> Bool {
      left.rank < right.rank
    }

    private var rank: Int {
      switch self {
      case .ok: 0
      case .warning: 1
      case .failure: 2
      }
    }
  }

  /// What kept a check from being made.
  public enum Obstacle: Equatable, Sendable {
    /// Something that is over after a while, such as a lock.
    case passing
    /// What another check reports.
    case otherCheck
  }

  /// A stable name in snake_case, for scripts: "log_table".
  public let name: String
  /// A name for people: "Log table".
  public let title: String
  /// How bad it is.
  public let level: Level
  /// What was found, in one sentence.
  public let message: String
  /// What to do, in one sentence; nil when there is nothing to do.
  public let advice: String?
  /// What kept it from being made; nil when it was made.
  public let obstacle: Obstacle?

  /// A check and its outcome.
  public init(
    name: String, title: String, level: Level, message: String, advice: String? = nil,
    obstacle: Obstacle? = nil
  ) {
    self.name = name
    self.title = title
    self.level = level
    self.message = message
    self.advice = advice
    self.obstacle = obstacle
  }
}

/// The state of a site's chatbot log and of its ledger, as a list of checks.
public struct HealthReport: Equatable, Sendable {
  /// The checks, in the order they were made.
  public let checks: [HealthCheck]

  /// A report of these checks.
  public init(checks: [HealthCheck]) {
    self.checks = checks
  }

  /// The worst level of all checks; ok when there are none.
  public var level: HealthCheck.Level {
    checks.map(\.level).max() ?? .ok
  }

  /// Whether nothing is known to be wrong but what passes by itself: the checks that fail could not be made now.
  public var isPassing: Bool {
    let failures = checks.filter { $0.level == .failure }
    return failures.contains { $0.obstacle == .passing } && failures.allSatisfy { $0.obstacle != nil }
  }
}
