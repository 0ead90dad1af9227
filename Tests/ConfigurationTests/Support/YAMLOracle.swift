import Foundation
import TestSupport
import Testing

@testable import Configuration

/// What other programs make of YAML.
enum YAMLOracle {
  /// The outlines of documents by PyYAML; nil where it finds an error.
  static func outlines(of documents: [String]) async throws -> [String?] {
    try await ask(documents, "\"$SCRIPT\"", [:])
  }

  /// Whether documents are valid by the JSON Schema in a file.
  static func validity(of documents: [String], by schema: String) async throws -> [Bool] {
    try await ask(documents, "\"$SCRIPT\" \"$SCHEMA\"", ["SCHEMA": schema])
  }

  private static func ask<Answer: Decodable>(
    _ documents: [String], _ arguments: String, _ environment: [String: String]
  ) async throws -> [Answer] {
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "yaml_oracle.py").path()
    let input = String(decoding: try JSONEncoder().encode(documents), as: UTF8.self)
    let outcome = try await TokenLedgerCommand.shell(
      "exec /usr/bin/python3 \(arguments)", environment: environment.merging(["SCRIPT": script]) { $1 },
      input: input)
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try JSONDecoder().decode([Answer].self, from: Data(outcome.outputBytes))
  }

  /// The outline of a document by our own parser; nil where it finds an error.
  static func ownOutline(of document: String) -> String? {
    do {
      let outline = try YAMLParser.parse(Array(document.utf8))?.outline ?? "null"
      return outline == "null" ? "nothing" : outline
    } catch {
      return nil
    }
  }
}

extension YAMLNode {
  /// The value with its place and kind, as the script writes it.
  fileprivate var outline: String {
    let place = "\(position.line):\(position.column) "
    switch value {
    case .sequence(let items): return place + "[" + items.map(\.outline).joined(separator: ", ") + "]"
    case .mapping(let fields):
      return place + "{"
        + fields.map { "\(Self.hex($0.key)): \($0.value.outline)" }.joined(separator: ", ") + "}"
    case .scalar(let scalar):
      let kind =
        switch scalar.kind {
        case .null: "null"
        case .boolean: "boolean"
        case .integer: "integer"
        case .number: "number"
        case .text: "text"
        }
      return kind == "null" ? kind : place + kind + " " + Self.hex(scalar.text)
    }
  }

  private static func hex(_ text: String) -> String {
    text.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
