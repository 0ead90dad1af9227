import Chatbots
import MariaDB

extension Tables {
  /// What the columns of the log are called.
  var columns: ChatLog.Columns { chatLog.columns }

  /// The condition that a row of the log holds a number of tokens; `row` stands before the names of columns, as `l.`.
  func isTokenRow(_ row: Query = "") -> Query {
    "\(query: row)\(identifier: columns.type) IN (\(query: Self.list(chatLog.types.tokens)))"
  }

  /// The condition that a row of the log holds chat text; unknown for a row whose type is NULL.
  func isMessage(_ row: Query = "") -> Query {
    "\(query: row)\(identifier: columns.type) IN (\(query: Self.list(chatLog.types.messages)))"
  }

  /// The condition that a row of the log has a type.
  func isTyped(_ row: Query = "") -> Query {
    "COALESCE(\(query: row)\(identifier: columns.type), '') <> ''"
  }

  private static func list(_ types: [String]) -> Query {
    Query(unchecked: types.map { "'\($0)'" }.joined(separator: ", "))
  }
}
