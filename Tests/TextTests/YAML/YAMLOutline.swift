@testable import Text

/// The outline of a document by our own parser; nil where it finds an error.
func ownOutline(of document: String) -> String? {
  do {
    let outline = try YAMLParser.parse(Array(document.utf8))?.outline ?? "null"
    return outline == "null" ? "nothing" : outline
  } catch {
    return nil
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
