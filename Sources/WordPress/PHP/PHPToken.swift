/// A token of PHP source, as far as a reader of assignments and constants needs to tell them apart.
enum PHPToken: Equatable {
  /// `$name`, without the dollar sign.
  case variable(String)
  /// A word: keyword, function or constant; a leading backslash (the global namespace) is dropped.
  case name(String)
  /// A number as written.
  case number(String)
  /// A string that holds no variables, with its escapes resolved.
  case string([UInt8])
  /// What only execution can tell: a string with variables in it, a heredoc, a shell command.
  case opaque
  /// Punctuation, operators of several characters as one.
  case symbol(String)

  /// Whether this is the given word, in any case, as PHP compares keywords and functions.
  func isName(_ lowercased: String) -> Bool {
    if case .name(let name) = self { return name.lowercased() == lowercased }
    return false
  }
}

/// A token and the line it starts on, from 1.
struct PHPLexeme {
  let token: PHPToken
  let line: Int
}

/// A file that is not PHP, or breaks off.
struct PHPSyntaxError: Error, Equatable {
  /// What is wrong: "a comment is never closed".
  let problem: String
  /// The line it starts on, from 1.
  let line: Int
}
