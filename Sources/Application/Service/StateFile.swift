import FoundationEssentials
import Glibc
import Sites
import Text

/// The file in which the worker leaves its state.
public struct StateFile: Sendable {
  private static let name = "worker.json"
  /// Where a service of the system has it (`StateDirectory=tokenledger`).
  private static let systemFolder = "/var/lib/tokenledger"

  /// Where it is.
  public let path: String

  /// The file of a worker with these environment variables: in `$STATE_DIRECTORY`, as systemd gives it, or in
  /// `$XDG_STATE_HOME/tokenledger` or `~/.local/state/tokenledger`; nil when there is none of them.
  public init?(environment: EnvironmentVariables) {
    guard let folder = Self.folders(environment).first else { return nil }
    path = "\(folder)/\(Self.name)"
  }

  /// A file at a path.
  init(path: String) {
    self.path = path
  }

  private static func folders(_ environment: EnvironmentVariables) -> [String] {
    func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    let state = absolute("STATE_DIRECTORY").flatMap { $0.split(separator: ":").first.map(String.init) }
    let user = absolute("XDG_STATE_HOME") ?? absolute("HOME").map { "\($0)/.local/state" }
    return [state, user.map { "\($0)/tokenledger" }].compactMap { $0 }
  }

  /// The states that workers on this machine have left where somebody with these environment variables can read
  /// them, the newest first.
  public static func states(environment: EnvironmentVariables) -> [WorkerState] {
    let states = Set(folders(environment) + [systemFolder]).compactMap { folder in
      FileManager.default.contents(atPath: "\(folder)/\(name)").flatMap { WorkerState(Array($0)) }
    }
    return states.sorted { $0.written > $1.written }
  }

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
