import FoundationEssentials
import Sites

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
  package init(path: String) {
    self.path = path
  }

  /// What it holds; nil when it is not there, or is no state that this version knows.
  package var state: WorkerState? {
    FileManager.default.contents(atPath: path).flatMap { WorkerState(Array($0)) }
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
    candidates(environment).compactMap(\.state).sorted { $0.written > $1.written }
  }

  /// The files of workers on this machine, as far as they are known.
  static func candidates(_ environment: EnvironmentVariables) -> [StateFile] {
    Set(folders(environment) + [systemFolder]).sorted().map { StateFile(path: "\($0)/\(name)") }
  }
}
