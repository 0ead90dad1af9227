/// Reads the part of YAML 1.2 that settings need: mappings, lists and values on one line each.
///
/// What it takes, every YAML parser takes for the same. What it refuses is seldom meant in settings, or is read
/// differently elsewhere: anchors, aliases, tags, text over several lines, several documents, duplicate keys.
///
/// It is not libyaml, as the common package for it would link in all of Foundation, 45 MB of it.
package struct YAMLParser {
  private var lines: [YAMLLine]
  private var index = 0

  /// The document in a file; nil when there is nothing but comments.
  ///
  /// - Throws: `Problem` at the first character that cannot be read.
  package static func parse(_ bytes: [UInt8]) throws(Problem) -> YAMLNode? {
    var parser = try YAMLParser(bytes)
    guard parser.line != nil else { return nil }
    let root = try parser.takeBlock(depth: 0)
    if let line = parser.line {
      throw Problem(
        "the line does not belong to what stands above it", at: line.position,
        advice: "Indent it as its neighbours are.")
    }
    return root
  }

  private init(_ bytes: [UInt8]) throws(Problem) {
    lines = []
    // A file may begin with a mark that says it is UTF-8.
    let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    for (number, bytes) in content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      let bytes = bytes.last == UInt8(ascii: "\r") ? bytes.dropLast() : bytes
      let text = try Self.text(bytes, line: number + 1)
      let line = YAMLLine(number: number + 1, text: text)
      if line.isEmpty { continue }
      if line.indentation == 0, line.starts(with: "---"), lines.isEmpty {
        var rest = line
        _ = rest.take(to: 3)
        rest.skipBlanksAndComment()
        if rest.next == nil { continue }
      }
      if line.indentation == 0, ["---", "...", "%"].contains(where: line.starts) {
        throw Problem(
          "a file holds one document, without directives", at: line.position, advice: "Leave the line out.")
      }
      lines.append(line)
    }
  }

  private static func text(_ bytes: ArraySlice<UInt8>, line: Int) throws(Problem) -> [Unicode.Scalar] {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problem(
        "the line is not valid UTF-8 text", at: TextPosition(line: line, column: 1),
        advice: "Save the file as UTF-8.")
    }
    let scalars = Array(text.unicodeScalars)
    let isControl = { (scalar: Unicode.Scalar) in
      scalar != "\t" && (scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value))
    }
    if let index = scalars.firstIndex(where: isControl) {
      throw Problem(
        "a control character stands here", at: TextPosition(line: line, column: index + 1),
        advice: "Remove it, or write it as an escape in double quotes.")
    }
    return scalars
  }

  // MARK: Blocks

  /// The line that is read next; nil at the end.
  private var line: YAMLLine? { index < lines.count ? lines[index] : nil }

  /// Takes the mapping, list or value that begins on the next line.
  private mutating func takeBlock(depth: Int) throws(Problem) -> YAMLNode {
    guard let line else { return .null(at: TextPosition(line: 1, column: 1)) }
    if depth > YAMLLine.depthLimit {
      throw Problem("values are nested too deeply", at: line.position, advice: "No setting is that deep.")
    }
    if line.isItem { return try takeSequence(indentation: line.indentation, depth: depth) }
    var rest = line
    if try rest.takeKey(inBrackets: false) != nil {
      return try takeMapping(indentation: line.indentation, depth: depth)
    }
    index += 1
    rest = line
    return try rest.takeLastValue(depth: depth)
  }

  private mutating func takeSequence(indentation: Int, depth: Int) throws(Problem) -> YAMLNode {
    let start = lines[index].position
    var items: [YAMLNode] = []
    while var line, line.indentation == indentation, line.isItem {
      line.take()
      line.skipBlanks()
      if line.isEmpty {
        index += 1
        items.append(try takeIndented(by: indentation, depth: depth) ?? .null(at: line.position))
      } else {
        // What follows the dash is a block of its own, indented to where it stands.
        lines[index] = line
        items.append(try takeBlock(depth: depth + 1))
      }
    }
    try checkIndentation(indentation)
    return YAMLNode(value: .sequence(items), position: start)
  }

  private mutating func takeMapping(indentation: Int, depth: Int) throws(Problem) -> YAMLNode {
    let start = lines[index].position
    var fields = YAMLFields()
    while var line, line.indentation == indentation, !line.isItem {
      guard let key = try line.takeKey(inBrackets: false) else {
        try line.checkTab()
        throw Problem(
          "a key and a colon are missing", at: line.position, advice: "Write a line as 'key: value'.")
      }
      line.skipBlanks()
      index += 1
      let value: YAMLNode
      if !line.isEmpty {
        value = try line.takeLastValue(depth: depth + 1)
      } else if let next = self.line, next.indentation == indentation, next.isItem {
        // A list need not be indented below its key.
        value = try takeSequence(indentation: indentation, depth: depth + 1)
      } else {
        value = try takeIndented(by: indentation, depth: depth) ?? .null(at: line.position)
      }
      try fields.append(key, value)
    }
    try checkIndentation(indentation)
    return YAMLNode(value: .mapping(fields.all), position: start)
  }

  /// Takes the block that is indented by more than `indentation`; nil when there is none.
  private mutating func takeIndented(by indentation: Int, depth: Int) throws(Problem) -> YAMLNode? {
    guard let line, line.indentation > indentation else { return nil }
    return try takeBlock(depth: depth + 1)
  }

  private func checkIndentation(_ indentation: Int) throws(Problem) {
    guard let line, line.indentation > indentation else { return }
    throw Problem(
      "the line is indented further than what stands above it", at: line.position,
      advice: "Indent it as its neighbours are; a value ends with its line.")
  }
}

extension YAMLLine {
  /// Whether the line is an item of a list.
  fileprivate var isItem: Bool {
    var line = self
    return line.take("-") && (line.next.map(Self.isBlank) ?? true)
  }
}

/// The fields of a mapping that is being read.
struct YAMLFields {
  private(set) var all: [YAMLField] = []
  private var lines: [String: Int] = [:]

  /// Adds a key and its value.
  ///
  /// - Throws: `Problem` when the key is there already.
  mutating func append(_ key: (text: String, position: TextPosition), _ value: YAMLNode) throws(Problem) {
    if let line = lines.updateValue(key.position.line, forKey: key.text) {
      throw Problem("the key is on line \(line) already", at: key.position, advice: "Keep one of the two.")
    }
    all.append(YAMLField(key: key.text, keyPosition: key.position, value: value))
  }
}
