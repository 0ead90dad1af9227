import Chatbots
import Ledger
import MariaDB

/// Reads rows of the conversation log. It selects no chat text: the text of a row is read for token rows alone,
/// and no more of it than it takes to know its number.
///
/// Each call is one plain consistent read that ends before anything else happens.
struct LogReader {
  let connection: Connection
  private let tables: Tables
  private let imported: ImportedRows?
  private let columns: Query
  private let findsDoubled: Bool
  /// A row with this id is read as one without tokens.
  var withoutTokens: Int?

  /// A reader of the log. With `skipsImported` a row that an import has brought already is read as one without
  /// tokens: the log may have been restored from a backup. With `findsDoubled`, rows that share an id are read as one
  /// row of the kind ``RowKind/doubled``.
  init(
    connection: Connection, tables: Tables, shape: LogShape, skipsImported: Bool = false,
    findsDoubled: Bool = false
  ) {
    self.connection = connection
    self.findsDoubled = findsDoubled
    self.tables = tables
    imported = skipsImported ? ImportedRows(connection: connection, tables: tables) : nil
    let selected = TokenRowDecoder.columns(
      of: tables.chatLog, shape, isBytes: tables.textIsBytes, text: tables.text)
    columns = Query(unchecked: "SELECT " + selected)
  }

  /// How many ids are read in one go; so many rows at the most.
  static let chunkSpan = 65_536

  private var table: String { tables.log }

  /// Reads the rows whose ids lie in `range`, ascending; with a time without those of visitors and the chatbot that are
  /// older, but for the range's first and last row: what is missing between two ranges is missing beside these.
  func forEachRow(
    in range: IDRange, withoutOthersBefore time: SiteTime? = nil, _ body: (TokenRow) throws -> Void
  ) throws {
    var condition: Query = "id >= \(range.first) AND id <= \(range.last)"
    if let time, !findsDoubled {
      let names = tables.columns
      // A date that says nothing may be a new row's.
      condition.append(
        """
         AND (NOT \(query: tables.isMessage()) OR \(identifier: names.type) IS NULL
          OR \(identifier: names.time) >= \(time) \
        OR \(identifier: names.time) < \(CountingRules.earliest) OR id = \(range.first)
          OR id = (SELECT MAX(id) FROM \(identifier: table) WHERE id <= \(range.last)))
        """)
    }
    let query: Query = "\(query: columns) FROM \(identifier: table) WHERE \(query: condition) ORDER BY id"
    let known = try current { try $0.keys(in: range) }
    if known.isEmpty { return try stream(query, body) }
    try stream(query) { row in try body(row.isImported(known) ? row.withoutTokens : row) }
  }

  /// Reads the rows of at most `limit` ids that meet a condition and are higher than `id`, ascending.
  ///
  /// Their ids are looked for by themselves: of the rows that do not meet the condition nothing else is read.
  func forEachRow(
    where condition: Query, after id: Int, limit: Int, _ body: (TokenRow) throws -> Void
  ) throws {
    // All rows that share an id are read together.
    try forEachRow(
      """
      \(query: columns) FROM (SELECT DISTINCT id AS found FROM \(identifier: table)
        WHERE id > \(id) AND (\(query: condition)) ORDER BY id LIMIT \(limit)) AS ids
      STRAIGHT_JOIN \(identifier: table) ON id = found ORDER BY found
      """, body)
  }

  /// Reads the rows with one of these ids, ascending.
  func forEachRow(withIDs ids: [Int], _ body: (TokenRow) throws -> Void) throws {
    if ids.isEmpty { return }
    let query: Query = """
      \(query: columns) FROM \(identifier: table) WHERE id IN (\(list: ids)) ORDER BY id
      """
    try forEachRow(query, body)
  }

  /// Reads the token rows of some days of the site's time whose ids lie in `range`, ascending; with `skipsImported`
  /// those that no import has brought.
  ///
  /// It is for use in a transaction, which is repeated as a whole, and so it repeats nothing itself.
  func forEachTokenRow(
    in range: IDRange, of days: DayBounds, shift: ClockShift?, _ body: (TokenRow) throws -> Void
  ) throws {
    let query: Query = """
      \(query: columns) FROM \(identifier: table) WHERE id >= \(range.first) AND id <= \(range.last)
        AND \(query: tables.isTokenRow()) AND \(query: days.stored(shift).contain(tables.columns.time))
      ORDER BY id
      """
    let known = try imported?.keys(in: range) ?? []
    var decoder = TokenRowDecoder(tables.chatLog.types)
    try connection.forEachRow(query) { row in
      let row = try decoder.tokenRow(row)
      if let shift, let time = row.time.stored, !days.contains(shift.siteTime(of: time).day) { return }
      if !row.isImported(known) { try body(row) }
    }
  }

  /// The lowest id above `id`, or nil at the end of the log.
  func firstID(after id: Int) throws -> Int? {
    let query: Query = "SELECT MIN(id) FROM \(identifier: table) WHERE id > \(id)"
    return try connection.firstRow(query, as: Int?.self) ?? nil
  }

  private func forEachRow(_ query: Query, _ body: (TokenRow) throws -> Void) throws {
    guard imported != nil else { return try stream(query, body) }
    // These may lie anywhere, and are few enough to be held until the connection is free for another question.
    var rows: [TokenRow] = []
    try stream(query) { rows.append($0) }
    let known = try current { try $0.known(of: Set(rows.compactMap(ImportedRowKey.init))) }
    for row in rows { try body(row.isImported(known) ? row.withoutTokens : row) }
  }

  /// Asks for imported rows; none where they are not to be known. A server that lags behind would not know of them all.
  private func current(
    _ ask: (ImportedRows) throws -> Set<ImportedRowKey>
  ) throws -> Set<ImportedRowKey> {
    guard let imported else { return [] }
    if connection.isInTransaction { return try ask(imported) }
    return try Retry.transient { try connection.currentSnapshot { try ask(imported) } }
  }

  private func stream(_ query: Query, _ body: (TokenRow) throws -> Void) throws {
    // A table that was altered under the read says so (1412): ask again, unless rows were handed on already.
    var isUntouched = true
    try Retry.transient(while: { isUntouched }) {
      var decoder = TokenRowDecoder(tables.chatLog.types)
      guard findsDoubled || withoutTokens != nil else {
        return try connection.forEachRow(query) { row in
          isUntouched = false
          try body(decoder.tokenRow(row))
        }
      }
      var held = HeldRow()
      func hand(_ row: TokenRow) throws { try body(row.id == withoutTokens ? row.withoutTokens : row) }
      try connection.forEachRow(query) { row in
        isUntouched = false
        if let row = held.exchange(for: try decoder.tokenRow(row)) { try hand(row) }
      }
      if let row = held.row { try hand(row) }
    }
  }
}

/// The lowest and the highest id in the log.
struct LogEnds {
  /// The lowest id; nil when the log is empty.
  let lowest: Int?
  /// The highest id; nil when the log is empty.
  let highest: Int?
  /// The database's time at which they were looked for: whatever was committed before that is not higher.
  let utc: UTCTime?

  /// Looks for them.
  init(_ connection: Connection, _ tables: Tables) throws {
    let query: Query = "SELECT MIN(id), MAX(id), UTC_TIMESTAMP() FROM \(identifier: tables.log)"
    let ends = try connection.firstRow(query, as: (Int?, Int?, UTCTime?).self)
    (lowest, highest, utc) = (ends?.0, ends?.1, ends?.2)
  }
}

/// Holds back the last row of an ascending read until the next row shows whether it shares the id.
private struct HeldRow {
  private(set) var row: TokenRow?

  /// Stores the next row and returns the one before, unless both have the same id.
  mutating func exchange(for next: TokenRow) -> TokenRow? {
    guard let row, row.id == next.id else {
      defer { self.row = next }
      return row
    }
    self.row = TokenRow(id: row.id, kind: .doubled, time: row.time)
    return nil
  }
}

extension TokenRow {
  /// Whether the row is one of these.
  func isImported(_ known: Set<ImportedRowKey>) -> Bool {
    !known.isEmpty && ImportedRowKey(self).map(known.contains) ?? false
  }

  /// A row of the same id and time that counts for nothing.
  fileprivate var withoutTokens: TokenRow { TokenRow(id: id, kind: .other, time: time) }
}
