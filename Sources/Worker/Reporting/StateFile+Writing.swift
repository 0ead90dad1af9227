import Application
import FoundationEssentials
import Glibc
import Text

extension StateFile {
  /// Writes a state, whole or not at all. Anybody may read it who may look into the folder.
  ///
  /// - Throws: `Failure`.
  func write(_ state: WorkerState) throws {
    let folder = String(path[..<(path.lastIndex(of: "/") ?? path.startIndex)])
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let bytes = Array(try state.text().utf8)
    // A second worker in the same folder has a draft of its own.
    let draft = "\(path).\(getpid())"
    let descriptor = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard descriptor >= 0 else { throw failure }
    // Its owner can read and replace it whatever the umask is.
    var information = stat()
    if fstat(descriptor, &information) == 0 { fchmod(descriptor, information.st_mode | 0o600) }
    let count = Glibc.write(descriptor, bytes, bytes.count)
    let isWhole = count == bytes.count
    // Where only a part was written there is no room for the rest, of which the system says nothing.
    if count >= 0 && !isWhole { errno = ENOSPC }
    guard close(descriptor) == 0, isWhole, rename(draft, path) == 0 else {
      let failure = failure
      unlink(draft)
      throw failure
    }
  }

  private var failure: Failure {
    Failure(
      .inputOutput, "the state file \(path) cannot be written: \(String(cString: strerror(errno)))",
      advice: "Let the worker write there; without it 'tokenledger status' knows less.")
  }
}

extension WorkerState {
  /// The state as a file holds it.
  func text() throws -> String { try JSONText.encode(self) }
}
