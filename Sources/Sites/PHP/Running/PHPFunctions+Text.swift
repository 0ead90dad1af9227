import Text

extension PHPFunctions {
  /// ASCII text with each character mapped; nil for other text, which depends on the locale.
  static func ascii(_ bytes: [UInt8], _ change: (UInt8) -> UInt8) -> PHPValue? {
    bytes.allSatisfy { $0 < 0x80 } ? .string(bytes.map(change)) : nil
  }

  /// Whether a set of characters for `trim` has no ranges in it.
  static func isPlain(_ set: [UInt8]) -> Bool { position(of: Array("..".utf8), in: set) == nil }

  static func trimmed(
    _ bytes: [UInt8], atStart: Bool, atEnd: Bool, _ set: [UInt8] = Array(" \n\r\t\u{B}\0".utf8)
  ) -> [UInt8] {
    var result = bytes[...]
    while atStart, let first = result.first, set.contains(first) { result.removeFirst() }
    while atEnd, let last = result.last, set.contains(last) { result.removeLast() }
    return Array(result)
  }

  static func position(of part: [UInt8], in bytes: [UInt8]) -> Int? {
    guard part.count <= bytes.count else { return nil }
    return (0...(bytes.count - part.count)).first { bytes[$0...].starts(with: part) }
  }

  static func replaced(_ search: [UInt8], _ replacement: [UInt8], in subject: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var rest = subject[...]
    while let first = rest.first {
      if rest.starts(with: search) {
        result += replacement
        rest = rest.dropFirst(search.count)
      } else {
        result.append(first)
        rest = rest.dropFirst()
      }
    }
    return result
  }

  /// Strict Base64 only; PHP also decodes other text, whose result is not known here.
  static func base64(_ bytes: [UInt8]) -> PHPValue? {
    guard bytes.count % 4 == 0 else { return nil }
    var (result, buffer, count): ([UInt8], UInt32, Int) = ([], 0, 0)
    var padding = 0
    for byte in bytes {
      let digit: UInt8
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit = byte - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = byte - 71
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte + 4
      case UInt8(ascii: "+"): digit = 62
      case UInt8(ascii: "/"): digit = 63
      case UInt8(ascii: "="):
        padding += 1
        continue
      default: return nil
      }
      guard padding == 0 else { return nil }
      buffer = buffer << 6 | UInt32(digit)
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: buffer >> UInt32(count)))
      }
    }
    return padding <= 2 ? .string(result) : nil
  }

  /// Functions of files and their names.
  static func ofFile(_ name: String, _ value: PHPValue) -> PHPValue? {
    guard let path = value.text else { return nil }
    switch name {
    case "dirname": return directory(path).map { .text($0) }
    case "basename":
      guard !path.isEmpty, !path.hasSuffix("/"), path.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
      return .text(path.split(separator: "/").last.map(String.init) ?? path)
    default: break
    }
    // A relative path starts at PHP's current folder.
    guard path.hasPrefix("/"), !path.contains("://") else { return nil }
    switch name {
    case "file_exists": return (try? InputFile.exists(path)).map { .bool($0) }
    case "is_dir", "is_file":
      guard let isThere = try? InputFile.exists(path) else { return nil }
      guard isThere, let isFolder = try? InputFile.isFolder(path) else { return isThere ? nil : .bool(false) }
      if name == "is_dir" || isFolder { return .bool(isFolder == (name == "is_dir")) }
      return (try? InputFile(path: path)).map { _ in .bool(true) }
    case "is_readable":
      // Whether the site's user may read it is not known; a file that does not exist cannot be read.
      return (try? InputFile.exists(path)) == false ? .bool(false) : nil
    case "file_get_contents": return (try? InputFile(path: path)).map { .string($0.bytes) }
    default: return nil
    }
  }

  private static func directory(_ path: String) -> String? {
    guard path.hasPrefix("/"), !path.hasSuffix("/"), !path.contains("//") else { return nil }
    return parentFolder(of: path)
  }
}
