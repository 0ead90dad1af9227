import WordPress

/// A file of settings that was read whole.
struct SettingsFile {
  /// Where it lies, as it was given.
  let path: String
  /// What stands in it; an empty value where there is nothing but comments.
  let root: YAMLNode

  /// Reads a file.
  ///
  /// - Throws: `ConfigurationError` for what is not YAML, `SiteError` when the file cannot be read.
  init(path: String, advice: String) throws {
    let bytes = try InputFile(path: path, isNamed: true, advice: advice).bytes
    do {
      root = try YAMLParser.parse(bytes) ?? .null(at: TextPosition(line: 1, column: 1))
    } catch let error as YAMLError {
      throw ConfigurationError(path: path, problems: [error.problem]) ?? error
    }
    self.path = path
  }

  /// The folder that its relative paths start from.
  var folder: String { parentFolder(of: path) ?? "." }
}
