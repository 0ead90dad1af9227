/// The offsets in a compiled time zone file (TZif, RFC 9636), of any version, slim or fat.
struct TimeZoneFile: Sendable {
  /// The instants at which the offset changes, ascending.
  private var transitions: [Int] = []
  /// The offset from each transition on.
  private var offsets: [Int] = []
  /// The offset before the first transition.
  private var firstOffset = 0
  /// The rule after the last transition; nil when the last offset goes on.
  private var rule: TimeZoneRule?

  /// The offsets in a file's bytes; nil when they are not a valid file.
  init?(_ bytes: [UInt8]) {
    guard var header = Header(bytes[...]) else { return nil }
    var timeSize = 4
    if header.version >= UInt8(ascii: "2") {
      // The same again with times of 64 bits, and a rule for what comes after.
      guard let next = Header(header.data.dropFirst(header.dataSize(timeSize: 4))) else { return nil }
      header = next
      timeSize = 8
    }
    guard let end = readData(header, timeSize: timeSize) else { return nil }
    guard timeSize == 8 else { return }
    let footer = header.data.dropFirst(end)
    guard footer.first == UInt8(ascii: "\n"),
      let close = footer.dropFirst().firstIndex(of: UInt8(ascii: "\n"))
    else {
      return nil
    }
    let text = footer[(footer.startIndex + 1)..<close]
    if !text.isEmpty {
      guard let rule = TimeZoneRule(Array(text)) else { return nil }
      self.rule = rule
    }
  }

  /// Seconds ahead of UTC at an instant.
  func offset(at instant: Int) -> Int {
    guard let last = transitions.last else { return rule?.offset(at: instant) ?? firstOffset }
    if instant >= last, let rule { return rule.offset(at: instant) }
    // The number of transitions up to the instant.
    var (low, high) = (0, transitions.count)
    while low < high {
      let middle = (low + high) / 2
      if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? firstOffset : offsets[low - 1]
  }

  /// Reads the transitions and their offsets; returns the size of the data, nil when it is damaged.
  private mutating func readData(_ header: Header, timeSize: Int) -> Int? {
    let size = header.dataSize(timeSize: timeSize)
    guard header.data.count >= size, header.typeCount > 0 else { return nil }
    let data = Array(header.data.prefix(size))
    let indexStart = header.timeCount * timeSize
    let typeStart = indexStart + header.timeCount
    let types = (0..<header.typeCount).map { signed(data[(typeStart + $0 * 6)...].prefix(4)) }
    guard types.allSatisfy({ abs($0) < 172_800 }) else { return nil }
    for index in 0..<header.timeCount {
      let instant = signed(data[(index * timeSize)...].prefix(timeSize))
      let type = Int(data[indexStart + index])
      guard type < types.count, transitions.last.map({ $0 < instant }) ?? true else { return nil }
      transitions.append(instant)
      offsets.append(types[type])
    }
    firstOffset = types[0]
    return size
  }

  /// A header's counts and the bytes behind it.
  private struct Header {
    let version: UInt8
    let data: ArraySlice<UInt8>
    let timeCount: Int
    let typeCount: Int
    private let leapCount: Int
    private let nameSize: Int
    private let indicatorCount: Int

    init?(_ bytes: ArraySlice<UInt8>) {
      guard bytes.count >= 44, bytes.starts(with: "TZif".utf8) else { return nil }
      let counts = (0..<6).map { signed([0] + bytes.dropFirst(20 + $0 * 4).prefix(4)) }
      version = bytes[bytes.startIndex + 4]
      data = bytes.dropFirst(44)
      indicatorCount = counts[0] + counts[1]
      (leapCount, timeCount, typeCount, nameSize) = (counts[2], counts[3], counts[4], counts[5])
    }

    /// The size of what follows the header, with times of 4 or 8 bytes.
    func dataSize(timeSize: Int) -> Int {
      timeCount * (timeSize + 1) + typeCount * 6 + nameSize + leapCount * (timeSize + 4) + indicatorCount
    }
  }
}

/// A big-endian integer in two's complement, of 1 to 8 bytes.
private func signed(_ bytes: some Collection<UInt8>) -> Int {
  var value: Int = bytes.first.map { $0 >= 0x80 } ?? false ? -1 : 0
  for byte in bytes { value = value << 8 | Int(byte) }
  return value
}
