extension YAMLLine {
  /// What a letter after a backslash stands for.
  private static let escapes: [Unicode.Scalar: Unicode.Scalar] = [
    "0": "\0", "a": "\u{7}", "b": "\u{8}", "t": "\t", "\t": "\t", "n": "\n", "v": "\u{B}", "f": "\u{C}",
    "r": "\r", "e": "\u{1B}", " ": " ", "\"": "\"", "/": "/", "\\": "\\", "N": "\u{85}", "_": "\u{A0}",
    "L": "\u{2028}", "P": "\u{2029}",
  ]
  /// How many hexadecimal digits follow a letter after a backslash.
  private static let codes: [Unicode.Scalar: Int] = ["x": 2, "u": 4, "U": 8]

  /// Takes what stands for a character after a backslash in double quotes.
  ///
  /// - Throws: `Problem` for what stands for none.
  mutating func takeEscape() throws(Problem) -> Unicode.Scalar {
    let start = TextPosition(line: number, column: position.column - 1)
    let letter = take() ?? " "
    guard let scalar = Self.escapes[letter] ?? Self.codes[letter].flatMap({ takeCode(digits: $0) }) else {
      throw Problem(
        "the backslash stands for no character", at: start,
        advice: "Write two backslashes for one, or the text in single quotes.")
    }
    return scalar
  }

  private mutating func takeCode(digits count: Int) -> Unicode.Scalar? {
    var code: UInt32 = 0
    for _ in 0..<count {
      guard let scalar = take(), scalar.isASCII, let digit = Character(scalar).hexDigitValue else {
        return nil
      }
      code = code << 4 | UInt32(digit)
    }
    return Unicode.Scalar(code)
  }
}
