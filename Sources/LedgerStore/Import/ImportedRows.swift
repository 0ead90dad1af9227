import Ledger
import MariaDB

/// By what a row is known when a file holds it again: its id, time, type and number.
///
/// The session would not tell more, and older files may lack it.
struct ImportedRowKey: Hashable, Sendable {
  let id: Int
  let time: SiteTime
  let kind: RowKind
  let tokens: Int

  private static let idBits = 12
  private static let epoch = CountingRules.earliest
  /// How many bytes an entry takes; migration 2 says which.
  static let entrySize = 12

  init(id: Int, time: SiteTime, kind: RowKind, tokens: Int) {
    self.id = id
    self.time = time
    self.kind = kind
    self.tokens = tokens
  }

  /// The key of a row of the log; nil for rows that no import brings.
  init?(_ row: TokenRow) {
    guard let time = row.time.stored, case .success(let tokens) = row.tokens,
      [.prompt, .completion, .total].contains(row.kind)
    else { return nil }
    self.init(id: row.id, time: time, kind: row.kind, tokens: tokens)
  }

  /// The bucket of ids that the row belongs to.
  var bucket: Int { Self.bucket(of: id) }

  /// The bucket of an id.
  static func bucket(of id: Int) -> Int { id >> idBits }

  /// The ids of a bucket.
  static func range(of bucket: Int) -> IDRange? {
    IDRange(bucket << idBits, bucket << idBits | (1 << idBits - 1))
  }

  /// Adds the row to the entries of its bucket. A row that counts has a time from 2000 to 48 hours from now, and
  /// at most 12 digits, so everything fits.
  func encode(to entries: inout [UInt8]) {
    let offset = UInt16(truncatingIfNeeded: id & (1 << Self.idBits - 1)) << 4
    let seconds = UInt32(clamping: time.seconds(since: Self.epoch))
    for (value, bytes) in [
      (UInt64(offset | UInt16(kind.rawValue)), 2), (UInt64(seconds), 4), (UInt64(clamping: tokens), 6),
    ] {
      for byte in (0..<bytes).reversed() {
        entries.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * byte)))
      }
    }
  }

  /// The rows of a bucket's entries.
  static func decode(_ entries: UnsafeRawBufferPointer, bucket: Int, _ body: (ImportedRowKey) -> Void) {
    func number(_ range: Range<Int>) -> Int { entries[range].reduce(0) { $0 << 8 | Int($1) } }
    for start in stride(from: 0, to: entries.count / entrySize * entrySize, by: entrySize) {
      let head = number(start..<start + 2)
      guard let kind = RowKind(rawValue: head & 0xF) else { continue }
      body(
        ImportedRowKey(
          id: bucket << idBits | head >> 4,
          time: epoch.adding(seconds: number(start + 2..<start + 6)), kind: kind,
          tokens: number(start + 6..<start + 12)))
    }
  }
}

/// The rows that imports brought.
struct ImportedRows {
  private static let bucketsAtOnce = 500

  let connection: Connection
  let tables: Tables

  /// The query for the imports that are in force.
  static func imports(in tables: Tables) -> Query {
    "SELECT id FROM \(identifier: tables.imports) WHERE undone_utc IS NULL"
  }

  /// Those of some rows that an import has brought already.
  func known(of keys: Set<ImportedRowKey>) throws -> Set<ImportedRowKey> {
    var known: Set<ImportedRowKey> = []
    for buckets in Set(keys.map(\.bucket)).sorted().chunked(by: Self.bucketsAtOnce) {
      let query: Query = """
        SELECT bucket, entries FROM \(identifier: tables.importedRows) WHERE bucket IN (\(list: Array(buckets)))
        """
      try forEachKey(query) { key in
        if keys.contains(key) { known.insert(key) }
      }
    }
    return known
  }

  /// Those whose ids lie in `range`, and perhaps some beside it.
  func keys(in range: IDRange) throws -> Set<ImportedRowKey> {
    let query: Query = """
      SELECT bucket, entries FROM \(identifier: tables.importedRows)
      WHERE bucket >= \(ImportedRowKey.bucket(of: range.first)) AND bucket <= \(ImportedRowKey.bucket(of: range.last))
      """
    var keys: Set<ImportedRowKey> = []
    try forEachKey(query) { keys.insert($0) }
    return keys
  }

  /// The ranges of ids that have imported rows in them, ascending.
  func ranges() throws -> [IDRange] {
    let query: Query = "SELECT DISTINCT bucket FROM \(identifier: tables.importedRows) ORDER BY bucket"
    return try connection.rows(query, as: Int.self).compactMap(ImportedRowKey.range(of:))
  }

  private func forEachKey(_ query: Query, _ body: (ImportedRowKey) -> Void) throws {
    try connection.forEachRow(query) { row in
      let bucket = try row[0].decode(Int.self)
      try row[1].withBytes { entries in
        if let entries { ImportedRowKey.decode(entries, bucket: bucket, body) }
      }
    }
  }

  /// The rows as the table holds them, by bucket.
  static func entries(of keys: [ImportedRowKey]) -> [(bucket: Int, bytes: [UInt8])] {
    var entries: [Int: [UInt8]] = [:]
    for key in keys { key.encode(to: &entries[key.bucket, default: []]) }
    return entries.map { ($0.key, $0.value) }.sorted { $0.bucket < $1.bucket }
  }
}
