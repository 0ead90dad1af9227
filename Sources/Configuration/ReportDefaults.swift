import Output
import Reports
import Text

/// What the section `report` says; what it leaves out is nil.
public struct ReportDefaults: Sendable, Equatable {
  /// What a row stands for.
  public var period: Period?
  /// How many periods are shown where no days are asked for, from 1.
  public var last: Int?
  /// How many of the largest assistants, pages and users are named.
  public var top: Int?
  /// How the answer is written.
  public var format: OutputFormat?

  /// How many can be named. There may be fewer.
  package static let tops = 1...100_000

  static let keys = ["period", "last", "top", "format"]

  /// What an empty section says: nothing.
  init() {}

  init(_ reader: SettingsReader, _ problems: inout [Problem]) {
    period = reader.value(
      "period", expected: "one of \(Period.allCases.map(\.rawValue).joined(separator: ", "))", &problems,
      Period.init(named:))
    last = reader.integer("last", in: 1...1_000_000, &problems)
    top = reader.integer("top", in: Self.tops, &problems)
    format = reader.choice("format", of: OutputFormat.allCases.map(\.rawValue), &problems)
      .flatMap(OutputFormat.init)
  }
}
