/// A place in a file of text.
package struct TextPosition: Sendable, Hashable, Comparable {
  /// The line, from 1.
  package let line: Int
  /// The character of the line, from 1.
  package let column: Int

  /// The place in a line, both counted from 1.
  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  /// Whether `left` comes before `right`.
  package static func < (left: TextPosition, right: TextPosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}
