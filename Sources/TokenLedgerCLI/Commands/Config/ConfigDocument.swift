import Configuration
import Rendering

/// The effective configuration, `tokenledger.config/2`.
struct ConfigDocument: Encodable {
  let schema = "tokenledger.config/2"
  @OrNull var file: String?
  let problems: [Problem]
  let settings: [EffectiveSetting]
  let warnings: [String]

  /// Something that is wrong in the file.
  struct Problem: Encodable {
    let line: Int
    let column: Int
    let message: String
    let advice: String
  }

  /// A file that cannot be used.
  init(_ error: ConfigurationError) {
    problems = error.problems.map {
      Problem(line: $0.position.line, column: $0.position.column, message: $0.message, advice: $0.advice)
    }
    settings = []
    warnings = []
    file = error.path
  }

  /// Settings that hold.
  init(_ settings: EffectiveSettings, warnings: [String]) {
    problems = []
    self.settings = settings.all
    self.warnings = warnings
    file = settings.file
  }

  /// The settings, or what is wrong.
  var sheet: Sheet {
    if problems.isEmpty {
      return Sheet(
        columns: ["Setting", "Value", "From"].map { Sheet.Column($0) },
        rows: settings.map { setting in
          [.text(setting.key), setting.value.map { .text($0.text) } ?? .empty, .text(setting.from)]
        })
    }
    return Sheet(
      columns: [
        Sheet.Column("Line", alignment: .right), Sheet.Column("Column", alignment: .right),
        Sheet.Column("Problem"), Sheet.Column("What to do"),
      ],
      rows: problems.map { [.integer($0.line), .integer($0.column), .text($0.message), .text($0.advice)] })
  }
}
