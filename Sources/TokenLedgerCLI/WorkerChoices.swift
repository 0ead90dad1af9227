import Configuration
import Ledger
import LedgerStore
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
}
