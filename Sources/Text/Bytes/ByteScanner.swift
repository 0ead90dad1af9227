/// Walks over the bytes of a file, minding the line it is on.
package struct ByteScanner {
  private let bytes: [UInt8]
  package private(set) var index = 0
  /// The line the next byte is on, from 1.
  package private(set) var line = 1

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The next byte, nil at the end.
  package var next: UInt8? { peek(0) }

  /// The byte `offset` places ahead, nil past the end.
  package func peek(_ offset: Int) -> UInt8? {
    index + offset < bytes.count ? bytes[index + offset] : nil
  }

  /// Whether the text that follows is `text`.
  package func starts(with text: StaticString) -> Bool {
    text.withUTF8Buffer { wanted in
      index + wanted.count <= bytes.count && bytes[index..<index + wanted.count].elementsEqual(wanted)
    }
  }

  /// Takes the next byte; nil at the end.
  @discardableResult
  package mutating func take() -> UInt8? {
    guard index < bytes.count else { return nil }
    defer { index += 1 }
    let byte = bytes[index]
    // A carriage return alone ends a line too, as in files from old Macs.
    if byte == UInt8(ascii: "\n") || (byte == UInt8(ascii: "\r") && peek(1) != UInt8(ascii: "\n")) {
      line += 1
    }
    return byte
  }

  /// Takes `text` when it follows.
  package mutating func take(_ text: StaticString) -> Bool {
    guard starts(with: text) else { return false }
    skip(text.utf8CodeUnitCount)
    return true
  }

  /// Takes the bytes that follow as long as they satisfy `predicate`, at most `limit` of them.
  @discardableResult
  package mutating func take(upTo limit: Int = .max, while predicate: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = index
    while index - start < limit, let byte = next, predicate(byte) { take() }
    return bytes[start..<index]
  }

  /// Steps over `count` bytes, or to the end.
  package mutating func skip(_ count: Int) {
    for _ in 0..<count { take() }
  }
}

/// The bytes as text; invalid UTF-8 is replaced, so this is for names, never for values.
package func lenientText(_ bytes: some Sequence<UInt8>) -> String {
  String(decoding: Array(bytes), as: UTF8.self)
}
