import Glibc

/// Folders that are named together, such as `/srv/www/*/htdocs`: `*`, `?` and `[…]` as in a shell.
package struct FolderPattern {
  private let pattern: String

  /// The pattern in a text; nil when the text has nothing of one, or names something that is there.
  package init?(_ text: String) {
    guard text.contains(where: { "*?[".contains($0) }), (try? InputFile.exists(text)) != true else {
      return nil
    }
    pattern = text
  }

  /// The folders that match and have a WordPress site in them, sorted by their bytes.
  ///
  /// One that may not be looked into is among them: whoever goes on with it will learn why.
  package func sites() -> [String] {
    var matches = glob_t()
    defer { globfree(&matches) }
    guard glob(pattern, 0, nil, &matches) == 0, let paths = matches.gl_pathv else { return [] }
    return (0..<Int(matches.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }.filter(hasSite)
  }

  private func hasSite(_ folder: String) -> Bool {
    do {
      return try WordPressLocator().location(in: resolvedPath(folder)) != nil
    } catch {
      return true
    }
  }
}
