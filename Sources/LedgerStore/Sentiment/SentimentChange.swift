import Ledger
import MariaDB

/// New messages that a sync has counted and not yet written.
struct SentimentChange {
  let place: SentimentTable.Place
  let fold: SentimentFold
  /// Whether they are the first of their place: then nothing is held of it yet, unless the cursor was lost.
  let beginsPiece: Bool
  /// Where the cursor stands after them.
  let cursor: SentimentCursor

  /// Adds them, behind the fence of `writer`.
  func write(_ writer: LedgerWriter, _ connection: Connection) throws {
    let table = SentimentTable(connection: connection, tables: writer.tables)
    let found = try writer.numbers(fold.counts, connection).counts
    let held = beginsPiece ? try table.counts(place) : [:]
    if held.isEmpty {
      try table.add(found, to: place)
    } else {
      try table.replace(held, by: SentimentRecount(of: held, found: found, reset: [:]).counts, at: place)
    }
    try cursor.save(connection, writer.tables)
  }
}

/// Counts of messages with numbers for their names.
struct NumberedMessages {
  private let keys: [SentimentFold.Key: SentimentTable.Key]
  let counts: [SentimentTable.Key: SentimentCounts]

  fileprivate init(_ counts: [SentimentFold.Key: SentimentCounts], _ names: NameDictionary) throws {
    var keys: [SentimentFold.Key: SentimentTable.Key] = [:]
    var numbered: [SentimentTable.Key: SentimentCounts] = [:]
    for (key, count) in counts {
      let number = SentimentTable.Key(
        day: key.day, assistant: try names.number(of: key.assistant, .assistant),
        page: try names.number(of: key.page, .page), speaker: key.speaker)
      (keys[key], numbered[number]) = (number, count)
    }
    (self.keys, self.counts) = (keys, numbered)
  }

  /// Other numbers of the same messages.
  func numbered(_ numbers: [SentimentFold.Key: Int]) -> [SentimentTable.Key: Int] {
    numbers.reduce(into: [:]) { numbered, entry in
      if let key = keys[entry.key] { numbered[key] = entry.value }
    }
  }
}

extension LedgerWriter {
  /// Messages with numbers for their names, which are written where they are new, behind the fence.
  func numbers(
    _ counts: [SentimentFold.Key: SentimentCounts], _ connection: Connection
  ) throws -> NumberedMessages {
    let wanted = Self.names(of: counts)
    try names.find(wanted, using: connection)
    try names.add(wanted, using: connection)
    return try NumberedMessages(counts, names)
  }

  /// The same where all names have numbers; nil where one has none.
  func knownNumbers(
    _ counts: [SentimentFold.Key: SentimentCounts], _ connection: Connection
  ) throws -> NumberedMessages? {
    let wanted = Self.names(of: counts)
    try names.find(wanted, using: connection)
    return names.knows(wanted) ? try NumberedMessages(counts, names) : nil
  }

  private static func names(
    of counts: [SentimentFold.Key: SentimentCounts]
  ) -> [NameDictionary.Kind: Set<Name>] {
    [.assistant: Set(counts.keys.compactMap(\.assistant)), .page: Set(counts.keys.compactMap(\.page))]
  }
}
