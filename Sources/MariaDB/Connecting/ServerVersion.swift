import Text

/// Which server answers, and its version.
public struct ServerVersion: Sendable, Equatable {
  /// The first number, 10 in 10.11.19.
  public let major: Int
  /// The second number, 11 in 10.11.19.
  public let minor: Int
  /// The third number, 19 in 10.11.19.
  public let patch: Int
  /// Whether it is MariaDB; otherwise it is MySQL or speaks like it.
  public let isMariaDB: Bool
  /// What the server calls itself, such as `10.11.19-MariaDB-0+deb12u1`; printable characters alone.
  public let text: String

  /// A version from the library's number (101119 for 10.11.19) and the server's text.
  init(number: Int, text: String, isMariaDB: Bool) {
    major = number / 10_000
    minor = number / 100 % 100
    patch = number % 100
    self.isMariaDB = isMariaDB
    self.text = text.withObscureCharactersEscaped
  }
}

extension ServerVersion: CustomStringConvertible {
  /// The product's name and the server's text.
  public var description: String { (isMariaDB ? "MariaDB " : "MySQL ") + text }
}
