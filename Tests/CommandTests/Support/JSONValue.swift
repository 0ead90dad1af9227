import Foundation

/// A JSON document whose types are told apart: a number is no string, and `true` no number.
enum JSONValue: Decodable, Equatable {
  case null
  case bool(Bool)
  case integer(Int)
  /// A number that is not whole, as shares in per cent can be.
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  /// Parses a whole document; throws when it is none.
  init(_ bytes: [UInt8]) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: Data(bytes))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int.self) {
      self = .integer(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSONValue].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSONValue].self))
    }
  }

  /// The value of a key; null when there is none.
  subscript(key: String) -> JSONValue {
    if case .object(let values) = self { return values[key] ?? .null }
    return .null
  }

  var integer: Int? { if case .integer(let value) = self { value } else { nil } }
  var string: String? { if case .string(let value) = self { value } else { nil } }
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  var array: [JSONValue] { if case .array(let values) = self { values } else { [] } }
  var strings: [String] { array.compactMap(\.string) }

  /// Total, prompt and completion tokens and requests, where an object has them.
  var counts: [Int?] {
    ["total_tokens", "prompt_tokens", "completion_tokens", "requests"].map { self[$0].integer }
  }

  /// The keys that every document with figures begins with.
  static let headKeys = [
    "site", "ledger_complete_until", "ledger_complete_until_local", "last_sync", "last_sync_local",
    "warnings",
  ]

  /// A document without its head.
  var body: JSONValue {
    guard case .object(let values) = self else { return self }
    return .object(values.filter { !Self.headKeys.contains($0.key) })
  }

  /// Parses a document.
  init(text: String) throws {
    try self.init(Array(text.utf8))
  }

  /// The kinds of all values by their paths, such as `rows[].complete: bool`.
  var shape: Set<String> {
    switch self {
    case .null: [": null"]
    case .bool: [": bool"]
    case .integer: [": integer"]
    case .number: [": number"]
    case .string: [": string"]
    case .array(let values): Set(values.flatMap { $0.shape.map { "[]" + $0 } } + [": array"])
    case .object(let values):
      Set(values.flatMap { key, value in value.shape.map { ".\(key)\($0)" } })
    }
  }
}
