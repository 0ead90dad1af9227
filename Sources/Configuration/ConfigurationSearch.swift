import Sites
import Text

/// Looks for the configuration file that is meant: the one that the command line names, else the one that
/// `TOKENLEDGER_CONFIG` names, else `tokenledger.yml` in the user's folder (`$XDG_CONFIG_HOME/tokenledger`, by default
/// `~/.config/tokenledger`), else in `/etc/tokenledger`.
///
///     let search = ConfigurationSearch(environment: environment, currentDirectory: "/srv")
///     let found = try search.load(option: nil)
public struct ConfigurationSearch {
  /// A configuration file and what there is to say about finding it.
  public struct Result: Sendable {
    /// The file; nil when there is none.
    public let file: ConfigurationFile?
    /// What the owner should know, a line each.
    public let warnings: [String]
  }

  private let environment: EnvironmentVariables
  private let currentDirectory: String
  private let systemFolder: String

  /// A search with the given environment and directory (an absolute path).
  public init(
    environment: EnvironmentVariables, currentDirectory: String, systemFolder: String = "/etc/tokenledger"
  ) {
    self.environment = environment
    self.currentDirectory = currentDirectory
    self.systemFolder = systemFolder
  }

  /// Reads the file that is meant. Only the first that is there counts; files are not merged.
  ///
  /// A file that nobody named and this user may not read is left out, with a warning: it is somebody else's.
  /// - Parameter option: The file that the command line names.
  /// - Returns: The file, if there is one.
  /// - Throws: As ``ConfigurationFile/load(_:)``.
  public func load(option: String?) throws -> Result {
    let found = try find(option: option)
    if let failure = found.file?.failure { throw failure }
    return found
  }

  /// Reads the file that is meant, whatever is wrong in it.
  ///
  /// - Throws: `Failure` when it cannot be read.
  package func find(option: String?) throws -> Result {
    if let named = option ?? value("TOKENLEDGER_CONFIG") {
      return Result(
        file: try ConfigurationFile.read(absolutePath(named, from: currentDirectory)), warnings: [])
    }
    var warnings: [String] = []
    for folder in [userFolder, systemFolder].compactMap({ $0 }) {
      let path = absolutePath("tokenledger.yml", from: folder)
      do {
        if try !InputFile.exists(path) { continue }
        return Result(file: try ConfigurationFile.read(path), warnings: warnings)
      } catch let error as Failure where error.kind == .permission {
        warnings.append("\(error.message) and is left out")
      }
    }
    return Result(file: nil, warnings: warnings)
  }

  private var userFolder: String? {
    // A relative path counts as none, as the XDG specification has it.
    if let folder = value("XDG_CONFIG_HOME"), folder.hasPrefix("/") {
      return absolutePath("tokenledger", from: folder)
    }
    return value("HOME").map { absolutePath(".config/tokenledger", from: $0) }
  }

  /// A variable's value; an empty one counts as not set.
  private func value(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }
}
