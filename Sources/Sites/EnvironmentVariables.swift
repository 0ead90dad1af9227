import Text

/// The variables of a process, as the bytes they are: a password in one need not be text.
///
///     let variables: EnvironmentVariables = ["DB_NAME": "shop"]
///     variables["DB_NAME"]  // "shop"
public struct EnvironmentVariables: Sendable, ExpressibleByDictionaryLiteral {
  /// The few that a command asks for are found in a list sooner than a dictionary of all is made.
  private let list: [(name: String, bytes: [UInt8])]

  /// The variables of a process in its order; the first of a name counts.
  public init(_ list: [(name: String, bytes: [UInt8])]) {
    self.list = list
  }

  /// The variables that hold these bytes, by name.
  public init(bytes: [String: [UInt8]]) {
    self.init(bytes.map { (name: $0.key, bytes: $0.value) })
  }

  /// The variables that hold these texts, by name.
  public init(_ texts: [String: String]) {
    self.init(texts.map { (name: $0.key, bytes: Array($0.value.utf8)) })
  }

  /// The variables that hold these texts, by name.
  public init(dictionaryLiteral elements: (String, String)...) {
    self.init(elements.map { (name: $0.0, bytes: Array($0.1.utf8)) })
  }

  /// A variable as text, in which anything but UTF-8 is replaced; nil where there is none.
  public subscript(name: String) -> String? { bytes(of: name).map { lenientText($0) } }

  /// A variable's bytes; nil where there is none.
  func bytes(of name: String) -> [UInt8]? { list.first { $0.name == name }?.bytes }

  /// The bytes of each, by name.
  var all: [String: [UInt8]] { Dictionary(list.map { ($0.name, $0.bytes) }) { first, _ in first } }
}
