import ArgumentParser
import Configuration
import Ledger
import LedgerStore
import Logging
import Worker

/// How the worker works where the command line says nothing: what the configuration says, else the default.
struct WorkerChoices: Equatable {
  var interval = TimeSpan(WorkerSettings().interval)
  var jobs = WorkerSettings().jobs
  var exportDir: String?
  var exportAt = DailyTime.standard
  var keep = 90
  var logFormat = LineLogHandler.Format.text
  var pace = SyncPace.auto

  /// What a configuration says; without one, the defaults.
  init(_ file: ConfigurationFile? = nil) {
    guard let file else { return }
    pace = file.pace.flatMap(SyncPace.init) ?? pace
    let configured = file.worker
    interval = configured.interval ?? interval
    jobs = configured.jobs ?? jobs
    exportDir = configured.exportDir
    exportAt = configured.exportAt ?? exportAt
    keep = configured.keep ?? keep
    logFormat = configured.logFormat.flatMap(LineLogHandler.Format.init) ?? logFormat
  }

  /// What writes the log, in the format that was chosen and as much of it as the console shows.
  func logger(_ console: Console, clock: SystemClock) -> Logger {
    let level: Logger.Level = console.isQuiet ? .error : console.isVerbose ? .debug : .info
    return Logger(label: "tokenledger") { _ in
      LineLogHandler(format: logFormat, level: level, hasColor: console.colorsMessages, clock: clock) {
        Console.standardError($0)
      }
    }
  }
}

extension LineLogHandler.Format: NamedChoice {}

extension DailyTime: ExpressibleByArgument {
  /// A time as `HH:MM`.
  public init?(argument: String) {
    self.init(argument)
  }
}
