import CZlib

/// Compresses bytes as gzip does (RFC 1952), in constant memory.
package final class GzipWriter {
  private static let capacity = 1 << 16
  /// Text of a ledger becomes little smaller with more work.
  private static let level: Int32 = 4

  private let stream: UnsafeMutablePointer<z_stream>
  private var output = [UInt8](repeating: 0, count: GzipWriter.capacity)
  private var checksum = crc32(0, nil, 0)
  private var length: UInt32 = 0
  private var hasBegun = false

  /// A writer of a new file.
  package init() throws {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    // A negative window: the header and the trailer are written here.
    let status = deflateInit2_(
      stream, Self.level, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else { throw ArchiveError.unavailable }
  }

  deinit {
    deflateEnd(stream)
    stream.deallocate()
  }

  /// Compresses bytes; `send` gets what is ready.
  package func write(_ bytes: UnsafeRawBufferPointer, to send: ([UInt8]) throws -> Void) throws {
    guard let start = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
    checksum = crc32(checksum, start, uInt(bytes.count))
    length &+= UInt32(truncatingIfNeeded: bytes.count)
    stream.pointee.next_in = UnsafeMutablePointer(mutating: start)
    stream.pointee.avail_in = uInt(bytes.count)
    try deflate(Z_NO_FLUSH, to: send)
  }

  /// Ends the file.
  package func finish(to send: ([UInt8]) throws -> Void) throws {
    stream.pointee.next_in = nil
    stream.pointee.avail_in = 0
    try deflate(Z_FINISH, to: send)
    try send(GzipFraming.trailer(checksum: UInt32(truncatingIfNeeded: checksum), length: length))
  }

  private func deflate(_ flush: Int32, to send: ([UInt8]) throws -> Void) throws {
    if !hasBegun {
      hasBegun = true
      try send(GzipFraming.header)
    }
    while true {
      let (status, count) = output.withUnsafeMutableBufferPointer { output in
        stream.pointee.next_out = output.baseAddress
        stream.pointee.avail_out = uInt(output.count)
        let status = CZlib.deflate(stream, flush)
        return (status, output.count - Int(stream.pointee.avail_out))
      }
      // With nothing to do it says that no progress was possible.
      guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
        throw ArchiveError.unavailable
      }
      if count > 0 { try send(Array(output[..<count])) }
      if count < output.count { return }
    }
  }
}
