import Text

/// The settings of some groups of a MariaDB option file.
///
/// Read here and never by libmariadb, which would let the file switch on what must stay off.
struct OptionFile {
  /// A setting of one of the groups asked for; dashes in its key, never underscores.
  struct Setting: Equatable {
    let key: String
    /// Nil for a key without an equals sign.
    let value: [UInt8]?
    let line: Int
  }

  /// The settings by group, in the order of the file.
  private(set) var groups: [String: [Setting]] = [:]
  /// The lines of `!include` and `!includedir`, which are not followed.
  private(set) var includeLines: [Int] = []

  /// Splits a file into its groups.
  init(_ source: [UInt8]) {
    var group: String?
    for (number, bytes) in source.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      let line = OptionFile.trimmed(bytes)
      switch line.first {
      case nil, UInt8(ascii: "#"), UInt8(ascii: ";"):
        continue
      case UInt8(ascii: "!"):
        includeLines.append(number + 1)
      case UInt8(ascii: "["):
        let name = lenientText(OptionFile.trimmed(line.dropFirst().prefix { $0 != UInt8(ascii: "]") }))
        group = name
        if groups[name] == nil { groups[name] = [] }
      default:
        guard let group else { continue }
        groups[group]?.append(OptionFile.setting(line, number: number + 1))
      }
    }
  }

  private static func setting(_ line: ArraySlice<UInt8>, number: Int) -> Setting {
    let line = trimmed(withoutComment(line))
    let equals = line.firstIndex(of: UInt8(ascii: "="))
    let key = lenientText(
      trimmed(line[..<(equals ?? line.endIndex)]).map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 })
    let value = equals.map { unescaped(unquoted(trimmed(line[($0 + 1)...]))) }
    return Setting(key: key, value: value, line: number)
  }

  /// The line up to a `#` outside quotes.
  private static func withoutComment(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var quote: UInt8?
    var isEscaped = false
    for (index, byte) in zip(line.indices, line) {
      if !isEscaped, byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        if quote == nil { quote = byte } else if quote == byte { quote = nil }
      }
      if quote == nil, byte == UInt8(ascii: "#") { return line[..<index] }
      isEscaped = quote != nil && byte == UInt8(ascii: "\\") && !isEscaped
    }
    return line
  }

  private static func unquoted(_ value: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard value.count > 1, let first = value.first, first == value.last,
      first == UInt8(ascii: "'") || first == UInt8(ascii: "\"")
    else { return value }
    return value.dropFirst().dropLast()
  }

  /// The value with its escapes resolved; an unknown one keeps its backslash.
  private static func unescaped(_ value: ArraySlice<UInt8>) -> [UInt8] {
    var scanner = ByteScanner(Array(value))
    var result: [UInt8] = []
    while let byte = scanner.take() {
      guard byte == UInt8(ascii: "\\"), let escaped = scanner.take() else {
        result.append(byte)
        continue
      }
      switch escaped {
      case UInt8(ascii: "n"): result.append(10)
      case UInt8(ascii: "t"): result.append(9)
      case UInt8(ascii: "r"): result.append(13)
      case UInt8(ascii: "b"): result.append(8)
      case UInt8(ascii: "s"): result.append(UInt8(ascii: " "))
      case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): result.append(escaped)
      default: result += [byte, escaped]
      }
    }
    return result
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let isBlank: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || (9...13).contains($0) }
    var result = bytes.drop(while: isBlank)
    while let last = result.last, isBlank(last) { result.removeLast() }
    return result
  }
}
