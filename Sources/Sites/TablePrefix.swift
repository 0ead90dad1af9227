import Text

/// The rules a table prefix obeys before it becomes part of a statement.
enum TablePrefix {
  /// Table names are at most 64 characters, and the longest that is appended, a chatbot's log,
  /// has 32.
  static let longest = 32

  /// A prefix that was checked.
  ///
  /// - Throws: `Failure` of the given kind, naming `source`.
  static func checked(_ prefix: String, kind: Failure.Kind, source: String) throws -> String {
    guard prefix.utf8.allSatisfy(isWordByte) else {
      throw Failure(
        kind, "\(source) holds characters other than letters, digits and underscores",
        advice: "Give the table prefix exactly as wp-config.php has it, such as wp_.")
    }
    guard prefix.utf8.count <= longest else {
      throw Failure(
        kind, "\(source) is longer than \(longest) characters, so that table names would exceed 64",
        advice: "Give the table prefix exactly as wp-config.php has it, such as wp_.")
    }
    return prefix
  }
}
