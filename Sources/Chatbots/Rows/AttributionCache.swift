import Glibc
import Ledger
import MariaDB

/// The attributions of the last rows, by the bytes that were logged: an answer's rows share one, and a day's answers
/// share few, so that hardly any is made again.
struct AttributionCache {
  private static let places = 2048

  private var known = [(key: [UInt8], logged: Attribution)?](repeating: nil, count: places)
  /// The columns of the last row: each its length, or `null`, and its bytes.
  private var key: [UInt8] = []
  /// What they say; nil before the first row.
  private var last: Attribution?
  private static let null = UInt16.max

  /// What these columns of a row say.
  ///
  /// - Throws: `MariaDBError` for a column that is not of its type.
  mutating func attribution(user: Cell, page: Cell, assistant: Cell) throws -> Attribution {
    // Mostly the row before is of the same answer.
    if let last {
      var offset = 0
      if try isNext(user, &offset), try isNext(page, &offset), try isNext(assistant, &offset) { return last }
    }
    last = nil
    key.removeAll(keepingCapacity: true)
    try append(user)
    try append(page)
    try append(assistant)
    // Three lengths are six bytes, and a key's place is found eight bytes at a time.
    key.append(contentsOf: [0, 0])
    let place = Self.place(of: key)
    if let found = known[place], found.key == key {
      last = found.logged
      return found.logged
    }
    let user = try user.withBytes { bytes in bytes.map { User(logged: $0) } ?? .guest }
    let logged = Attribution(
      assistant: Name(assistantID: try assistant.decode(RepairedText?.self)?.text),
      page: Name(try page.decode(RepairedText?.self)?.text), user: user)
    known[place] = (key, logged)
    last = logged
    return logged
  }

  /// Whether a column is what the key holds at `offset`, which moves on to the next one.
  private func isNext(_ cell: Cell, _ offset: inout Int) throws -> Bool {
    try cell.withBytes { bytes in
      key.withUnsafeBytes { key in
        let start = offset + MemoryLayout<UInt16>.size
        let length = key.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        guard let bytes, let base = bytes.baseAddress, let keyBase = key.baseAddress else {
          offset = start
          return length == (bytes == nil ? Self.null : 0)
        }
        offset = start + bytes.count
        return length == bytes.count && memcmp(keyBase + start, base, bytes.count) == 0
      }
    }
  }

  private mutating func append(_ cell: Cell) throws {
    try cell.withBytes { bytes in
      let length = bytes.map { UInt16(clamping: $0.count) } ?? Self.null
      withUnsafeBytes(of: length) { key.append(contentsOf: $0) }
      if let bytes { key.append(contentsOf: bytes) }
    }
  }

  /// Where a key has its place: rows whose keys meet there take it from each other, which costs time and nothing else.
  private static func place(of key: [UInt8]) -> Int {
    key.withUnsafeBytes { bytes in
      var hash: UInt64 = 0
      var start = 0
      // Eight bytes at a time; the last eight may overlap the ones before. A key has at least eight.
      while start < bytes.count {
        start = min(start, bytes.count - 8)
        hash = (hash ^ bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
        hash ^= hash >> 32
        start += 8
      }
      return Int(truncatingIfNeeded: hash % UInt64(places))
    }
  }
}
