import Text

/// A `.env` file as version 5 of PHP's dotenv reads it: a file that dotenv refuses is refused here, too.
struct DotEnvFile {
  /// `NAME=VALUE`, or only a name, which unsets the variable.
  private struct Entry {
    let name: String
    let value: DotEnvValue?
  }

  private var entries: [Entry] = []

  /// Reads the lines of a file, or of several that follow each other.
  ///
  /// - Throws: `Failure` (78) naming the file and the line, but never its content.
  init(_ source: [UInt8], path: String) throws {
    let bom = Array("\u{FEFF}".utf8)
    for (line, text) in try DotEnvFile.entries(
      of: source.starts(with: bom) ? source.dropFirst(3) : source[...], path)
    {
      do {
        entries.append(try DotEnvFile.entry(text))
      } catch let fault as DotEnvFault {
        throw DotEnvFile.error(fault.rawValue, path, line)
      }
    }
  }

  /// The file with the lines of `other` appended.
  func followed(by other: DotEnvFile) -> DotEnvFile {
    var result = self
    result.entries += other.entries
    return result
  }

  /// The variables after the lines are applied in order. A variable of the process keeps its value. `${NAME}` is
  /// replaced by the value at that point, and kept as written when there is none.
  func variables(in process: EnvironmentVariables) -> [String: [UInt8]] {
    var set: [String: [UInt8]] = [:]
    for entry in entries where process.bytes(of: entry.name) == nil {
      set[entry.name] = entry.value?.resolved { name in process.bytes(of: name) ?? set[name] }
    }
    return set.merging(process.all) { $1 }
  }

  // MARK: Lines

  /// The lines that set something, each with its number. A line with `="` goes on until its quote is closed.
  private static func entries(of source: ArraySlice<UInt8>, _ path: String) throws -> [(Int, [UInt8])] {
    var entries: [(Int, [UInt8])] = []
    var open: (line: Int, text: [UInt8])?
    for (number, line) in lines(source).enumerated() {
      if var text = open?.text, let first = open?.line {
        text += [UInt8(ascii: "\n")] + line
        open = closesQuote(line, isFirst: false) ? nil : (first, text)
        if open == nil { entries.append((first, text)) }
      } else if opensQuote(line), !closesQuote(line, isFirst: true) {
        open = (number + 1, Array(line))
      } else if let first = line.first(where: { !isTrimmed($0) }), first != UInt8(ascii: "#") {
        entries.append((number + 1, Array(line)))
      }
    }
    // dotenv silently drops such a line and all that follow.
    if let open { throw error(DotEnvFault.openQuote.rawValue, path, open.line) }
    return entries.filter { $0.1.first { !isTrimmed($0) } != UInt8(ascii: "#") }
  }

  private static func lines(_ source: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var lines: [ArraySlice<UInt8>] = []
    var (start, index) = (source.startIndex, source.startIndex)
    while index < source.endIndex {
      let byte = source[index]
      index += 1
      guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") else { continue }
      lines.append(source[start..<index - 1])
      if byte == UInt8(ascii: "\r"), index < source.endIndex, source[index] == UInt8(ascii: "\n") {
        index += 1
      }
      start = index
    }
    return lines + [source[start...]]
  }

  private static func opensQuote(_ line: ArraySlice<UInt8>) -> Bool {
    zip(line, line.dropFirst()).contains { $0 == (UInt8(ascii: "="), UInt8(ascii: "\"")) }
  }

  /// Whether the line closes a quote, which on the line that opens it takes two. One at the very beginning of a line
  /// counts where it stands alone.
  private static func closesQuote(_ line: ArraySlice<UInt8>, isFirst: Bool) -> Bool {
    if line.elementsEqual([UInt8(ascii: "\"")]) { return true }
    var rest: [UInt8] = []
    var index = line.startIndex
    while index < line.endIndex {
      let isPair =
        line[index] == UInt8(ascii: "\\") && line.dropFirst(index - line.startIndex + 1).first == line[index]
      if !isPair { rest.append(line[index]) }
      index += isPair ? 2 : 1
    }
    let quotes = zip(rest, rest.dropFirst()).count {
      $0.0 != UInt8(ascii: "\\") && $0.1 == UInt8(ascii: "\"")
    }
    return quotes > (isFirst ? 1 : 0)
  }

  // MARK: Entries

  private static func entry(_ text: [UInt8]) throws -> Entry {
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else {
      return Entry(name: try name(text[...]), value: nil)
    }
    let name = trimmed(text[..<equals])
    if name.isEmpty { throw DotEnvFault.noName }
    return Entry(name: try self.name(name), value: try DotEnvValue(trimmed(text[(equals + 1)...])))
  }

  private static func name(_ bytes: ArraySlice<UInt8>) throws -> String {
    var bytes = bytes
    if bytes.count > 8, bytes.starts(with: "export".utf8), isSpace(bytes[bytes.startIndex + 6]) {
      bytes = bytes.dropFirst(6).drop(while: isSpace)
    }
    if bytes.count > 2, let quote = bytes.first, quote == bytes.last,
      quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"")
    {
      bytes = bytes.dropFirst().dropLast()
    }
    guard !bytes.isEmpty, let name = String(validating: bytes, as: UTF8.self),
      name.unicodeScalars.allSatisfy(isNamePart)
    else { throw DotEnvFault.badName }
    return name
  }

  private static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .lowercaseLetter, .uppercaseLetter, .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber,
      .letterNumber, .otherNumber:
      true
    default: scalar == "_" || scalar == "."
    }
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var result = bytes.drop(while: isTrimmed)
    while let last = result.last, isTrimmed(last) { result.removeLast() }
    return result
  }

  private static func error(_ problem: String, _ path: String, _ line: Int) -> Failure {
    Failure(
      .configuration, "\(printable(path)), line \(line): \(problem)",
      advice: "PHP's dotenv refuses the file, too: put values with spaces, quotes or # in quotes.")
  }
}

/// What PHP's `trim` removes.
private func isTrimmed(_ byte: UInt8) -> Bool {
  isSpace(byte) && byte != 12 || byte == 0
}

/// What PHP's `ctype_space` takes for a space.
func isSpace(_ byte: UInt8) -> Bool {
  byte == UInt8(ascii: " ") || (9...13).contains(byte)
}
