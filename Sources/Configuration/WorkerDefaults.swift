import Ledger
import Text

/// What the section `worker` says; what it leaves out is nil.
public struct WorkerDefaults: Sendable, Equatable {
  /// The time between two syncs of a site, from 5 seconds to 24 hours.
  public var interval: TimeSpan?
  /// How many sites are synced at once, 1 to 64.
  public var jobs: Int?
  /// The folder of the daily files.
  public var exportDir: String?
  /// When the daily file is made, by the site's clock.
  public var exportAt: DailyTime?
  /// How many daily files of a site are kept, 1 to 36,500.
  public var keep: Int?
  /// How to write what happens.
  public var logFormat: LogFormat?

  static let keys = ["interval", "jobs", "export_dir", "export_at", "keep", "log_format"]

  /// What an empty section says: nothing.
  init() {}

  init(_ reader: SettingsReader, folder: (String) -> String, _ problems: inout [Problem]) {
    interval = reader.interval(&problems)
    jobs = reader.integer("jobs", in: 1...64, &problems)
    exportDir = reader.text("export_dir", &problems).map(folder)
    exportAt = reader.value(
      "export_at", expected: "a time of day as HH:MM", example: "\"02:30\"", &problems
    ) { DailyTime($0) }
    keep = reader.integer("keep", in: 1...36_500, &problems)
    logFormat = reader.choice("log_format", of: LogFormat.allCases.map(\.rawValue), &problems)
      .flatMap(LogFormat.init)
  }
}

extension SettingsReader {
  /// The time between two syncs of a site; nil where it is not set, or a fault.
  func interval(_ problems: inout [Problem]) -> TimeSpan? {
    value("interval", expected: "a time from 5s to 24h, such as 90s or 15m", &problems) {
      TimeSpan($0).flatMap { (5...86_400).contains($0.seconds) ? $0 : nil }
    }
  }
}
