/// A `.env` file: `KEY=value` a line, with the quotes, escapes and comments of PHP's dotenv.
struct DotEnvFile {
  /// A value; one that refers to other variables is not resolved.
  enum Value: Equatable {
    case literal([UInt8])
    case interpolated
  }

  private(set) var values: [String: Value] = [:]

  /// Reads the settings of a file.
  ///
  /// - Throws: `SiteError` (78) naming the line of a quote that is never closed.
  init(_ source: [UInt8], path: String) throws {
    var scanner = ByteScanner(source)
    _ = scanner.take("\u{FEFF}")
    while scanner.next != nil {
      scanner.take { isSpace($0) || isLineEnd($0) }
      let line = scanner.line
      if scanner.next == UInt8(ascii: "#") {
        scanner.take { !isLineEnd($0) }
        continue
      }
      var key = trimmed(lenientText(scanner.take { $0 != UInt8(ascii: "=") && !isLineEnd($0) }))
      if key.hasPrefix("export ") { key = trimmed(key.dropFirst("export ".count)) }
      guard scanner.take("=") else { continue }
      scanner.take { isSpace($0) }
      guard let value = DotEnvFile.value(&scanner) else {
        throw SiteError(
          .configuration, "\(printable(path)), line \(line): a quote is never closed",
          advice: "Check the file's quotes.")
      }
      values[String(key)] = value
      scanner.take { !isLineEnd($0) }
    }
  }

  /// The file with what `other` sets in its place.
  func overridden(by other: DotEnvFile) -> DotEnvFile {
    var result = self
    result.values.merge(other.values) { $1 }
    return result
  }

  /// The text of a setting; nil when it is not set or empty, as Bedrock sees it.
  ///
  /// - Throws: `SiteError` (78) naming a key whose value refers to others or is no UTF-8.
  func text(_ key: String, path: String) throws -> String? {
    switch values[key] {
    case nil: return nil
    case .literal(let bytes)?:
      guard let text = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
        throw SiteError(
          .configuration, "\(key) in \(printable(path)) is not valid UTF-8 text",
          advice: "Save the file as UTF-8, without NUL bytes.")
      }
      return text.isEmpty ? nil : text
    case .interpolated?:
      throw SiteError(
        .configuration, "\(key) in \(printable(path)) refers to other variables with ${…}",
        advice: "Write its value out, or give the connection with --site - or --defaults-file.")
    }
  }

  private static func value(_ scanner: inout ByteScanner) -> Value? {
    switch scanner.next {
    case UInt8(ascii: "'"):
      scanner.take()
      let value = scanner.take { $0 != UInt8(ascii: "'") }
      return scanner.take("'") ? .literal(Array(value)) : nil
    case UInt8(ascii: "\""):
      return doubleQuoted(&scanner)
    default:
      var value: [UInt8] = []
      while let byte = scanner.next, !isLineEnd(byte) {
        // A comment starts behind a space; elsewhere the sign is part of the value.
        if byte == UInt8(ascii: "#"), value.last.map(isSpace) ?? true { break }
        if scanner.starts(with: "${") { return .interpolated }
        scanner.take()
        value.append(byte)
      }
      while let last = value.last, isSpace(last) { value.removeLast() }
      return .literal(value)
    }
  }

  private static func doubleQuoted(_ scanner: inout ByteScanner) -> Value? {
    var value: [UInt8] = []
    var isInterpolated = false
    scanner.take()
    while let byte = scanner.next {
      if scanner.starts(with: "${") { isInterpolated = true }
      scanner.take()
      switch byte {
      case UInt8(ascii: "\""):
        return isInterpolated ? .interpolated : .literal(value)
      case UInt8(ascii: "\\"):
        guard let escaped = scanner.take() else { return nil }
        value += escape(escaped).map { [$0] } ?? [byte, escaped]
      default:
        value.append(byte)
      }
    }
    return nil
  }

  private static func escape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "n"): 10
    case UInt8(ascii: "r"): 13
    case UInt8(ascii: "t"): 9
    case UInt8(ascii: "\\"), UInt8(ascii: "\""), UInt8(ascii: "$"): byte
    default: nil
    }
  }
}

private func isSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
}

private func isLineEnd(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
}
