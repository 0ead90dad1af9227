import Glibc

/// Writes bytes to a file descriptor, all of them or an error.
struct ByteSink {
  private let descriptor: Int32
  private let name: String
  private var buffer: [UInt8] = []

  private static let capacity = 1 << 18

  /// A sink; `name` is what an error calls it.
  init(descriptor: Int32, name: String) {
    self.descriptor = descriptor
    self.name = name
  }

  /// Writes bytes, perhaps later.
  mutating func write(_ bytes: [UInt8]) throws {
    buffer += bytes
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Writes what is still to be written.
  mutating func flush() throws {
    var written = 0
    while written < buffer.count {
      let count = buffer.withUnsafeBytes { bytes in
        Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { Self.endAsOthersDo() }
        throw Failure(
          .inputOutput, "\(name) cannot be written: \(String(cString: strerror(errno)))",
          advice: "Make room, or choose another place with --output.")
      }
      written += count
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// The reader of a pipe has left: ends as every program does, without a word. libmariadb has the signal ignored,
  /// so it is raised by hand.
  private static func endAsOthersDo() {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
  }
}
