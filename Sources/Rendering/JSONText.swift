import FoundationEssentials

/// Writes values as JSON that is stable, readable and harmless to print.
///
///     struct Answer: Encodable { let rowsRead: Int }
///     try JSONText.encode(Answer(rowsRead: 3))  // {\n  "rows_read" : 3\n}\n
public enum JSONText {
  /// `value` as JSON: keys in snake_case and in alphabetical order, two spaces of indentation, a line feed at
  /// the end. Control, bidirectional and invisible characters in strings are written as `\u` escapes, so a
  /// parser reads the very same text. Throws what the value's own encoding throws.
  public static func encode(_ value: some Encodable) throws -> String {
    try encode(value, [.prettyPrinted]) + "\n"
  }

  /// The same on a single line, without a line feed at its end.
  public static func line(_ value: some Encodable) throws -> String {
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
    func isHarmful(_ scalar: Unicode.Scalar) -> Bool {
      scalar.value >= 0x7F && TerminalText.isHarmful(scalar)
    }
    guard json.unicodeScalars.contains(where: isHarmful) else { return json }
    var result = ""
    for scalar in json.unicodeScalars {
      if isHarmful(scalar) {
        for unit in String(scalar).utf16 {
          let digits = String(unit, radix: 16, uppercase: true)
          result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// A value that is written as `null` when it is not there, so that a document's keys are always the same.
///
///     struct Answer: Encodable { @OrNull var lastSync: String? }
@propertyWrapper
public struct OrNull<Value: Encodable>: Encodable {
  /// The value, if there is one.
  public var wrappedValue: Value?

  /// A value that may be absent.
  public init(wrappedValue: Value?) {
    self.wrappedValue = wrappedValue
  }

  /// Writes the value or `null`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let wrappedValue {
      try container.encode(wrappedValue)
    } else {
      try container.encodeNil()
    }
  }
}

extension OrNull: Sendable where Value: Sendable {}
extension OrNull: Equatable where Value: Equatable {}
