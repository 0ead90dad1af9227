import Ledger
import MariaDB

/// What the ledger holds of the sentiment of messages.
struct SentimentTable {
  /// What a row is of, its block and score aside.
  struct Key: Hashable {
    let day: Day
    let assistant: Int
    let page: Int
    let speaker: Speaker
  }

  /// Messages of one epoch of the log whose ids lie in one block.
  struct Place: Hashable {
    let epoch: Int
    let block: Int
  }

  let connection: Connection
  let tables: Tables

  /// What is held of a place.
  func counts(_ place: Place) throws -> [Key: SentimentCounts] {
    let query: Query = """
      SELECT day, assistant_id, page_id, speaker, score, messages FROM \(identifier: tables.sentiment)
      WHERE \(query: isAt(place))
      """
    var counts: [Key: SentimentCounts] = [:]
    try connection.forEachRow(query) { row in
      let (day, assistant, page, speaker, score, messages) = try row.decode(
        (Day, Int, Int, Int, Int, Int).self)
      guard let speaker = Speaker(rawValue: speaker) else { return }
      let key = Key(day: day, assistant: assistant, page: page, speaker: speaker)
      // A block has no more ids; verify finds what says otherwise.
      let count = min(max(0, messages), SentimentCursor.blockSpan)
      counts[key, default: SentimentCounts()][score: score] += count
    }
    return counts
  }

  /// Adds new messages to what is held of a place, behind the fence.
  func add(_ counts: [Key: SentimentCounts], to place: Place) throws {
    try insert(rows(counts), at: place, onDuplicate: "messages = messages + VALUES(messages)")
  }

  /// Holds other counts of a place than before, behind the fence.
  func replace(_ before: [Key: SentimentCounts], by counts: [Key: SentimentCounts], at place: Place) throws {
    let gone = rows(before).filter { counts[$0.key]?[score: $0.score] ?? 0 == 0 }
    for batch in gone.chunked(by: 200) {
      let rows: [[any MariaDBEncodable]] = batch.map {
        [$0.key.day, $0.key.assistant, $0.key.page, $0.key.speaker.rawValue, $0.score]
      }
      try connection.execute(
        """
        DELETE FROM \(identifier: tables.sentiment)
        WHERE \(query: isAt(place)) AND (day, assistant_id, page_id, speaker, score) IN (\(rows: rows))
        """)
    }
    let changed = rows(counts).filter { before[$0.key]?[score: $0.score] != $0.messages }
    try insert(changed, at: place, onDuplicate: "messages = VALUES(messages)")
  }

  private typealias Row = (key: Key, score: Int, messages: Int)

  private func rows(_ counts: [Key: SentimentCounts]) -> [Row] {
    counts.flatMap { key, counts in
      SentimentCounts.scores.compactMap { score in
        counts[score: score] == 0 ? nil : (key, score, counts[score: score])
      }
    }
  }

  private func insert(_ rows: [Row], at place: Place, onDuplicate: String) throws {
    // In the order of the key, which is less work for the server.
    let sorted = rows.sorted {
      ($0.key.day, $0.key.assistant, $0.key.page, $0.key.speaker.rawValue, $0.score)
        < ($1.key.day, $1.key.assistant, $1.key.page, $1.key.speaker.rawValue, $1.score)
    }
    try connection.insert(
      sorted, into: tables.sentiment,
      columns: "source_id, epoch, block, day, assistant_id, page_id, speaker, score, messages",
      onDuplicate: onDuplicate
    ) { row, values in
      values.append(Tables.logSource.parameter)
      values.append(place.epoch.parameter)
      values.append(place.block.parameter)
      values.append(row.key.day.parameter)
      values.append(row.key.assistant.parameter)
      values.append(row.key.page.parameter)
      values.append(row.key.speaker.rawValue.parameter)
      values.append(row.score.parameter)
      values.append(row.messages.parameter)
    }
  }

  private func isAt(_ place: Place) -> Query {
    "\(query: tables.isLog) AND epoch = \(place.epoch) AND block = \(place.block)"
  }
}
