/// A text that must never be shown: a password.
///
/// Printing, interpolating or dumping it gives three stars; only this package can read it.
///
///     let password = Secret("hunter2")
///     "\(password)"  // "***"
public struct Secret: Sendable, Equatable {
  /// The text itself, for the connection and for writing option files alone.
  package let revealed: String

  /// Keeps `text` from being shown.
  public init(_ text: String) {
    revealed = text
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
