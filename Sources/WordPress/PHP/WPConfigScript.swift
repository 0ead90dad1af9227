/// What a wp-config.php assigns, and how sure that is without running it.
struct WPConfigScript {
  /// The constants and the variable that tell how to reach the database and which tables are the site's.
  enum Setting: String, CaseIterable {
    case name = "DB_NAME"
    case user = "DB_USER"
    case password = "DB_PASSWORD"
    case host = "DB_HOST"
    case clientFlags = "MYSQL_CLIENT_FLAGS"
    /// The character set of the site's connection, which its text columns were written through.
    case charset = "DB_CHARSET"
    /// The table of the accounts, where it is not the prefix and `users`.
    case userTable = "CUSTOM_USER_TABLE"
    case tablePrefix = "$table_prefix"
  }

  /// Whether a statement runs.
  enum Reach {
    case certain, possible, never

    /// The reach of what runs only when a condition holds; nil stands for a condition nobody can know.
    func when(_ condition: Bool?) -> Reach {
      switch (self, condition) {
      case (.never, _), (_, false): .never
      case (_, true): self
      case (_, nil): .possible
      }
    }
  }

  /// One assignment to a setting.
  struct Assignment: Equatable {
    let value: PHPExpression
    let reach: Reach
    let line: Int
    /// Whether another file, which may assign the same, was included before.
    let followsInclude: Bool
  }

  /// What is known of a setting.
  enum Outcome: Equatable {
    case value(PHPExpression, line: Int)
    /// Nothing in this file assigns it.
    case missing
    /// It depends on a condition which of several values holds.
    case ambiguous
    /// It depends on what an included file assigns.
    case dependsOnInclude
  }

  /// The line of the first statement that includes a file other than wp-settings.php, if any.
  private(set) var includeLine: Int?
  private var assignments: [Setting: [Assignment]] = [:]

  /// Reads the assignments of a PHP file.
  ///
  /// - Throws: `PHPSyntaxError`.
  init(source: [UInt8]) throws {
    var parser = WPConfigParser(tokens: try PHPTokenizer.tokens(of: source))
    self = try parser.script()
  }

  /// A script that assigns nothing yet.
  init() {}

  mutating func record(_ setting: Setting, _ value: PHPExpression, reach: Reach, line: Int) {
    guard reach != .never else { return }
    let followsInclude = includeLine != nil
    assignments[setting, default: []].append(
      Assignment(value: value, reach: reach, line: line, followsInclude: followsInclude))
  }

  mutating func recordInclude(line: Int, reach: Reach) {
    if reach != .never, includeLine == nil { includeLine = line }
  }

  /// Whether a constant is defined by what was recorded so far; nil when that cannot be known.
  func isDefined(_ setting: Setting) -> Bool? {
    let found = assignments[setting] ?? []
    if found.contains(where: { $0.reach == .certain }) { return true }
    return found.isEmpty && includeLine == nil ? false : nil
  }

  /// What is known of a setting at the end of the file.
  func outcome(of setting: Setting) -> Outcome {
    var candidates: [Assignment] = []
    for assignment in assignments[setting] ?? [] {
      if setting == .tablePrefix {
        // The last assignment to a variable holds.
        if assignment.reach == .certain { candidates = [] }
        candidates.append(assignment)
      } else {
        // The first definition of a constant holds.
        candidates.append(assignment)
        if assignment.reach == .certain { break }
      }
    }
    guard let first = candidates.first else { return includeLine == nil ? .missing : .dependsOnInclude }
    guard candidates.allSatisfy({ $0.value == first.value }) else { return .ambiguous }
    if !candidates.contains(where: { $0.reach == .certain }), candidates.contains(where: \.followsInclude) {
      return .dependsOnInclude
    }
    return .value(first.value, line: first.line)
  }
}
