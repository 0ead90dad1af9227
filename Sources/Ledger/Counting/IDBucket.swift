/// A set of row ids that lie in one bucket of 4,096, kept as a bit an id.
///
///     var bucket = IDBucket(0)
///     bucket.insert(IDRange(10, 12)!)
///     bucket.remove(11)
///     bucket.runs  // 10...10, 12...12
public struct IDBucket: Hashable, Sendable {
  /// How many ids a bucket spans.
  public static let span = 4096

  /// The bucket of an id, counted from that of the ids 0 to 4,095.
  public static func number(of id: Int) -> Int { id >> 12 }

  /// Which bucket it is.
  public let number: Int
  /// Bit `id & 63` of word `(id & 4095) >> 6` stands for an id.
  private var words = [UInt64](repeating: 0, count: span / 64)

  /// An empty set of a bucket's ids.
  public init(_ number: Int) {
    self.number = number
  }

  /// The set that ``bytes`` gave; what lies past the bucket's last id is left out.
  public init(_ number: Int, bytes: [UInt8]) {
    self.number = number
    for index in 0..<min(bytes.count, Self.span / 8) where bytes[index] != 0 {
      words[index >> 3] |= UInt64(bytes[index]) &<< UInt64(8 * (index & 7))
    }
  }

  /// The ids that the bucket may contain.
  public var range: (first: Int, last: Int) { (number << 12, number << 12 | (Self.span - 1)) }

  /// Whether there is no id.
  public var isEmpty: Bool { words.allSatisfy { $0 == 0 } }

  /// Whether an id is in the set.
  public func contains(_ id: Int) -> Bool {
    Self.number(of: id) == number && words[Self.word(of: id)] & Self.bit(of: id) != 0
  }

  /// Adds those ids of a range that lie in the bucket.
  public mutating func insert(_ ids: IDRange) {
    let first = max(ids.first, range.first), last = min(ids.last, range.last)
    guard first <= last else { return }
    for word in Self.word(of: first)...Self.word(of: last) {
      var bits = UInt64.max
      if word == Self.word(of: first) { bits &= .max << UInt64(first & 63) }
      if word == Self.word(of: last) { bits &= .max >> UInt64(63 - last & 63) }
      words[word] |= bits
    }
  }

  /// Takes an id out; returns whether it was in.
  @discardableResult
  public mutating func remove(_ id: Int) -> Bool {
    guard contains(id) else { return false }
    words[Self.word(of: id)] &= ~Self.bit(of: id)
    return true
  }

  /// Takes the ids above one out, and returns them.
  @discardableResult
  public mutating func remove(above id: Int) -> IDBucket {
    var removed = IDBucket(number)
    guard id < range.last, let above = IDRange(max(id + 1, range.first), range.last) else { return removed }
    removed.insert(above)
    for index in words.indices {
      removed.words[index] &= words[index]
      words[index] &= ~removed.words[index]
    }
    return removed
  }

  /// Adds the ids of another set of the same bucket.
  public mutating func formUnion(_ other: IDBucket) {
    guard other.number == number else { return }
    for index in words.indices { words[index] |= other.words[index] }
  }

  /// The number of unbroken runs of ids.
  public var runCount: Int {
    var count = 0
    var isInRun: UInt64 = 0
    for word in words {
      // A run begins where the id below is not in the set.
      count += (word & ~(word << 1 | isInRun)).nonzeroBitCount
      isInRun = word >> 63
    }
    return count
  }

  /// From the lowest id of the set to the highest; nil without ids.
  public var bounds: IDRange? {
    guard let first = words.firstIndex(where: { $0 != 0 }), let last = words.lastIndex(where: { $0 != 0 })
    else {
      return nil
    }
    return IDRange(
      range.first + first * 64 + words[first].trailingZeroBitCount,
      range.first + last * 64 + 63 - words[last].leadingZeroBitCount)
  }

  /// The unbroken runs of ids, ascending.
  public var runs: [IDRange] {
    var runs: [IDRange] = []
    var next = range.first
    while let first = self.next(from: next, isMember: true) {
      let end = self.next(from: first, isMember: false)
      if let run = IDRange(first, end.map { $0 - 1 } ?? range.last) { runs.append(run) }
      guard let end else { break }
      next = end
    }
    return runs
  }

  /// The set as bytes: an id is bit `id & 7`, the lowest first, of byte `(id & 4095) >> 3`. Bytes at the end that are 0
  /// are left out.
  public var bytes: [UInt8] {
    guard let last = words.lastIndex(where: { $0 != 0 }) else { return [] }
    let count = last * 8 + 8 - words[last].leadingZeroBitCount / 8
    return (0..<count).map { UInt8(truncatingIfNeeded: words[$0 >> 3] &>> UInt64(8 * ($0 & 7))) }
  }

  /// The lowest id of the bucket, from `id` on, that is or is not in the set.
  private func next(from id: Int, isMember: Bool) -> Int? {
    guard id <= range.last else { return nil }
    var index = Self.word(of: id)
    var word = (isMember ? words[index] : ~words[index]) & .max << UInt64(id & 63)
    while word == 0 {
      index += 1
      guard index < words.count else { return nil }
      word = isMember ? words[index] : ~words[index]
    }
    return range.first + index * 64 + word.trailingZeroBitCount
  }

  private static func word(of id: Int) -> Int { (id & (span - 1)) >> 6 }
  private static func bit(of id: Int) -> UInt64 { 1 << UInt64(id & 63) }
}
