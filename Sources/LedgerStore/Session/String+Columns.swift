extension String {
  /// At most so many characters as a column counts them: Unicode scalars, of which a letter with its accents has
  /// several.
  func cut(to count: Int) -> String { String(unicodeScalars.prefix(count)) }
}
