import Configuration
import Output
import Text

extension Answer {
  /// A file that cannot be used.
  init(problemsOf file: ConfigurationFile) {
    let sheet = Sheet(
      columns: [
        Sheet.Column("Line", key: "line", alignment: .right),
        Sheet.Column("Column", key: "column", alignment: .right), Sheet.Column("Problem", key: "message"),
        Sheet.Column("What to do", key: "advice"),
      ],
      rows: file.problems.map {
        [.integer($0.position.line), .integer($0.position.column), .text($0.message), .text($0.advice)]
      })
    self.init(
      "config/2", nil, ["file": .text(file.path), "settings": .list([]), "warnings": .list([])],
      rows: "problems", sheet)
  }

  /// Settings that hold.
  init(_ settings: EffectiveSettings, warnings: [String]) {
    let sheet = Sheet(
      columns: [
        Sheet.Column("Setting", key: "key"), Sheet.Column("Value"),
        Sheet.Column("Value", key: "value", audience: .json), Sheet.Column("From"),
        Sheet.Column("Source", key: "source", audience: .json),
        Sheet.Column("Place", key: "place", audience: .json),
      ],
      rows: settings.all.map { setting in
        [
          .text(setting.key), .optional(setting.value?.text), setting.value?.cell ?? .empty,
          .text(setting.from), .text(setting.source.rawValue),
          .optional(setting.place),
        ]
      })
    self.init(
      "config/2", nil,
      ["file": .text(settings.file), "problems": .list([]), "warnings": .texts(warnings)], rows: "settings",
      sheet)
  }
}
