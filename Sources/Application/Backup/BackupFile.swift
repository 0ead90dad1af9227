import Glibc
import LedgerStore
import Text

/// A backup on the disk.
struct BackupFile {
  /// Where it is.
  let path: String

  /// Reads it through, without a database.
  ///
  /// - Throws: `Failure`: there is no such file (66), it may not be read (77), or it is no whole and sound backup (65).
  func check() throws -> BackupSummary {
    try explained {
      var reader = try reader()
      return try reader.check()
    }
  }

  /// A reader from its beginning.
  func reader() throws -> BackupReader {
    let file = try OpenFile(path)
    return try BackupReader { try file.read(into: $0) }
  }

  /// Runs `body`; what it finds wrong with the file becomes a failure that names it.
  func explained<Result>(_ body: () throws -> Result) throws -> Result {
    do { return try body() } catch let defect as BackupDefect { throw failure(defect) }
  }

  private func failure(_ defect: BackupDefect) -> Failure {
    let unused = "Nothing of it was used: copy it again from where it was kept, or take an earlier backup."
    func bad(_ what: String, _ advice: String = unused) -> Failure {
      Failure(.badData, "the file \(path) \(what)", advice: advice)
    }
    return switch defect {
    case .noBackup: bad("is no backup of a ledger", "Name a file that 'tokenledger backup' has written.")
    case .later(let tool):
      bad(
        "was made by TokenLedger \(tool.prefix(20)), whose backups this one does not know",
        "Upgrade this TokenLedger to that version or a later one.")
    case .cut: bad("is cut off: its end is missing")
    case .damaged: bad("is damaged: it is not what was written")
    case .continued: bad("is damaged: something follows its end")
    case .malformed(let what): bad("does not have the form of a backup: \(what)")
    case .contradiction(let what): bad("contradicts itself: \(what)")
    }
  }
}

/// A file that is open for as long as somebody reads it.
private final class OpenFile {
  private let path: String
  private let descriptor: Int32

  init(_ path: String) throws {
    self.path = path
    // Whatever it is, opening it must not wait.
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
    if descriptor < 0 { throw Self.failure(path, errno) }
    var information = stat()
    guard fstat(descriptor, &information) == 0, information.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw Failure(
        .noInput, "\(path) is not a regular file",
        advice: "Name the backup itself: it is read to its end before anything of it is used.")
    }
  }

  deinit {
    close(descriptor)
  }

  /// Fills a buffer, in part or in whole; returns the number of bytes, 0 at the end.
  func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    while true {
      let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      if count >= 0 { return count }
      if errno != EINTR { throw Self.failure(path, errno) }
    }
  }

  private static func failure(_ path: String, _ code: Int32) -> Failure {
    switch code {
    case ENOENT, ENOTDIR:
      Failure(.noInput, "there is no file \(path)", advice: "Check the path of the backup.")
    case EACCES, EPERM:
      Failure(.permission, "\(path) may not be read", advice: "Give this user read permission.")
    default:
      Failure(
        .inputOutput, "\(path) cannot be read: \(String(cString: strerror(code)))",
        advice: "Check the file and its disk.")
    }
  }
}
