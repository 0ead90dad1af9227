import Text

/// A value in PHP code, as far as it is known without running the code.
enum PHPValue: Equatable, Sendable {
  case null
  case bool(Bool)
  case int(Int)
  case string([UInt8])
  case array([PHPArrayElement])
  /// A variable of the process, which PHP's settings may hide from `$_ENV` and `$_SERVER`.
  case environment([UInt8])
  case unknown(PHPObstacle)

  /// A string of text.
  static func text(_ text: String) -> PHPValue { .string(Array(text.utf8)) }

  /// A whole number as written in PHP; nil for anything that is none.
  ///
  /// Numbers with a fraction, or too large, are values that are not known.
  init?(number text: String) {
    let digits = text.replacing("_", with: "").lowercased()
    let forms: [(prefix: String, radix: Int)] = [("0x", 16), ("0b", 2), ("0o", 8), ("0", 8), ("", 10)]
    guard
      let form = forms.first(where: {
        digits.hasPrefix($0.prefix) && digits.utf8.count > $0.prefix.utf8.count
      })
    else { return nil }
    let own = digits.dropFirst(form.prefix.utf8.count)
    guard own.utf8.allSatisfy({ isHexDigit($0) }), let value = Int(own, radix: form.radix) else { return nil }
    self = .int(value)
  }

  /// Whether PHP takes it for true; nil when that is not known.
  var truth: Bool? {
    switch self {
    case .null: false
    case .bool(let value): value
    case .int(let value): value != 0
    case .string(let bytes): !bytes.isEmpty && bytes != [UInt8(ascii: "0")]
    case .array(let elements): !elements.isEmpty
    case .environment, .unknown: nil
    }
  }

  /// Its bytes as a string; nil when they are not known.
  var bytes: [UInt8]? {
    switch self {
    case .null, .bool(false): []
    case .bool(true): [UInt8(ascii: "1")]
    case .int(let value): Array(String(value).utf8)
    case .string(let bytes): bytes
    case .array, .environment, .unknown: nil
    }
  }

  /// Its text, for names and paths, where it is a string of ASCII characters or valid UTF-8 without NUL.
  var text: String? {
    guard case .string(let bytes) = self, !bytes.contains(0) else { return nil }
    return String(validating: bytes, as: UTF8.self)
  }

  /// As the key of an array; nil when that is not known.
  var key: PHPKey? {
    switch self {
    case .null: return .string([])
    case .bool(let value): return .int(value ? 1 : 0)
    case .int(let value): return .int(value)
    case .string(let bytes):
      // A whole number in its shortest form is a number.
      if let number = Int(lenientText(bytes)), Array(String(number).utf8) == bytes { return .int(number) }
      return .string(bytes)
    case .array, .environment, .unknown: return nil
    }
  }

  /// Whether a value and all of its elements are known.
  var isKnown: Bool {
    switch self {
    case .null, .bool, .int, .string: true
    case .array(let elements): elements.allSatisfy(\.value.isKnown)
    case .environment, .unknown: false
    }
  }

  /// `===`; nil when that is not known.
  func isIdentical(to other: PHPValue) -> Bool? {
    isKnown && other.isKnown ? self == other : nil
  }

  /// `==`; nil when that is not known or depends on PHP's version.
  func isEqual(to other: PHPValue) -> Bool? {
    switch (self, other) {
    case (.environment, _), (_, .environment), (.unknown, _), (_, .unknown), (.array, _), (_, .array):
      return nil
    case (.bool, _), (_, .bool): return truth == other.truth
    case (.null, .null): return true
    case (.null, .string(let bytes)), (.string(let bytes), .null): return bytes.isEmpty
    case (.null, .int(let value)), (.int(let value), .null): return value == 0
    case (.int(let left), .int(let right)): return left == right
    case (.string(let left), .string(let right)):
      return left == right ? true : PHPValue.mayBeNumber(left) && PHPValue.mayBeNumber(right) ? nil : false
    case (.int(let value), .string(let bytes)), (.string(let bytes), .int(let value)):
      guard case .int(let number)? = PHPValue.string(bytes).key else { return nil }
      return number == value
    }
  }

  private static func mayBeNumber(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first(where: { !isBlank($0) }) else { return false }
    return isDigit(first) || first == UInt8(ascii: ".") || first == UInt8(ascii: "+")
      || first == UInt8(ascii: "-")
  }
}

/// The key of an element of an array.
enum PHPKey: Equatable, Sendable {
  case int(Int)
  case string([UInt8])

  var value: PHPValue {
    switch self {
    case .int(let number): .int(number)
    case .string(let bytes): .string(bytes)
    }
  }
}

/// An element of an array.
struct PHPArrayElement: Equatable, Sendable {
  let key: PHPKey
  var value: PHPValue
}

extension [PHPArrayElement] {
  /// The value of a key; nil when there is none.
  func value(of key: PHPKey) -> PHPValue? { first { $0.key == key }?.value }

  /// Sets a key, or with nil the next number.
  mutating func set(_ key: PHPKey?, to value: PHPValue) {
    let key = key ?? .int(nextNumber)
    if let position = firstIndex(where: { $0.key == key }) {
      self[position].value = value
    } else {
      append(PHPArrayElement(key: key, value: value))
    }
  }

  private var nextNumber: Int {
    let numbers = compactMap { element in
      if case .int(let number) = element.key { number } else { nil }
    }
    // After negative numbers PHP 8.3 continues differently from earlier versions; such arrays do not occur here.
    return Swift.max(numbers.max() ?? -1, -1) + 1
  }
}

/// Why something is not known.
///
/// All obstacles are equal when states are compared: an unknown value is unknown, whatever the reason.
struct PHPObstacle: Equatable, Sendable {
  /// What it is: "extract()".
  let problem: String
  let file: PHPFile
  let line: Int
  /// The variable of the environment that is missing here.
  var variable: String?
  /// The file that is included and not understood.
  var isInclude = false
  /// The error of reading a file.
  var error: Failure?

  static func == (left: PHPObstacle, right: PHPObstacle) -> Bool { true }
}
