/// What `--format` can ask for. A format never changes a figure.
public enum OutputFormat: String, CaseIterable, Sendable {
  /// Aligned columns, for people.
  case table
  /// Comma-separated values, for spreadsheets.
  case csv
  /// One JSON document with a schema, for programs.
  case json
  /// GitHub's tables, for pages and tickets.
  case markdown
  /// A picture, of the answers that have one.
  case svg
}
