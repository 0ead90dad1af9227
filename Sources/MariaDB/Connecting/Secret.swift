import Glibc

/// A text that must never be shown: a password.
///
/// Printing, interpolating or dumping it gives three stars; only this package can read it. Its copies share one
/// piece of memory, which is overwritten when the last of them goes.
///
///     let password = Secret("hunter2")
///     "\(password)"  // "***"
public struct Secret: Sendable {
  /// The text's bytes with a NUL behind them.
  private final class Storage: @unchecked Sendable {
    // Written once, before anyone else can see it.
    let bytes: UnsafeMutableBufferPointer<CChar>

    init(_ text: some Collection<UInt8>) {
      bytes = UnsafeMutableBufferPointer.allocate(capacity: text.count + 1)
      bytes.initialize(repeating: 0)
      for (index, byte) in text.enumerated() { bytes[index] = CChar(bitPattern: byte) }
    }

    deinit {
      if let start = bytes.baseAddress { explicit_bzero(start, bytes.count) }
      bytes.deallocate()
    }
  }

  private let storage: Storage

  /// Keeps `text` from being shown.
  public init(_ text: String) {
    storage = Storage(text.utf8)
  }

  /// Hides bytes: a password need not be text.
  public init(bytes: [UInt8]) {
    storage = Storage(bytes)
  }

  /// Whether C would take the text for a shorter one.
  package var containsNUL: Bool { storage.bytes.dropLast().contains(0) }

  /// Lends the text to C; the pointer is good until `body` returns.
  package func withCString<Result>(_ body: (UnsafePointer<CChar>?) throws -> Result) rethrows -> Result {
    try body(UnsafePointer(storage.bytes.baseAddress))
  }
}

extension Secret: Equatable {
  /// Whether both texts have the same bytes.
  public static func == (left: Secret, right: Secret) -> Bool {
    left.storage.bytes.elementsEqual(right.storage.bytes)
  }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Three stars, whatever the text.
  public var description: String { "***" }
  /// Three stars, whatever the text.
  public var debugDescription: String { description }
  /// No children, so that `dump` shows nothing either.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
