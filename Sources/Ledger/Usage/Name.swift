/// A name compared byte by byte: `Alpha`, `alpha` and `alpha ` are three names, and so are the composed and
/// the decomposed `é`, which Swift's own strings hold equal.
public struct Name: Hashable, Sendable, CustomStringConvertible {
  /// The name as it was logged.
  public let text: String

  /// A name; nil for nil and for the empty text, which name nothing.
  public init?(_ text: String?) {
    guard let text, !text.isEmpty else { return nil }
    self.text = text
  }

  /// The id of the assistant that a row of the log names; nil for the plain chat, whose rows say `original`, the empty
  /// text or nothing.
  public init?(assistantID text: String?) {
    if text == "original" { return nil }
    self.init(text)
  }

  /// Equal when every byte is.
  public static func == (left: Name, right: Name) -> Bool {
    left.withBytes { left in right.withBytes { right in left.elementsEqual(right) } }
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    withBytes { bytes in
      hasher.combine(bytes.count)
      hasher.combine(bytes: bytes)
    }
  }

  private func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    // Swift's own strings are always contiguous; none of another kind comes from the database.
    text.utf8.withContiguousStorageIfAvailable { body(UnsafeRawBufferPointer($0)) }
      ?? Array(text.utf8).withUnsafeBytes(body)
  }

  /// The name as it was logged. Hostile text: a writer makes it harmless for its own format.
  public var description: String { text }
}
