import Chatbots
import Glibc
import Importing
import Ledger
import Text

/// A downloaded file that is read twice: to find out whether all its lines are well, and to import it.
struct ImportFile {
  /// What tells whether a file is still the one that was looked at.
  private struct Stamp: Equatable {
    let device: UInt
    let inode: UInt
    let size: Int
    let seconds: Int
    let nanoseconds: Int

    init(_ information: stat) {
      device = UInt(information.st_dev)
      inode = UInt(information.st_ino)
      size = information.st_size
      seconds = information.st_mtim.tv_sec
      nanoseconds = information.st_mtim.tv_nsec
    }
  }

  /// So many malformed lines are listed; the others are only counted.
  static let listed = 100

  /// Where it is.
  let path: String
  /// How many well-formed lines it has below its header.
  private(set) var lines = 0
  /// How many lines are malformed.
  private(set) var malformedCount = 0
  /// The first of them.
  private(set) var malformed: [MalformedLine] = []
  /// Whether it has no usable header, which is its only malformed line then: it is no download at all.
  private(set) var lacksHeader = false
  private var stamp: Stamp?

  /// The file's own name.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  private let log: ChatLog

  /// Reads the file, whose rows are of a log, through and notes which lines are malformed.
  init(inspecting path: String, of log: ChatLog) throws {
    self.path = path
    self.log = log
    let found = try read { entry in
      switch entry {
      case .row: lines += 1
      case .malformed(let line):
        malformedCount += 1
        if malformed.count < Self.listed { malformed.append(line) }
      }
    }
    stamp = found.stamp
    lacksHeader = found.lacksHeader
  }

  /// Hands over the rows of the file that was inspected.
  func forEachRow(_ body: (TokenRow) throws -> Void) throws {
    let found = try read { entry in
      if case .row(let row, _) = entry { try body(row) }
    }
    if found.stamp != stamp {
      throw Failure(
        .tryAgain, "the file \(path) was changed while it was read",
        advice: "Import it again when nobody writes to it; no row is imported twice.")
    }
  }

  private func read(
    _ body: (TokenDataReader.Entry) throws -> Void
  ) throws -> (stamp: Stamp, lacksHeader: Bool) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
    if descriptor < 0 { throw failure(errno) }
    defer { close(descriptor) }
    var information = stat()
    if fstat(descriptor, &information) != 0 { throw failure(errno) }
    guard information.st_mode & S_IFMT == S_IFREG else {
      throw Failure(
        .noInput, "\(path) is not a regular file",
        advice: "Name the downloaded files themselves: each is read twice, which a pipe cannot be.")
    }
    var reader = try TokenDataReader(log) { buffer in
      while true {
        let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
        if count >= 0 { return count }
        if errno != EINTR { throw failure(errno) }
      }
    }
    while let entry = try reader.next() { try body(entry) }
    if fstat(descriptor, &information) != 0 { throw failure(errno) }
    return (Stamp(information), reader.lacksHeader)
  }

  private func failure(_ code: Int32) -> Failure {
    let reason = String(cString: strerror(code))
    return switch code {
    case ENOENT, ENOTDIR:
      Failure(.noInput, "there is no file \(path)", advice: "Check the path of the downloaded file.")
    case EACCES, EPERM:
      Failure(.permission, "\(path) may not be read", advice: "Give this user read permission.")
    default:
      Failure(.inputOutput, "\(path) cannot be read: \(reason)", advice: "Check the file and its disk.")
    }
  }
}
