/// A token of PHP source.
enum PHPToken: Equatable, Sendable {
  /// `$name`, without the dollar sign.
  case variable(String)
  /// A word: keyword, function or constant, with its namespace as written.
  case name(String)
  /// A number as written.
  case number(String)
  /// A string that holds no variables, with its escapes resolved.
  case string([UInt8])
  /// A string with variables in it.
  case template([PHPTemplatePart])
  /// A command in backticks.
  case shellCommand
  /// Punctuation; an operator of several characters is one token. `<?` is an opening tag that not all servers accept.
  case symbol(String)

  /// Whether this is the given word, in any case, as PHP compares keywords and functions.
  func isName(_ lowercased: String) -> Bool {
    if case .name(let name) = self { return name.lowercased() == lowercased }
    return false
  }
}

/// A part of a string that PHP fills in.
enum PHPTemplatePart: Equatable, Sendable {
  case text([UInt8])
  /// `$name` or `{$name}`.
  case variable(String)
  /// An element or a property of a variable, which is only read.
  case element
  /// Code that may do anything.
  case code
}

/// A token and the line it starts on, from 1.
struct PHPLexeme: Equatable {
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

/// A name's bytes as text, so that different names stay different in any encoding.
func phpName(_ bytes: some Sequence<UInt8>) -> String {
  var name = ""
  for byte in bytes {
    if byte < 0x80, byte != UInt8(ascii: "%") {
      name.unicodeScalars.append(Unicode.Scalar(byte))
    } else {
      name += "%" + String(byte, radix: 16)
    }
  }
  return name
}
