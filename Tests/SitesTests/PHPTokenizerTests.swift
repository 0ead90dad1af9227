import Testing

@testable import Sites

@Suite("PHP tokens")
struct PHPTokenizerTests {
  private func tokens(_ source: String) throws -> [PHPToken] {
    try PHPTokenizer.tokens(of: Array(source.utf8)).map(\.token)
  }

  private func string(_ text: String) -> PHPToken { .string(Array(text.utf8)) }

  @Test("Strings have the bytes that PHP itself gives them")
  func stringsAsInPHP() throws {
    let literals = [
      #"'plain'"#, #"'it\'s'"#, #"'back\\slash'"#, #"'\n stays'"#, #"'$name'"#, #"''"#, #"'\\'"#,
      #"'a\\\'b'"#,
      #""plain""#, #""tab\t nl\n cr\r""#, #""\v\e\f""#, #""\"quoted\"""#, #""it\'s""#, #""\$name""#,
      #""costs $5""#,
      #""100$""#, #""$ x""#, #""\x41\x4""#, #""\x4g""#, #""\xg""#, #""\101\60\0601""#, #""\400""#, #""\8""#,
      #""\u{20AC}\u{1F600}\u{41}""#, #""\q\{""#, #""{ $""#, #""{x}""#, ##""#no // comment /* here */""##,
      "'zwei\nZeilen'", #"'Größe €'"#, #""a\\""#, #""\\n""#, #"'?>'"#, #""<?php""#,
    ]
    let folder = try TemporaryFolder()
    let script = "<?php\n" + literals.map { "echo bin2hex(\($0)), \"\\n\";\n" }.joined()
    let expected = try output(
      of: "php", ["-n", "-d", "display_errors=0", folder.write("strings.php", script)]
    ).split(
      separator: "\n", omittingEmptySubsequences: false)
    let actual = try literals.map { literal in
      guard case .string(let bytes) = try tokens("<?php " + literal).first else { return "no string" }
      return bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
    #expect(actual == expected.dropLast().map(String.init))
  }

  @Test(
    "A string with variables becomes a list of parts",
    arguments: [
      (#""$name""#, [PHPTemplatePart.text([]), .variable("name"), .text([])]),
      (#""a{$b}c""#, [.text([97]), .variable("b"), .text([99])]),
      (#""${name}""#, [.text([]), .variable("name"), .text([])]),
      (#""$a[x]""#, [.text([]), .element, .text([])]), (#""$a->b""#, [.text([]), .element, .text([])]),
      (#""{$a["x"]}""#, [.text([]), .element, .text([])]), (#""{$f("}")}""#, [.text([]), .code, .text([])]),
      (#""{${$x = 1}}""#, [.text([]), .code, .text([])]), (#""${'x'}""#, [.text([]), .code, .text([])]),
      ("<<<\"EOT\"\n $b\n EOTX\n  EOT", [.text([]), .variable("b"), .text(Array("\nEOTX".utf8))]),
    ])
  func templates(_ literal: String, _ parts: [PHPTemplatePart]) throws {
    #expect(
      try tokens("<?php f(\(literal));") == [
        .name("f"), .symbol("("), .template(parts), .symbol(")"), .symbol(";"),
      ])
  }

  @Test("Heredocs have the same text as in PHP itself")
  func heredocsAsInPHP() throws {
    let literals = [
      "<<<EOT\n define('X', \"1\");\n EOT", "<<<'EOT'\n{$ \"\\x41\nEOT", "<<<X\nX", "<<<X\n\nX",
      "<<<X\na\n\n  b\nX",
      "<<<X\n  a\\x41\\n\n   b\n  X", "<<<'X'\n\ta\n\tX", "<<<X\r\na\r\nb\r\nX",
      "<<<X\nit's \\\"q\\\" $ 5\nX",
    ]
    let folder = try TemporaryFolder()
    let script = "<?php\n" + literals.map { "echo bin2hex(\($0)), \"\\n\";\n" }.joined()
    let expected = try output(of: "php", ["-n", folder.write("heredocs.php", script)])
    let actual = try literals.map { literal in
      guard case .string(let bytes) = try tokens("<?php " + literal + ";").first else { return "no string" }
      return PHPOracle.hexadecimal(bytes) + "\n"
    }
    #expect(actual.joined() == expected)
  }

  @Test("Comments, text outside PHP and what follows __halt_compiler are no tokens")
  func noTokens() throws {
    let source = """
      #!/usr/bin/php
      'text' <?xml no ?> <?PHP
      one // two ?> three <?php # four
      /* five
      */ six; /**/ #[Attribute]
      seven ?> eight <?= 'nine' ?>
      <?php ten(__HALT_COMPILER
      eleven
      """
    #expect(
      try tokens(source) == [
        .name("one"), .symbol(";"), .name("six"), .symbol(";"), .symbol("#"), .symbol("["),
        .name("Attribute"),
        .symbol("]"), .name("seven"), .symbol(";"), .name("echo"), string("nine"), .symbol(";"), .name("ten"),
        .symbol("("),
      ])
  }

  @Test("A short opening tag, which not all servers accept, is a token")
  func shortTags() throws {
    #expect(try tokens("<p><? one <?php two") == [.symbol("<?"), .name("two")])
  }

  @Test("Operators, numbers, variables and names are one token each")
  func otherTokens() throws {
    let source = #"<?php $table_prefix .= \define(0x1F, 12) ?? $a?->b::c << 2 | \My\name;"#
    #expect(
      try tokens(source) == [
        .variable("table_prefix"), .symbol(".="), .name("\\define"), .symbol("("), .number("0x1F"),
        .symbol(","),
        .number("12"), .symbol(")"), .symbol("??"), .variable("a"), .symbol("?->"), .name("b"), .symbol("::"),
        .name("c"), .symbol("<<"), .number("2"), .symbol("|"), .name("\\My\\name"), .symbol(";"),
      ])
  }

  @Test(
    "What is never closed is an error on the line where it starts",
    arguments: [
      ("'x\n\n", PHPSyntaxError(problem: "a string is never closed", line: 2)),
      ("\"x\n\n", PHPSyntaxError(problem: "a string is never closed", line: 2)),
      ("\n\"{$x", PHPSyntaxError(problem: "a string is never closed", line: 3)),
      ("/* x\n", PHPSyntaxError(problem: "a comment is never closed", line: 2)),
      ("<<<X\nY\n", PHPSyntaxError(problem: "a heredoc is never closed", line: 2)),
      ("\"\\u{110000}\"", PHPSyntaxError(problem: "a string holds an invalid \\u{…}", line: 2)),
    ])
  func neverClosed(_ source: String, _ expected: PHPSyntaxError) {
    #expect(throws: expected) { try tokens("<?php\n" + source) }
  }

  @Test("Strings nested without end are refused before the stack is full")
  func nestedStrings() {
    let source = "<?php " + String(repeating: "\"{$a[", count: 100_000)
    #expect(throws: PHPSyntaxError(problem: "strings are nested too deeply", line: 1)) { try tokens(source) }
  }
}
