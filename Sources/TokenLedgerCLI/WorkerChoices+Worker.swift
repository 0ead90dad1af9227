import Application
import ArgumentParser
import Configuration
import Ledger
import Logging
import Worker

extension WorkerChoices {
  /// What is done for a site after a sync, in order.
  func steps() throws -> [any AfterSync] {
    var steps: [any AfterSync] = []
    if let exportDir { steps.append(try DailyFiles(folder: exportDir, time: exportAt, kept: keep)) }
    return steps
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

extension LogFormat: NamedChoice {}

extension DailyTime: ExpressibleByArgument {
  /// A time as `HH:MM`.
  public init?(argument: String) {
    self.init(argument)
  }
}
