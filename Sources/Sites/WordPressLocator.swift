import Text

/// Finds the file in which a WordPress site keeps the way to its database.
struct WordPressLocator {
  /// What was found.
  enum Location: Equatable {
    /// A wp-config.php.
    case config(String)
    /// The root of a Bedrock-style site, configured by `.env` or the process's environment.
    case bedrock(folder: String)
  }

  /// The variables of the process.
  let environment: EnvironmentVariables

  /// What belongs to the site at a folder, as WordPress itself looks: a wp-config.php in the folder, or one level
  /// above when that level is not a WordPress folder too.
  ///
  /// - Throws: `Failure` (77) for folders that may not be looked into.
  func location(in folder: String) throws -> Location? {
    if try has("wp-config.php", in: folder) { return .config(absolutePath("wp-config.php", from: folder)) }
    let isWordPress = try has("wp-settings.php", in: folder) || has("wp-load.php", in: folder)
    if isWordPress, let parent = parentFolder(of: folder), try has("wp-config.php", in: parent),
      try !has("wp-settings.php", in: parent)
    {
      return .config(absolutePath("wp-config.php", from: parent))
    }
    if try BedrockSite.isRoot(folder), try BedrockSite.isConfigured(folder, environment) {
      return .bedrock(folder: folder)
    }
    return nil
  }

  /// What belongs to the site around a folder: looked for there and upwards.
  ///
  /// - Throws: `Failure`: nothing found (66), folders that may not be looked into (77).
  func location(around folder: String) throws -> Location {
    var current: String? = folder
    while let candidate = current {
      if let location = try location(in: candidate) { return location }
      current = parentFolder(of: candidate)
    }
    throw Failure(
      .noInput, "no wp-config.php in \(printable(folder)) or above it",
      advice:
        "Run in the WordPress folder, or say where the site is: --wp-path, --wp-config, --defaults-file or --site -."
    )
  }

  private func has(_ name: String, in folder: String) throws -> Bool {
    try InputFile.exists(absolutePath(name, from: folder))
  }
}
