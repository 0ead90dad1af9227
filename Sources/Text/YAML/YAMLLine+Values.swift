/// The values that stand on one line: text, plain or in quotes, and lists and mappings in brackets.
extension YAMLLine {
  /// How deep lists and mappings may stand in each other.
  static let depthLimit = 16

  /// Takes a value that ends with the line.
  ///
  /// - Throws: `Problem` for what is no value, and for what follows it on the line.
  mutating func takeLastValue(depth: Int) throws(Problem) -> YAMLNode {
    let value = try takeValue(inBrackets: false, depth: depth)
    skipBlanksAndComment()
    try checkTab()
    if !rest.isEmpty {
      throw Problem(
        "something follows the value", at: position,
        advice: "Write the value in quotes when this belongs to it, or put a blank and # before a comment.")
    }
    return value
  }

  /// Takes text in quotes, or a plain word before a colon; nil when no key and colon stand here.
  ///
  /// - Throws: `Problem` for text whose quotes do not end.
  mutating func takeKey(inBrackets: Bool) throws(Problem) -> (text: String, position: TextPosition)? {
    var line = self
    let start = line.position
    let text: String
    if line.next == "\"" || line.next == "'" {
      text = try line.takeQuoted()
    } else {
      if let next = line.next, Self.indicators.contains(next) { return nil }
      text = line.takePlain(inBrackets: inBrackets)
      if text.isEmpty { return nil }
    }
    line.skipBlanks()
    guard line.take(":"), line.next.map(Self.isBlank) ?? true || inBrackets else { return nil }
    self = line
    return (text, start)
  }

  // MARK: Values

  private mutating func takeValue(inBrackets: Bool, depth: Int) throws(Problem) -> YAMLNode {
    let start = position
    if depth > Self.depthLimit {
      throw Problem("values are nested too deeply", at: start, advice: "No setting is that deep.")
    }
    switch next {
    case "[": return YAMLNode(value: .sequence(try takeSequence(depth: depth)), position: start)
    case "{": return YAMLNode(value: .mapping(try takeMapping(depth: depth)), position: start)
    case "\"", "'":
      return YAMLNode(value: .scalar(YAMLScalar(text: try takeQuoted(), isQuoted: true)), position: start)
    default:
      try checkPlainStart()
      let text = takePlain(inBrackets: inBrackets)
      var after = self
      after.skipBlanks()
      if !inBrackets, after.next == ":" {
        throw Problem(
          "a second colon follows on the line", at: after.position,
          advice: "Write the value in quotes, or what belongs to the key on lines of its own, indented.")
      }
      return YAMLNode(value: .scalar(YAMLScalar(text: text, isQuoted: false)), position: start)
    }
  }

  private mutating func takeSequence(depth: Int) throws(Problem) -> [YAMLNode] {
    var items: [YAMLNode] = []
    try takeItems(until: "]") { (line: inout YAMLLine) throws(Problem) in
      items.append(try line.takeValue(inBrackets: true, depth: depth + 1))
    }
    return items
  }

  private mutating func takeMapping(depth: Int) throws(Problem) -> [YAMLField] {
    var fields = YAMLFields()
    try takeItems(until: "}") { (line: inout YAMLLine) throws(Problem) in
      guard let key = try line.takeKey(inBrackets: true) else {
        throw Problem("a key and a colon are missing", at: line.position, advice: "Write {key: value}.")
      }
      line.skipBlanks()
      let hasValue = line.next != "," && line.next != "}"
      let value =
        hasValue ? try line.takeValue(inBrackets: true, depth: depth + 1) : .null(at: line.position)
      try fields.append(key, value)
    }
    return fields.all
  }

  /// Takes what stands between brackets, with commas between the items; the last may have one, too.
  private mutating func takeItems(
    until end: Unicode.Scalar, _ takeItem: (inout YAMLLine) throws(Problem) -> Void
  ) throws(Problem) {
    let start = position
    take()
    skipBlanks()
    while !take(end) {
      if isEmpty {
        throw Problem(
          "the bracket has no end on its line", at: start,
          advice: "End it on this line, or write an item a line, each after '- '.")
      }
      try takeItem(&self)
      skipBlanks()
      if next != end, !take(",") {
        if isEmpty { continue }
        throw Problem("a comma or '\(end)' is missing", at: position, advice: "Separate items by commas.")
      }
      skipBlanks()
    }
  }

  // MARK: Text

  private static let brackets = Set<Unicode.Scalar>(",[]{}".unicodeScalars)
  /// Characters that begin something other than plain text.
  private static let indicators = Set<Unicode.Scalar>(",[]{}#&*!|>'\"%@`?".unicodeScalars)

  /// Checks that what follows is no tab, which is no blank.
  ///
  /// - Throws: `Problem` where it is one.
  func checkTab() throws(Problem) {
    if next == "\t" {
      throw Problem(
        "a tab stands here", at: position, advice: "Put blanks in its place, or the text in quotes.")
    }
  }

  private func checkPlainStart() throws(Problem) {
    guard let next else { return }
    try checkTab()
    let after = rest.dropFirst().first
    let isAlone = after.map(Self.isBlank) ?? true
    switch next {
    case "&", "*":
      throw Problem(
        "anchors and aliases are not used here", at: position,
        advice: "Write text that begins with \(next) in quotes.")
    case "!":
      throw Problem(
        "tags are not used here", at: position, advice: "Write text that begins with ! in quotes.")
    case "|", ">":
      throw Problem(
        "text over several lines is not used here", at: position, advice: "Write it on one line, in quotes.")
    case "?" where !isAlone, ":" where !isAlone, "-" where !isAlone: return
    case _ where Self.indicators.contains(next), "-", ":":
      throw Problem(
        "no text begins with '\(next)'", at: position, advice: "Write text that begins with it in quotes.")
    default: return
    }
  }

  /// Takes plain text up to a comment, a colon before a blank, the end of the line, or in brackets what ends an item
  /// there.
  private mutating func takePlain(inBrackets: Bool) -> String {
    func isBracket(_ scalar: Unicode.Scalar) -> Bool { inBrackets && Self.brackets.contains(scalar) }
    var end = rest.startIndex
    var previous: Unicode.Scalar?
    for (index, scalar) in zip(rest.indices, rest) {
      if scalar == "\t" || scalar == "#" && previous.map(Self.isBlank) ?? true { break }
      if isBracket(scalar) { break }
      if scalar == ":" {
        let after = rest[(index + 1)...].first
        if after.map({ Self.isBlank($0) || isBracket($0) }) ?? true { break }
      }
      if !Self.isBlank(scalar) { end = index + 1 }
      previous = scalar
    }
    return take(to: end)
  }

  /// Takes text in quotes, and the quotes.
  private mutating func takeQuoted() throws(Problem) -> String {
    let start = position
    let quote = take()
    var text = String.UnicodeScalarView()
    while let scalar = take() {
      if scalar == quote {
        guard quote == "'", take("'") else { return String(text) }
        text.append("'")
      } else if scalar == "\\", quote == "\"" {
        text.append(try takeEscape())
      } else {
        text.append(scalar)
      }
    }
    throw Problem(
      "the quotes have no end on their line", at: start,
      advice: "End the text with \(quote ?? "'") on this line.")
  }
}
