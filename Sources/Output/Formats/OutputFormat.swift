/// What `--format` can ask for. A format never changes a figure.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// Aligned columns, for people.
  case table
  /// Comma-separated values, for spreadsheets.
  case csv
  /// One JSON document with a schema, for programs.
  case json
  /// GitHub's tables, for tickets and wikis.
  case markdown
  /// Tables to put into a page or a mail.
  case html
  /// A picture, of the answers that have one.
  case svg
  /// The same picture as pixels.
  case png

  /// Whether it is markup for people, who see it in another program.
  public var isMarkup: Bool { self == .markdown || self == .html }
  /// Whether it is a picture.
  public var isPicture: Bool { self == .svg || self == .png }
}
