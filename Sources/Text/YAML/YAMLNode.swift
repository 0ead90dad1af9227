/// A value in a YAML file, and where it begins.
package struct YAMLNode: Equatable {
  package enum Value: Equatable {
    case scalar(YAMLScalar)
    case sequence([YAMLNode])
    case mapping([YAMLField])
  }

  package let value: Value
  package let position: TextPosition

  /// What stands where no value is written.
  package static func null(at position: TextPosition) -> YAMLNode {
    YAMLNode(value: .scalar(YAMLScalar(text: "", isQuoted: false)), position: position)
  }
}

/// A key of a mapping and its value.
package struct YAMLField: Equatable {
  package let key: String
  package let keyPosition: TextPosition
  package let value: YAMLNode
}

/// A single value, as it was written.
package struct YAMLScalar: Equatable {
  /// The text, its quotes and escapes resolved.
  package let text: String
  package let isQuoted: Bool

  /// What YAML 1.2's core schema takes a value for.
  package enum Kind: Equatable {
    case null
    case boolean(Bool)
    /// Nil when it is too large to be one here.
    case integer(Int?)
    case number
    case text
  }

  /// What the value is: quoted, always text.
  package var kind: Kind {
    if isQuoted { return .text }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    case ".nan", ".NaN", ".NAN": return .number
    default: break
    }
    if let integer = Self.integer(text) { return integer }
    return Self.isNumber(text) ? .number : .text
  }

  private static func integer(_ text: String) -> Kind? {
    for (prefix, radix) in [("0o", 8), ("0x", 16)] where text.hasPrefix(prefix) {
      let digits = text.dropFirst(2)
      let isInteger =
        !digits.isEmpty && digits.utf8.allSatisfy { Character(Unicode.Scalar($0)).isDigit(radix) }
      return isInteger ? .integer(Int(digits, radix: radix)) : nil
    }
    let digits = text.drop { $0 == "+" || $0 == "-" }
    guard text.count - digits.count < 2, !digits.isEmpty, digits.utf8.allSatisfy(isDigit) else { return nil }
    return .integer(Int(text))
  }

  /// Whether the text is a number with a fraction or an exponent, or one without an end.
  private static func isNumber(_ text: String) -> Bool {
    var rest = text[...]
    if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
    if [".inf", ".Inf", ".INF"].contains(rest) { return true }
    let whole = rest.prefix { $0.isDigit(10) }
    rest = rest[whole.endIndex...]
    var fraction = rest[..<rest.startIndex]
    if rest.first == "." {
      fraction = rest.dropFirst().prefix { $0.isDigit(10) }
      rest = rest[fraction.endIndex...]
    }
    if whole.isEmpty && fraction.isEmpty { return false }
    guard rest.first == "e" || rest.first == "E" else { return rest.isEmpty }
    rest.removeFirst()
    if rest.first == "+" || rest.first == "-" { rest.removeFirst() }
    return !rest.isEmpty && rest.allSatisfy { $0.isDigit(10) }
  }
}

extension Character {
  fileprivate func isDigit(_ radix: Int) -> Bool {
    isASCII && hexDigitValue.map { $0 < radix } ?? false
  }
}
