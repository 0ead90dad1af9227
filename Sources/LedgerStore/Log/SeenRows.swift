/// Rows that a run of an import has left out, so that they are known when its files hold them again: 12 bytes each.
///
/// Those that it has imported are known by the ledger.
struct SeenRows {
  private var entries: [Int: [UInt8]] = [:]

  /// Adds rows.
  mutating func insert(_ keys: [ImportedRowKey]) {
    for (bucket, bytes) in ImportedRows.entries(of: keys) { entries[bucket, default: []] += bytes }
  }

  /// Those of some rows that are among them.
  func known(of keys: Set<ImportedRowKey>) -> Set<ImportedRowKey> {
    var known: Set<ImportedRowKey> = []
    for bucket in Set(keys.map(\.bucket)) {
      entries[bucket]?.withUnsafeBytes { entries in
        ImportedRowKey.decode(entries, bucket: bucket) { key in
          if keys.contains(key) { known.insert(key) }
        }
      }
    }
    return known
  }
}
