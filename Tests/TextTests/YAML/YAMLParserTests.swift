import TestSupport
import Testing

@testable import Text

@Suite("YAML") struct YAMLParserTests {
  /// What settings may look like.
  static let documents = [
    "", "# nothing\n", "---\n", "--- # a comment\na: 1\n", "a: 1", "a: 1\r\nb: 2\r\n", "\u{FEFF}a: 1\n",
    "a:\n  b:\n    c: d\n  e: f\n", "a:\n- b\n- c\nd: e\n",
    "a:\n  - b\n  -\n    c: d\n  -   e: f\n      g: h\n",
    "- - - a\n    - b\n", "- a: 1\n  b:\n  - c\n  -\n- d\n", "a: # comment\n  b # comment\n", "a: b#c\n",
    "a: \"b\tc\" # d\te\n",
    "a: 'it''s # not'\nb: \"x\\n\\t\\\\\\\"\\u00e9\\x41\\U0001F600\"\n", "'a b': c\n\"d\\te\": f\n",
    "a b : c\n",
    "a: [b, 'c, d', \"e\", [f], {g: h}, ]\n", "a: {b: c, 'd': e, f: , g: [1, 2]}\n", "a: []\nb: {}\n",
    "[a, b]\n",
    "a: http://example.org:80/x?y=1&z\n", "a: -1\nb: +2\nc: 0o17\nd: 0x1F\ne: 1e3\nf: .5\ng: 1_000\nh: 1.\n",
    "a: ~\nb: null\nc: NULL\nd:\ne: true\nf: TRUE\ng: yes\nh: .inf\ni: -.Inf\nj: .nan\nk: 12:30\nl: 2026-01-01\n",
    "é: ü\nname: 日本語 text\n", "a: --x\nb: -x\nc: ?x\nd: :x\ne: x:y\nf: x - y\n", "a: b  \n\n\n  # c\nd: e\n",
    "a: \"\"\nb: ''\n", "12: a\ntrue: b\n", "- [a, b]\n- {c: d}\n", "a: b's\nc: x\"y\n", "a: <<b\n<<: c\n",
  ]

  @Test("Settings are read as PyYAML reads them")
  func settings() async throws {
    let expected = try await YAMLOracle.outlines(of: Self.documents)
    for (document, expected) in zip(Self.documents, expected) {
      try #require(expected != nil, "\(document.debugDescription)")
      #expect(ownOutline(of: document) == expected, "\(document.debugDescription)")
    }
  }

  @Test("Whatever is not refused is read as PyYAML reads it", arguments: 0..<4 as Range<UInt64>)
  func random(seed: UInt64) async throws {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      " ", "  ", "\n", "\n", "\n  ", "- ", "-", ":", ": ", ": ", "a", "b1", "cd", "'", "\"", "#", " # ", "[",
      "]",
      "{", "}", ",", ", ", "é", "1", "0x1F", "true", "~", "&", "*", "!", "|", "?", "\\n", "\\", "\t", "---",
      ".",
      "a: ", "b: c", "- a", "\n- ", "\n  b: ", "'x'", "\"y\"", "[1, a]", "{a: b}",
    ]
    let documents = (0..<3000).map { _ in
      (0..<Int.random(in: 1...14, using: &random)).map { _ in pieces.randomElement(using: &random) ?? "" }
        .joined()
    }
    let expected = try await YAMLOracle.outlines(of: documents)
    var accepted = 0
    for (document, expected) in zip(documents, expected) {
      guard let own = ownOutline(of: document) else { continue }
      accepted += 1
      #expect(own == expected, "\(document.debugDescription)")
    }
    #expect(accepted > 300)
  }

  @Test(
    "What settings do not need, and what is no YAML, is refused with its place and a way out",
    arguments: [
      ("a: &b c", 1, 4, "anchors and aliases are not used here"),
      ("a: *b", 1, 4, "anchors and aliases are not used here"),
      ("- */htdocs", 1, 3, "anchors and aliases are not used here"),
      ("a: !!str b", 1, 4, "tags are not used here"),
      ("a: |\n  b\n", 1, 4, "text over several lines is not used here"),
      ("a: b\n  c\n", 2, 3, "the line is indented further than what stands above it"),
      ("a: 'b\n  c'\n", 1, 4, "the quotes have no end on their line"),
      ("a: [b,\n  c]\n", 1, 4, "the bracket has no end on its line"),
      ("a: b: c", 1, 5, "a second colon follows on the line"),
      ("a: 'b' c", 1, 8, "something follows the value"),
      ("a: 'b'#c", 1, 7, "something follows the value"),
      ("a: [b c] d", 1, 10, "something follows the value"),
      ("a: ['b' 'c']", 1, 9, "a comma or ']' is missing"),
      ("a: {b}", 1, 5, "a key and a colon are missing"),
      ("a: @b", 1, 4, "no text begins with '@'"),
      ("a: - b", 1, 4, "no text begins with '-'"),
      ("a: b\nc\n", 2, 1, "a key and a colon are missing"),
      ("? a\n", 1, 1, "no text begins with '?'"),
      ("a: \"\\q\"", 1, 5, "the backslash stands for no character"),
      ("a: \"\\ud800\"", 1, 5, "the backslash stands for no character"),
      ("a: 1\n---\nb: 2\n", 2, 1, "a file holds one document, without directives"),
      ("%YAML 1.2\n---\na: 1\n", 1, 1, "a file holds one document, without directives"),
      ("a:\n\tb: 1\n", 2, 1, "a tab stands here"),
      ("a: 1\n\tb: 1\n", 2, 1, "a tab stands here"),
      ("a:\tb\n", 1, 3, "a tab stands here"),
      ("a: b\t# c\n", 1, 5, "a tab stands here"),
      ("a: 1\na: 2\n", 2, 1, "the key is on line 1 already"),
      ("é: {b: 1, b: 2}\n", 1, 11, "the key is on line 1 already"),
      ("a:\n  b: 1\n c: 2\n", 3, 2, "the line is indented further than what stands above it"),
      ("- a\nb: c\n", 2, 1, "the line does not belong to what stands above it"),
      ("a: \u{1B}[31m", 1, 4, "a control character stands here"),
      ("a: \u{0}", 1, 4, "a control character stands here"),
    ])
  func refused(text: String, line: Int, column: Int, message: String) {
    let error = #expect(throws: Problem.self) { try YAMLParser.parse(Array(text.utf8)) }
    #expect(error?.position == TextPosition(line: line, column: column))
    #expect(error?.message == message)
    #expect(error?.advice.hasSuffix(".") == true)
  }

  @Test("Bytes that are not UTF-8 are refused with their line")
  func notUTF8() {
    let error = #expect(throws: Problem.self) {
      try YAMLParser.parse(Array("a: b\nc: \u{E9}\n".utf8.dropLast(2)))
    }
    #expect(error?.position.line == 2)
  }

  // It takes a second or two; were each key compared with all others, it would take many minutes.
  @Test("A file as large as may be is read", .timeLimit(.minutes(5)))
  func large() throws {
    let keys = (0..<120_000).map { "k\($0): " }
    for text in [keys.joined(separator: "\n"), "{" + keys.joined(separator: ", ") + "}"] {
      #expect(try YAMLParser.parse(Array(text.utf8)) != nil)
    }
  }

  @Test(
    "However deep brackets and lists stand in each other, it ends in an error",
    arguments: ["[", "- ", "{a: "])
  func depth(piece: String) {
    let error = #expect(throws: Problem.self) {
      try YAMLParser.parse(Array(String(repeating: piece, count: 100_000).utf8))
    }
    #expect(error?.message == "values are nested too deeply")
  }
}
