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

  /// Equal when every byte is.
  public static func == (left: Name, right: Name) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  /// Hashes the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }

  /// The name as it was logged. Hostile text: a writer makes it harmless for its own format.
  public var description: String { text }
}
