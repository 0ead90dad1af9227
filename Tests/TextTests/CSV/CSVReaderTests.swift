import TestSupport
import Testing
import Text

/// Everything a reader finds, with fields as text; the bytes come `step` at a time.
private func records(
  _ text: String, fields: Int? = nil, step: Int = 65_536,
  accepts: @escaping (CSVRecord) -> Bool = { _ in true }
) throws -> [String] {
  var bytes = Array(text.utf8)[...]
  var reader = try CSVReader { buffer in
    let part = bytes.prefix(min(step, buffer.count))
    buffer.copyBytes(from: part)
    bytes = bytes.dropFirst(part.count)
    return part.count
  }
  reader.fieldCount = fields
  reader.accepts = accepts
  var record = CSVRecord()
  var found: [String] = []
  while let entry = try reader.next(into: &record) {
    switch entry {
    case .record(let line): found.append("\(line) \(texts(record))")
    case .refused(let line): found.append("\(line) refused \(texts(record))")
    case .malformed(let line, let defect): found.append("\(line) \(defect)")
    }
  }
  return found
}

private func texts(_ record: CSVRecord) -> [String] {
  (0..<record.count).map { String(decoding: record[$0], as: UTF8.self) }
}

@Suite("CSV, read") struct CSVReaderTests {
  @Test(
    "Records are read whatever the ends of their lines and the size of the blocks",
    arguments: ["\n", "\r\n"], [1, 2, 3, 7, 65_536])
  func lines(end: String, step: Int) throws {
    let lines = ["\u{FEFF}id,\"a b\",c", "1,\"say \"\"hi\"\"\",", "", "2,\"two", "lines\",\"\"", "3,,x", ""]
    #expect(
      try records(lines.joined(separator: end), fields: 3, step: step) == [
        #"1 ["id", "a b", "c"]"#, #"2 ["1", "say \"hi\"", ""]"#,
        end == "\n" ? #"4 ["2", "two\nlines", ""]"# : #"4 ["2", "two\r\nlines", ""]"#, #"6 ["3", "", "x"]"#,
      ])
  }

  @Test("The last line needs no end", arguments: [("1,2", #"1 ["1", "2"]"#), ("1,\"2\"", #"1 ["1", "2"]"#)])
  func noEnd(text: String, expected: String) throws {
    #expect(try records(text, fields: 2, step: 1) == [expected])
  }

  @Test("Nothing, a byte order mark and empty lines are no records", arguments: ["", "\u{FEFF}", "\n\r\n\n"])
  func nothing(text: String) throws {
    #expect(try records(text) == [])
  }

  @Test(
    "A quote after a backslash is text or the end of its field, whichever makes a record",
    arguments: [
      (#""a\",b,"c d""#, [#"a\"#, "b", "c d"]),
      (#""a\"b",c,d"#, [#"a\"b"#, "c", "d"]),
      (#""a\",b",c,d"#, [#"a\",b"#, "c", "d"]),
      (#""a\"""b",c,d"#, [#"a\""b"#, "c", "d"]),
      (#"a,"\","x y""#, ["a", #"\"#, "x y"]),
      (#""a\\","b c",\"#, [#"a\\"#, "b c", #"\"#]),
      (#"1,2,"a\""#, ["1", "2", #"a\"#]),
      (#""a\"",b,c"#, [#"a\""#, "b", "c"]),
      // All of them doubled, as RFC 4180 has it.
      (#""a\""b",c,d"#, [#"a\"b"#, "c", "d"]),
      (#""a\"",b",c,d"#, [#"a\",b"#, "c", "d"]),
      (#""a\""",b,c"#, [#"a\""#, "b", "c"]),
      (#"1,2,"a\""""#, ["1", "2", #"a\""#]),
      // A field that should be in quotes and is not belongs to the text before it.
      (#"1,"\",b c,d",e"#, ["1", #"\",b c,d"#, "e"]),
      (#"1,"\"",b c,d",e"#, ["1", #"\",b c,d"#, "e"]),
    ])
  func backslashes(line: String, expected: [String]) throws {
    for step in [1, 65_536] {
      #expect(
        try records(line + "\n9,9,9\n", fields: 3, step: step) == ["1 \(expected)", #"2 ["9", "9", "9"]"#])
    }
  }

  @Test("A malformed line is named by its number, and reading goes on with the next")
  func malformed() throws {
    let text = """
      1,2
      1,2,3
      1,"2"3
      1,2"3
      1,"2
      3",4
      5,6

      """
    #expect(
      try records(text, fields: 2) == [
        #"1 ["1", "2"]"#, "2 3 fields instead of 2", "3 a quote in the middle of a field",
        "4 a quote in the middle of a field", "5 3 fields instead of 2", "6 a quote in the middle of a field",
        #"7 ["5", "6"]"#,
      ])
  }

  @Test("A quote that is never closed costs its own line only", arguments: [10, 40_000])
  func endless(count: Int) throws {
    // As long as 2 MB: more than a record may have.
    let rest = (0..<count).map { "\($0),\(String(repeating: "x", count: 50))" }
    let found = try records("1,\"2\n" + rest.joined(separator: "\n"), fields: 2)
    #expect(found.first == "1 a quote that is never closed")
    #expect(found.count == count + 1)
    #expect(found.last?.hasPrefix("\(count + 1) [\"\(count - 1)\"") == true)
  }

  @Test(
    "A record that makes no sense is handed out as it is read first, and reading goes on with the next line")
  func refused() throws {
    #expect(
      try records(#""a\",b"# + "\n1,2\n", fields: 2) { Array($0[0]) == Array("1".utf8) } == [
        #"1 refused ["a\\", "b"]"#, #"2 ["1", "2"]"#,
      ])
  }

  /// Whose quoting a record has.
  enum Dialect: CaseIterable { case php, rfc4180 }

  @Test(
    "What PHP's own fputcsv writes comes back, and what RFC 4180 has, hostile bytes included",
    arguments: Dialect.allCases)
  func roundTrip(dialect: Dialect) throws {
    let pieces = [
      "\\", "\"", "\\\"", "\",", ",", "\n", "\r\n", "a", "1", " ", "\t", "'", "=1", "é",
      ",2026-01-01 10:00:00,", "",
    ]
    var random = SeededGenerator(seed: 20_261_121)
    func hostile() -> String {
      (0..<Int.random(in: 0..<9, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }.joined()
    }
    for _ in 0..<8000 {
      // The columns of the chatbot's file: two of them can hold whatever a visitor sends.
      let fields = ["17", hostile(), hostile(), "2026-11-21 10:00:00", "Total Tokens", "5"]
      let line = fields.map { quoted($0, dialect) }.joined(separator: ",") + "\n"
      let found = try records(line, fields: 6, step: Int.random(in: 1...9, using: &random)) { record in
        Array(record[4]) == Array("Total Tokens".utf8)
      }
      #expect(found == ["1 \(fields)"], "\(line)")
    }
  }

  /// A field as PHP's `fputcsv` writes it, or with all its quotes doubled.
  private func quoted(_ field: String, _ dialect: Dialect) -> String {
    let bytes = Array(field.utf8)
    guard bytes.contains(where: { Array(",\"\\\n\r\t ".utf8).contains($0) }) else { return field }
    var escaped = false
    var result: [UInt8] = [UInt8(ascii: "\"")]
    for byte in bytes {
      if byte == UInt8(ascii: "\\") {
        escaped = dialect == .php
      } else if !escaped, byte == UInt8(ascii: "\"") {
        result.append(byte)
      } else {
        escaped = false
      }
      result.append(byte)
    }
    return String(decoding: result + [UInt8(ascii: "\"")], as: UTF8.self)
  }
}
