import Glibc
import Text

/// Writes bytes to a file descriptor, all of them or an error.
package struct ByteSink {
  private let descriptor: Int32
  private let name: String
  private let option: String?
  private let isWaitedFor: Bool
  private var buffer: [UInt8] = []

  private static let capacity = 1 << 18

  /// A sink; `name` is what an error calls it, and `option` is by what another is named, nil for an argument. With
  /// `isWaitedFor` the caller waits in the end until all of it is on the disk, so that the disk is given work from the
  /// beginning on.
  package init(
    descriptor: Int32, name: String, option: String? = "--output", isWaitedFor: Bool = false
  ) {
    self.descriptor = descriptor
    self.name = name
    self.option = option
    self.isWaitedFor = isWaitedFor
  }

  /// Writes bytes, perhaps later.
  package mutating func write(_ bytes: [UInt8]) throws {
    if bytes.count >= Self.capacity {
      try flush()
      return try send(bytes)
    }
    buffer += bytes
    if buffer.count >= Self.capacity { try flush() }
  }

  /// Writes what is still to be written.
  package mutating func flush() throws {
    try send(buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// How another place is chosen, as the end of advice.
  static func how(_ option: String?) -> String { option.map { " with \($0)" } ?? "" }

  private func send(_ bytes: [UInt8]) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes { bytes in
        Glibc.write(descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        if errno == EPIPE { Self.endAsOthersDo() }
        throw Failure(
          .inputOutput, "\(name) cannot be written: \(String(cString: strerror(errno)))",
          advice: errno == EBADF
            ? "It was closed when the program was started: send it to a file or a pipe."
            : "Make room, or choose another place\(Self.how(option)).")
      }
      written += count
    }
    if isWaitedFor && written >= Self.capacity {
      // What nobody needs in memory the system begins to write. Where it does not, nothing is lost.
      posix_fadvise(descriptor, lseek(descriptor, 0, SEEK_CUR) - written, written, POSIX_FADV_DONTNEED)
    }
  }

  /// The reader of a pipe has left: ends as every program does, without a word. libmariadb has the signal ignored,
  /// so it is raised by hand.
  private static func endAsOthersDo() {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
  }
}
