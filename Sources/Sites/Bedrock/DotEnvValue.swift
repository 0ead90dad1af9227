import Text

/// Why dotenv refuses a line.
enum DotEnvFault: String, Error {
  case noName = "an equals sign without a name before it"
  case badName = "the name is not one of letters, digits, underscores and dots"
  case openQuote = "a quote is never closed"
  case badEscape = "a backslash in double quotes before a character that it does not escape"
  case textBehind = "text after the end of the value"
}

/// A value of a `.env` file, with the positions of references to other variables.
struct DotEnvValue: Equatable {
  private(set) var bytes: [UInt8] = []
  /// The positions of each `$` that may begin `${NAME}`.
  private var references: [Int] = []

  private enum State { case start, unquoted, single, double, escape, space, comment }

  /// The value of the trimmed text after an equals sign.
  ///
  /// - Throws: `DotEnvFault`.
  init(_ text: ArraySlice<UInt8>) throws {
    var state = State.start
    for byte in text { state = try take(byte, state) }
    if [.single, .double, .escape].contains(state) { throw DotEnvFault.openQuote }
  }

  private mutating func take(_ byte: UInt8, _ state: State) throws -> State {
    switch (state, byte) {
    case (.start, UInt8(ascii: "'")): return .single
    case (.start, UInt8(ascii: "\"")): return .double
    case (.start, UInt8(ascii: "#")), (.unquoted, UInt8(ascii: "#")), (.space, UInt8(ascii: "#")),
      (.comment, _):
      return .comment
    case (.unquoted, _) where isSpace(byte): return .space
    case (.start, _), (.unquoted, _):
      append(byte)
      return .unquoted
    case (.single, UInt8(ascii: "'")), (.double, UInt8(ascii: "\"")): return .space
    case (.single, _):
      bytes.append(byte)
      return .single
    case (.double, UInt8(ascii: "\\")): return .escape
    case (.double, _):
      append(byte)
      return .double
    case (.escape, _):
      guard let meant = Self.escaped(byte) else { throw DotEnvFault.badEscape }
      bytes.append(meant)
      return .double
    case (.space, _):
      if !isSpace(byte) { throw DotEnvFault.textBehind }
      return .space
    }
  }

  private mutating func append(_ byte: UInt8) {
    if byte == UInt8(ascii: "$") { references.append(bytes.count) }
    bytes.append(byte)
  }

  private static func escaped(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"): byte
    case UInt8(ascii: "f"): 12
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "v"): 11
    default: nil
    }
  }

  /// The value with each `${NAME}` replaced by what `value` returns for the name, if anything. The last is replaced
  /// first, so that a replacement can complete a reference before it, as in dotenv.
  func resolved(_ value: (String) -> [UInt8]?) -> [UInt8] {
    references.reversed().reduce(into: bytes) { bytes, start in
      let rest = bytes[start...]
      guard rest.starts(with: "${".utf8) else { return }
      let name = rest.dropFirst(2).prefix { isWordByte($0) || $0 == UInt8(ascii: ".") }
      guard !name.isEmpty, name.endIndex < bytes.endIndex, bytes[name.endIndex] == UInt8(ascii: "}"),
        let replacement = value(lenientText(name))
      else { return }
      bytes.replaceSubrange(start...name.endIndex, with: replacement)
    }
  }
}
