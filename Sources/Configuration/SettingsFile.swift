import Text

/// A file of settings that was read whole.
struct SettingsFile {
  /// Where it lies, as it was given.
  let path: String
  /// What stands in it; an empty value where there is nothing but comments, or no YAML.
  let root: YAMLNode
  /// Why it is not YAML; empty when it is.
  let problems: [Problem]

  /// Reads a file.
  ///
  /// - Throws: `Failure` when the file cannot be read.
  init(path: String, advice: String) throws {
    let bytes = try InputFile(path: path, isNamed: true, advice: advice).bytes
    let nothing = YAMLNode.null(at: TextPosition(line: 1, column: 1))
    do throws(Problem) {
      root = try YAMLParser.parse(bytes) ?? nothing
      problems = []
    } catch {
      root = nothing
      problems = [error]
    }
    self.path = path
  }

  /// The folder that its relative paths start from.
  var folder: String { parentFolder(of: path) ?? "." }
}
