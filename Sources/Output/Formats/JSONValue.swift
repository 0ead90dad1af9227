import Ledger
import Reports

/// A value of JSON.
///
///     let row: JSONObject = ["day": .text("2026-11-21"), "requests": .integer(2)]
public indirect enum JSONValue: Equatable, Sendable {
  /// Not known, or not there.
  case null
  /// True or false.
  case flag(Bool)
  /// A whole number.
  case integer(Int)
  /// Per cent, with one decimal place.
  case percent(PerMille)
  /// Text, as it is.
  case text(String)
  /// Values in their order.
  case list([JSONValue])
  /// Values by key.
  case object(JSONObject)

  /// A text; null for nil.
  public static func text(_ text: String?) -> JSONValue { text.map { .text($0) } ?? .null }
  /// A number; null for nil.
  public static func integer(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }
  /// A day; null for nil.
  public static func day(_ day: Day?) -> JSONValue { .text(day?.description) }
  /// Texts in their order.
  public static func texts(_ texts: [String]) -> JSONValue { .list(texts.map { .text($0) }) }
  /// Tokens and requests: a key a measure.
  public static func count(_ count: TokenCount) -> JSONValue { .object(count.members) }
}

/// Values of JSON by their keys, in snake_case.
public typealias JSONObject = [String: JSONValue]

extension TokenCount {
  /// A key a measure.
  var members: JSONObject {
    Measure.all.reduce(into: [:]) { $0[$1.key] = .integer($1.number(self)) }
  }
}

extension Figures {
  /// A key a measure, the cost with them.
  var members: JSONObject {
    count.members.merging([Measure.cost.key: cost?.json ?? .null]) { $1 }
  }
}

extension JSONValue: Encodable {
  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// Writes the value.
  public func encode(to encoder: any Encoder) throws {
    switch self {
    case .object(let members):
      var container = encoder.container(keyedBy: Key.self)
      for (key, value) in members { try container.encode(value, forKey: Key(stringValue: key)) }
    case .list(let values):
      var container = encoder.unkeyedContainer()
      for value in values { try container.encode(value) }
    case .null:
      var container = encoder.singleValueContainer()
      try container.encodeNil()
    case .flag(let flag):
      var container = encoder.singleValueContainer()
      try container.encode(flag)
    case .integer(let number):
      var container = encoder.singleValueContainer()
      try container.encode(number)
    case .percent(let ratio):
      var container = encoder.singleValueContainer()
      try container.encode(Double(ratio.value) / 10)
    case .text(let text):
      var container = encoder.singleValueContainer()
      try container.encode(text)
    }
  }
}
