import Ledger
import MariaDB

/// Reads who wrote a message of a log and how the chatbot scored it, out of the columns that
/// ``columns(of:_:isBytes:text:)`` names. What the message says is not among them.
package struct MessageDecoder {
  private enum Place {
    static let isVisitor = 0, time = 1, score = 2, user = 3, page = 4, assistant = 5
  }

  private var attributions = AttributionCache()
  private var dates = DateCache()

  /// A decoder.
  package init() {}

  /// The columns to select, in order; nil for a log without scores. The parameters are those of
  /// ``TokenRowDecoder/columns(of:_:isBytes:text:)``.
  package static func columns(
    of log: ChatLog, _ shape: LogShape, isBytes: Bool, text: (String) -> String
  ) -> String? {
    let names = log.columns
    guard let score = names.score, shape.hasScore else { return nil }
    func column(_ name: String) -> String {
      shape.shortTexts.contains(name) && !isBytes ? name : text("LEFT(\(name), 255)")
    }
    // In tenths, since as a FLOAT 0.3 is not quite 0.3; no other number is too large for what is made of it. The user is
    // left out.
    let columns = [
      "\(names.type) = '\(log.types.visitor)'", names.time,
      "CAST(ROUND(GREATEST(-1, LEAST(1, \(score))) * 10) AS SIGNED)",
      "NULL", column(names.page), shape.hasAssistantID ? column(names.assistant) : "NULL",
    ]
    return columns.joined(separator: ", ")
  }

  /// Adds the message that a row of the result is to a fold.
  ///
  /// - Throws: `MariaDBError` for a column that is not of its type.
  package mutating func add(_ row: Row, to fold: inout SentimentFold) throws {
    fold.add(
      try row[Place.isVisitor].decode(Bool.self) ? .visitor : .chatbot,
      at: try dates.time(row[Place.time].dateTime()), score: try row[Place.score].decode(Int?.self),
      try attributions.attribution(
        user: row[Place.user], page: row[Place.page], assistant: row[Place.assistant]))
  }
}
