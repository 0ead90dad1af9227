/// The variables of a process, as the bytes they are: a password in one need not be text.
///
///     let variables: EnvironmentVariables = ["DB_NAME": "shop"]
///     variables["DB_NAME"]  // "shop"
public struct EnvironmentVariables: Sendable, ExpressibleByDictionaryLiteral {
  /// The bytes of each, by name.
  let all: [String: [UInt8]]

  /// The variables that hold these bytes, by name.
  public init(bytes: [String: [UInt8]]) {
    all = bytes
  }

  /// The variables that hold these texts, by name.
  public init(_ texts: [String: String]) {
    all = texts.mapValues { Array($0.utf8) }
  }

  /// The variables that hold these texts, by name.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(Dictionary(elements, uniquingKeysWith: { first, _ in first }))
  }

  /// A variable as text, in which anything but UTF-8 is replaced; nil where there is none.
  public subscript(name: String) -> String? { all[name].map { lenientText($0) } }

  /// All of them as text.
  public var texts: [String: String] { all.mapValues { lenientText($0) } }
}
