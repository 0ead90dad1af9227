import CZlib

/// Reads a file that ``GzipWriter`` wrote, in constant memory, and takes nothing else: any other header, a byte after the
/// end, and a bit that is set where none belongs are errors.
package final class GzipReader {
  private static let capacity = 1 << 16

  private let source: (UnsafeMutableRawBufferPointer) throws -> Int
  private let stream: UnsafeMutablePointer<z_stream>
  private let input: UnsafeMutableRawBufferPointer
  private var checksum = crc32(0, nil, 0)
  private var length: UInt32 = 0
  /// The bits of the last byte that no code took, which are 0.
  private var padding: UInt8 = 0
  private var hasBegun = false
  private var hasEnded = false

  /// A reader of what `source` gives: it fills a buffer, in part or in whole, and returns the number of bytes; 0 at the end.
  package init(_ source: @escaping (UnsafeMutableRawBufferPointer) throws -> Int) throws {
    self.source = source
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // Before what is read stands the last byte of what was read before.
    input = .allocate(byteCount: Self.capacity + 1, alignment: 1)
    let status = inflateInit2_(stream, -MAX_WBITS, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw ArchiveError.unavailable }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    input.deallocate()
  }

  /// Fills a buffer, in part or in whole, with what was compressed.
  ///
  /// - Returns: The number of bytes; 0 at the end, when all of the file has turned out well.
  package func read(into output: UnsafeMutableRawBufferPointer) throws -> Int {
    guard !hasEnded, let start = output.bindMemory(to: UInt8.self).baseAddress else { return 0 }
    if !hasBegun { try begin() }
    while true {
      if try stream.pointee.avail_in == 0 && !fill() { throw ArchiveError.cut }
      stream.pointee.next_out = start
      stream.pointee.avail_out = uInt(output.count)
      // It stops where a block ends, and after the last one before it drops the rest of the byte.
      let status = inflate(stream, Z_BLOCK)
      if stream.pointee.data_type & 192 == 192, let next = stream.pointee.next_in {
        padding = next[-1] >> UInt8(8 - (stream.pointee.data_type & 7))
      }
      let count = output.count - Int(stream.pointee.avail_out)
      checksum = crc32(checksum, start, uInt(count))
      length &+= UInt32(truncatingIfNeeded: count)
      switch status {
      case Z_STREAM_END:
        try end()
        return count
      case Z_OK, Z_BUF_ERROR: if count > 0 { return count }
      case Z_MEM_ERROR: throw ArchiveError.unavailable
      default: throw ArchiveError.damaged
      }
    }
  }

  private func begin() throws {
    hasBegun = true
    for expected in GzipFraming.header {
      guard try nextByte() == expected else { throw ArchiveError.notCompressed }
    }
  }

  private func end() throws {
    hasEnded = true
    if padding != 0 { throw ArchiveError.damaged }
    let trailer = GzipFraming.trailer(checksum: UInt32(truncatingIfNeeded: checksum), length: length)
    for expected in trailer {
      guard let byte = try nextByte() else { throw ArchiveError.cut }
      if byte != expected { throw ArchiveError.damaged }
    }
    if try nextByte() != nil { throw ArchiveError.continued }
  }

  private func nextByte() throws -> UInt8? {
    if try stream.pointee.avail_in == 0 && !fill() { return nil }
    defer {
      stream.pointee.next_in += 1
      stream.pointee.avail_in -= 1
    }
    return stream.pointee.next_in.pointee
  }

  /// Gets more bytes; false at the end.
  private func fill() throws -> Bool {
    let last = stream.pointee.next_in.map { $0[-1] } ?? 0
    let count = try source(UnsafeMutableRawBufferPointer(rebasing: input[1...]))
    input[0] = last
    stream.pointee.next_in = input.bindMemory(to: UInt8.self).baseAddress.map { $0 + 1 }
    stream.pointee.avail_in = uInt(count)
    return count > 0
  }
}
