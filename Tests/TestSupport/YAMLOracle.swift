import Foundation
import Testing

/// What other programs make of YAML.
public enum YAMLOracle {
  /// The outlines of documents by PyYAML; nil where it finds an error.
  public static func outlines(of documents: [String]) async throws -> [String?] {
    try await ask(documents, "\"$SCRIPT\"", [:])
  }

  /// Whether documents are valid by the JSON Schema in a file.
  public static func validity(of documents: [String], by schema: String) async throws -> [Bool] {
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
}
