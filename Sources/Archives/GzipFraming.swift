/// What stands before and after the compressed bytes of a gzip file (RFC 1952).
enum GzipFraming {
  /// The only header that is written: no name and no time, so that the same text gives the same file. Reading takes no
  /// other, so that no bit of it can change unnoticed.
  static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
  /// The checksum and the length, four bytes each, the lowest first.
  static let trailerLength = 8

  /// The trailer of a text with this checksum and length.
  static func trailer(checksum: UInt32, length: UInt32) -> [UInt8] {
    [checksum, length].flatMap { number in (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
  }
}
