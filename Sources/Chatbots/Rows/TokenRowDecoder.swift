import Ledger
import MariaDB
import Text

/// Makes rows of a log out of the columns that ``columns(of:_:isBytes:text:)`` names.
package struct TokenRowDecoder {
  private enum Place {
    static let id = 0, type = 1, time = 2, text = 3, user = 4, page = 5, assistant = 6
  }

  private let types: RowTypes
  private var attributions = AttributionCache()
  private var dates = DateCache()

  /// A decoder of rows with types of these names.
  package init(_ types: RowTypes) {
    self.types = types
  }

  /// The columns to select, in order. No chat text is among them: the text of a row is selected for token rows alone,
  /// and no more of it than it takes to know its number.
  ///
  /// - Parameters:
  ///   - log: The log.
  ///   - shape: What it looks like.
  ///   - isBytes: Whether a text has to be read as bytes, which are not its own.
  ///   - text: The expression by which the text of a column is read.
  /// - Returns: The expressions, separated by commas.
  package static func columns(
    of log: ChatLog, _ shape: LogShape, isBytes: Bool, text: (String) -> String
  ) -> String {
    let (names, types) = (log.columns, log.types)
    let tokenTypes = types.tokens.map { "'\($0)'" }.joined(separator: ", ")
    func tokenRowsOnly(_ column: String) -> String { "IF(\(names.type) IN (\(tokenTypes)), \(column), NULL)" }
    // For most logs a column as it is, since that costs the server least.
    func column(_ name: String, upTo length: Int = 255) -> String {
      shape.shortTexts.contains(name) && !isBytes ? name : tokenRowsOnly(text("LEFT(\(name), \(length))"))
    }
    // The type as the plugin writes it, where the log may hold it in other ways that the server takes for the same.
    let known = types.tokens.map { "WHEN '\($0)' THEN '\($0)'" }.joined(separator: " ")
    let plainType = """
      CASE \(names.type) \(known) WHEN '' THEN '' ELSE IF(\(names.type) IS NULL, '', '\(types.visitor)') END
      """
    let columns = [
      "id", shape.hasPluginTypes ? names.type : plainType, names.time,
      tokenRowsOnly("LEFT(\(names.text), \(CountingRules.textLimit))"),
      column(names.user, upTo: 20), column(names.page),
      shape.hasAssistantID ? column(names.assistant) : "NULL",
    ]
    return columns.joined(separator: ", ")
  }

  /// The row of the log that a row of the result is.
  ///
  /// - Throws: `Failure` when the log was altered under the read, so that it has types which it had not;
  ///   `MariaDBError` for a column that is not of its type.
  package mutating func tokenRow(_ row: Row) throws -> TokenRow {
    guard let id = try row[Place.id].int64() else { throw Self.altered("an id") }
    guard let kind = try row[Place.type].withBytes(types.kind) else { throw Self.altered("a type of rows") }
    let time = try dates.time(row[Place.time].dateTime())
    guard kind == .prompt || kind == .completion || kind == .total else {
      return TokenRow(id: Int(id), kind: kind, time: time)
    }
    let tokens = try row[Place.text].withBytes { text in
      CountingRules.tokens(text ?? UnsafeRawBufferPointer(start: nil, count: 0))
    }
    let attribution = try attributions.attribution(
      user: row[Place.user], page: row[Place.page], assistant: row[Place.assistant])
    return TokenRow(id: Int(id), kind: kind, time: time, tokens: tokens, attribution: attribution)
  }

  private static func altered(_ what: String) -> Failure {
    Failure(
      .tryAgain, "the conversation log was altered while it was read: it has \(what) that it did not have",
      advice: "Run it again.", cause: .overtaken)
  }
}
