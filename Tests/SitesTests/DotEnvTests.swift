import Testing
import Text

@testable import Sites

@Suite("A .env file is read as by version 5 of PHP's dotenv")
struct DotEnvTests {
  private func variables(_ source: String, process: [String: String] = [:]) throws -> [String: String] {
    try DotEnvFile(Array(source.utf8), path: "/.env").variables(
      in: EnvironmentVariables(process)
    ).mapValues {
      String(decoding: $0, as: UTF8.self)
    }
  }

  @Test(
    "A value ends, is quoted and escaped by dotenv's rules",
    arguments: [
      ("pw#1", "pw"), ("pw #1", "pw"), ("#1", ""), ("'pw#1'", "pw#1"), ("\"pw#1\"", "pw#1"), ("'a' # b", "a"),
      ("'a'#b", "a"), ("  spaced  ", "spaced"), ("", ""), ("''", ""), ("\"\"", ""), ("a'b\"c", "a'b\"c"),
      (#"a\nb"#, #"a\nb"#), (#"'a\nb'"#, #"a\nb"#), (#""a\n\t\r\f\v\\\"\$b""#, "a\n\t\r\u{c}\u{b}\\\"$b"),
      ("a=b=c", "a=b=c"), ("a$b", "a$b"), ("${", "${"), ("${NOBODY}", "${NOBODY}"), ("'${A}'", "${A}"),
      (#""\${A}""#, "${A}"), ("ä€", "ä€"), ("(a)", "(a)"), ("\"it's\"", "it's"),
      ("'say \"it\"'", "say \"it\""),
    ])
  func values(_ written: String, _ meant: String) throws {
    #expect(try variables("A=1\nKEY=\(written)\nZ=2") == ["A": "1", "KEY": meant, "Z": "2"])
  }

  @Test(
    "A name may follow export and be quoted",
    arguments: [
      ("KEY=v", "KEY"), ("  KEY =v", "KEY"), ("export KEY=v", "KEY"), ("export\tKEY=v", "KEY"),
      ("'KEY'=v", "KEY"),
      ("\"KEY\"=v", "KEY"), ("a.b_C1=v", "a.b_C1"), ("ÄRA=v", "ÄRA"),
    ])
  func names(_ line: String, _ name: String) throws {
    #expect(try variables(line) == [name: "v"])
  }

  @Test("Values in double quotes span lines, with any kind of line end")
  func lines() throws {
    #expect(
      try variables("\u{FEFF}A=\"one\ntwo\"\r\nB=b\r# a comment\n\n  # another\nC=\"\n\"\nD=d")
        == ["A": "one\ntwo", "B": "b", "C": "\n", "D": "d"])
  }

  @Test("${NAME} is replaced by an earlier value, of the process before the file")
  func references() throws {
    #expect(
      try variables(
        "A=1\nB=${A}2\nC=\"${B}3\"\nD=${LATER}\nLATER=x\nE=${P}\nP=file\nF=${A}${P}\n",
        process: ["P": "process"])
        == [
          "A": "1", "B": "12", "C": "123", "D": "${LATER}", "LATER": "x", "E": "process", "P": "process",
          "F": "1process",
        ])
  }

  @Test("The last line counts, only a name unsets it, and neither changes a variable of the process")
  func order() throws {
    #expect(
      try variables("A=1\nA=2\nB=1\nB\nP=file\nP", process: ["P": "process"]) == ["A": "2", "P": "process"])
  }

  @Test(
    "A line that dotenv refuses is refused with its number, and not shown",
    arguments: [
      ("A=b c", "text after the end of the value"), ("A='b'c", "text after the end of the value"),
      ("A='secret", "a quote is never closed"), ("A=\"secret\nB=2\n", "a quote is never closed"),
      ("=secret", "an equals sign without a name before it"),
      ("A B=secret", "the name is not one of letters, digits, underscores and dots"),
      ("secret one", "the name is not one of letters, digits, underscores and dots"),
      (#"A="\q""#, "a backslash in double quotes before a character that it does not escape"),
    ])
  func refused(_ line: String, _ problem: String) {
    #expect(
      failure { try variables("# first\n" + line) }
        == Failure(
          .configuration, "/.env, line 2: \(problem)",
          advice: "PHP's dotenv refuses the file, too: put values with spaces, quotes or # in quotes."))
  }
}
