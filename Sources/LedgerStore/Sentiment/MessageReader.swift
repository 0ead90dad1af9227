import Chatbots
import Ledger
import MariaDB

/// Reads how the chatbot scored the messages of the conversation log, never what they say.
struct MessageReader {
  private let connection: Connection
  private let query: Query

  /// A reader of the log; nil where it has no scores. The row with the id `counted` was counted under another one.
  init?(_ session: SiteSession, _ shape: LogShape, without counted: Int?) {
    let tables = session.tables
    let columns = MessageDecoder.columns(
      of: tables.chatLog, shape, isBytes: tables.textIsBytes, text: tables.text)
    guard let columns else { return nil }
    connection = session.connection
    query = """
      SELECT \(query: Query(unchecked: columns)) FROM \(identifier: tables.log) WHERE \(query: tables.isMessage())
      """ + (counted.map { " AND id <> \($0)" } ?? "")
  }

  /// Adds the messages whose ids lie in `range` to a fold.
  func fold(_ range: IDRange, into empty: SentimentFold) throws -> SentimentFold {
    // A table that was altered under the read says so (1412).
    try Retry.transient {
      var fold = empty
      var decoder = MessageDecoder()
      try connection.forEachRow("\(query: query) AND id >= \(range.first) AND id <= \(range.last)") {
        try decoder.add($0, to: &fold)
      }
      return fold
    }
  }
}
