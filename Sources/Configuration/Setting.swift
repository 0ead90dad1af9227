/// A value that a configuration file sets, and where.
public struct Setting<Value: Sendable>: Sendable {
  /// The value.
  public let value: Value
  /// Where it stands.
  public let position: TextPosition

  /// A value at a place.
  public init(_ value: Value, at position: TextPosition) {
    self.value = value
    self.position = position
  }
}

extension Setting: Equatable where Value: Equatable {}
