import Output
import Reports
import Text

/// What the section `report` says; what it leaves out is nil.
public struct ReportDefaults: Sendable, Equatable {
  /// What a row stands for.
  public var period: Period?
  /// How many periods are shown where no days are asked for, from 1.
  public var last: Int?
  /// How many of the largest assistants, pages and users are named, 1 to 100.
  public var top: Int?
  /// How the answer is written.
  public var format: OutputFormat?

  static let keys = ["period", "last", "top", "format"]

  /// What an empty section says: nothing.
  init() {}

  init(_ reader: SettingsReader, _ problems: inout [Problem]) {
    period = reader.choice("period", of: Period.allCases.map(\.rawValue), &problems).flatMap(Period.init)
    last = reader.integer("last", in: 1...1_000_000, &problems)
    top = reader.integer("top", in: 1...100, &problems)
    format = reader.choice("format", of: OutputFormat.allCases.map(\.rawValue), &problems)
      .flatMap(OutputFormat.init)
  }
}
