import Glibc
import Text

/// Folders that are named together, such as `/srv/www/*/htdocs`: `*`, `?` and `[…]` as in a shell.
package struct FolderPattern {
  private let pattern: String

  /// The pattern in a text; nil when the text has nothing of one, or names something that is there.
  package init?(_ text: String) {
    guard Self.isPattern(text), (try? InputFile.exists(text)) != true else {
      return nil
    }
    pattern = text
  }

  /// The folders that match and have a WordPress site in them, sorted by their bytes.
  ///
  /// One that may not be looked into is among them: whoever goes on with it will learn why.
  package func sites() -> [String] {
    Self.matches(of: pattern).filter(hasSite)
  }

  /// The folders on the way to what matches that may not be looked into, so that nobody knows what sites are in them.
  package func closedFolders() -> [String] {
    let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
    guard let first = parts.firstIndex(where: Self.isPattern) else { return [] }
    return (first..<parts.count).flatMap { index in
      let path = parts[..<index].joined(separator: "/")
      let folders = index == first ? [path] : Self.matches(of: path)
      return folders.filter { Self.isClosed($0 + "/", isListed: Self.isPattern(parts[index])) }
    }
  }

  private static func isPattern(_ text: some StringProtocol) -> Bool { text.contains { "*?[".contains($0) } }

  private static func matches(of pattern: String) -> [String] {
    var matches = glob_t()
    defer { globfree(&matches) }
    guard glob(pattern, 0, nil, &matches) == 0, let paths = matches.gl_pathv else { return [] }
    return (0..<Int(matches.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }
  }

  /// Whether a folder keeps what is in it to itself: its names, where they are to be listed, or those that are known.
  private static func isClosed(_ folder: String, isListed: Bool) -> Bool {
    guard isListed else { return (try? InputFile.exists(folder + ".")) == nil }
    if let names = opendir(folder) {
      closedir(names)
      return (try? InputFile.exists(folder + ".")) == nil
    }
    return errno != ENOENT && errno != ENOTDIR
  }

  private func hasSite(_ folder: String) -> Bool {
    do {
      return try WordPressLocator(environment: [:]).location(in: resolvedPath(folder)) != nil
    } catch {
      return true
    }
  }
}
