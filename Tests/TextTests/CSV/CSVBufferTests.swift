import Foundation
import TestSupport
import Testing
import Text

@Suite("CSV, written")
struct CSVBufferTests {
  private func line(_ fields: String...) -> String {
    var buffer = CSVBuffer()
    for field in fields { buffer.text(field) }
    buffer.endRow()
    return String(decoding: buffer.bytes, as: UTF8.self)
  }

  @Test("Fields are quoted where PHP's fputcsv quotes them")
  func quoting() {
    #expect(line("plain", "two words", "a,b", "") == "plain,\"two words\",\"a,b\",\n")
    #expect(line("say \"hi\"", #"c:\"#, "tab\tlf\ncr\r") == "\"say \"\"hi\"\"\",\"c:\\\",\"tab\tlf\ncr\r\"\n")
    #expect(line("") == "\n")
  }

  @Test("A quote after a backslash, which PHP leaves single, ends no cell")
  func backslashes() {
    #expect(line(#"a\"b"c"#) == #""a\'""b""c""# + "\n")
    #expect(line(#"x\",=1+1"#) == #""x\'"",=1+1""# + "\n")
    #expect(line(#"\\"" "#) == #""\\'"""" ""# + "\n")
  }

  @Test("Bytes that are not UTF-8 are replaced where that is asked for, wherever they are")
  func repairing() {
    let texts: [[UInt8]] = [
      Array("twelve bytes".utf8), Array("größer als acht".utf8), [0xFF],
      Array("12345678".utf8) + [0xED, 0xA0, 0x80],
      Array("1234567".utf8) + [0x9B, 0x41], [],
    ]
    var buffer = CSVBuffer()
    for text in texts { text.withUnsafeBytes { buffer.text(repairing: $0) } }
    #expect(
      String(validating: buffer.bytes, as: UTF8.self)
        == "\"twelve bytes\",\"größer als acht\",\u{FFFD},12345678\u{FFFD}\u{FFFD}\u{FFFD},1234567\u{FFFD}A,")
  }

  @Test("Text that a spreadsheet takes for a formula is made text, numbers are left alone")
  func formulas() {
    #expect(
      line("=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "1=1")
        == "'=1+1,'+1,'-1,'@x,\"'\tx\",\"'\rx\",\"'\nx\",1=1\n")
    var buffer = CSVBuffer()
    buffer.integer(-1)
    buffer.integer(.max)
    buffer.endRow()
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == "-1,9223372036854775807\n")
  }

  @Test("A buffer that is emptied within a row goes on where it was")
  func streaming() {
    var buffer = CSVBuffer(capacity: 64)
    var written: [UInt8] = []
    for field in ["a", "b c", ""] {
      buffer.text(field)
      written += buffer.bytes
      buffer.removeAll()
    }
    buffer.endRow()
    #expect(String(decoding: written + buffer.bytes, as: UTF8.self) == "a,\"b c\",\n")
  }

  @Test("Random fields are byte for byte what PHP writes")
  func comparedWithPHP() throws {
    let rows = randomRows()
    #expect(try run("php", ["-r", CSVBufferTests.php], input: base64(rows)) == Data(csv(rows)))
  }

  @Test("A strict reader of RFC 4180 finds the very fields, and none that a spreadsheet would run")
  func strictReader() throws {
    let rows = randomRows()
    let expected = rows.map { row in
      row.map { field in
        let isFormula = field.first.map { Array("=+-@\t\n".utf8).contains($0) } ?? false
        let apart = field.reduce(into: isFormula ? [apostrophe] : []) { text, byte in
          if byte == UInt8(ascii: "\""), text.last == UInt8(ascii: "\\") { text.append(apostrophe) }
          text.append(byte)
        }
        return apart
      }
    }
    #expect(
      try run("python3", ["-c", CSVBufferTests.python], input: Data(csv(rows)).base64EncodedString())
        == Data(base64(expected).utf8))
  }

  private func randomRows() -> [[[UInt8]]] {
    var generator = SeededGenerator(seed: 4)
    // Lines end with LF; a lone CR would end one for Python.
    let alphabet = Array("\"\"\\\\, \t\n=+-@'a;é".utf8)
    return (0..<3000).map { _ in
      (0..<Int.random(in: 2...6, using: &generator)).map { _ in
        (0..<Int.random(in: 0...9, using: &generator)).map { _ in
          alphabet.randomElement(using: &generator) ?? 0
        }
      }
    }
  }

  private func csv(_ rows: [[[UInt8]]]) -> [UInt8] {
    var buffer = CSVBuffer()
    for row in rows {
      for field in row {
        field.withUnsafeBytes { buffer.text($0) }
      }
      buffer.endRow()
    }
    return buffer.bytes
  }

  private func base64(_ rows: [[[UInt8]]]) -> String {
    rows.map { $0.map { Data($0).base64EncodedString() }.joined(separator: ",") + "\n" }.joined()
  }

  /// Reads rows of fields in base64 and writes them with fputcsv, formulas made text, and quotes kept from
  /// backslashes, by rules of its own.
  private static let php = #"""
    while (($line = fgets(STDIN)) !== false) {
      $fields = array_map('base64_decode', explode(',', substr($line, 0, -1)));
      $fields = preg_replace('/\A[=+\-@\t\r\n]/', "'$0", str_replace('\\"', '\\\'"', $fields));
      fputcsv(STDOUT, $fields, ',', '"', '\\');
    }
    """#

  /// Reads a file in base64 and writes its rows with fields in base64.
  private static let python = """
    import base64, csv, io, sys
    text = base64.b64decode(sys.stdin.read()).decode('latin-1')
    for row in csv.reader(io.StringIO(text, newline=''), strict=True):
        print(','.join(base64.b64encode(cell.encode('latin-1')).decode() for cell in row))
    """

  private func run(_ program: String, _ arguments: [String], input: String) throws -> Data {
    let file = FileManager.default.temporaryDirectory.appending(path: "csv-\(UUID().uuidString)")
    try Data(input.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.standardInput = try FileHandle(forReadingFrom: file)
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let written = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return written
  }
}

private let apostrophe = UInt8(ascii: "'")
