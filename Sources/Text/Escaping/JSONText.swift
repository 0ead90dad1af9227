import FoundationEssentials

/// Writes values as JSON that is stable, readable and harmless to print.
///
///     struct Answer: Encodable { let rowsRead: Int }
///     try JSONText.encode(Answer(rowsRead: 3))  // {\n  "rows_read" : 3\n}\n
package enum JSONText {
  /// `value` as JSON: keys in snake_case and in alphabetical order, two spaces of indentation, a line feed at
  /// the end. Control, bidirectional and invisible characters in strings are written as `\u` escapes, so a
  /// parser reads the very same text. Throws what the value's own encoding throws.
  package static func encode(_ value: some Encodable) throws -> String {
    try encode(value, [.prettyPrinted]) + "\n"
  }

  /// The same on a single line, without a line feed at its end.
  package static func line(_ value: some Encodable) throws -> String {
    try encode(value, [])
  }

  private static func encode(_ value: some Encodable, _ look: JSONEncoder.OutputFormatting) throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = look.union([.sortedKeys, .withoutEscapingSlashes])
    return escapeHarmful(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  /// Escapes what the encoder leaves as it is. Outside of strings JSON is ASCII, and controls below U+0020 are
  /// escaped already, so all that is left to escape lies inside of strings.
  private static func escapeHarmful(_ json: String) -> String {
    json.escaping(as: escape) { $0.value >= 0x7F && $0.isHarmful }
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    String(scalar).utf16.map { unit in
      let digits = String(unit, radix: 16, uppercase: true)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }.joined()
  }
}
