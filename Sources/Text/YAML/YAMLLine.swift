/// What is left to read of a line of a YAML file.
struct YAMLLine {
  /// The line's number, from 1.
  let number: Int
  /// Its characters from where reading goes on; an index is a column less one.
  private(set) var rest: ArraySlice<Unicode.Scalar>

  /// A line without its indentation.
  init(number: Int, text: [Unicode.Scalar]) {
    self.number = number
    rest = text.drop { $0 == " " }
  }

  /// The columns before what is left: the indentation of what stands there.
  var indentation: Int { rest.startIndex }
  /// Where reading goes on.
  var position: TextPosition { TextPosition(line: number, column: rest.startIndex + 1) }
  /// The next character; nil at the end of the line.
  var next: Unicode.Scalar? { rest.first }
  /// Whether nothing is left, or a comment; blanks were stepped over.
  var isEmpty: Bool { rest.isEmpty || rest.first == "#" }

  /// Whether what is left begins with `text`.
  func starts(with text: String) -> Bool { rest.starts(with: text.unicodeScalars) }

  /// Takes the next character.
  @discardableResult
  mutating func take() -> Unicode.Scalar? { rest.popFirst() }

  /// Takes the next character when it is `scalar`.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    rest.removeFirst()
    return true
  }

  /// Takes the text before a place in the line.
  mutating func take(to end: Int) -> String {
    defer { rest = rest[end...] }
    return String(String.UnicodeScalarView(rest[..<end]))
  }

  /// Steps over blanks; says whether there were any.
  @discardableResult
  mutating func skipBlanks() -> Bool {
    let before = rest.startIndex
    rest = rest.drop(while: Self.isBlank)
    return rest.startIndex > before
  }

  /// Steps over blanks, and a comment after them.
  mutating func skipBlanksAndComment() {
    if skipBlanks(), next == "#" { rest = rest.suffix(0) }
  }

  /// Whether a character separates others within a line. A tab does not: parsers disagree about it.
  static func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " }
}
