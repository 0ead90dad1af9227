import Configuration
import Ledger
import LedgerStore

/// How the worker works where the command line says nothing: what the configuration says, else the default.
package struct WorkerChoices: Equatable {
  /// The time between two syncs of a site.
  package var interval = TimeSpan(WorkerSettings().interval)
  /// How many sites are visited at once.
  package var jobs = WorkerSettings().jobs
  /// The folder of the daily files; nil when none are wanted.
  package var exportDir: String?
  /// When the daily file is due, by the site's clock.
  package var exportAt = DailyTime.standard
  /// How many daily files of a site are kept.
  package var keep = 90
  /// How a line of the log looks.
  package var logFormat = LogFormat.text
  /// The pace of syncs.
  package var pace = SyncPace.auto

  /// What a configuration says; without one, the defaults.
  package init(_ file: ConfigurationFile? = nil) {
    guard let file else { return }
    pace = file.pace.flatMap(SyncPace.init) ?? pace
    let configured = file.worker
    interval = configured.interval ?? interval
    jobs = configured.jobs ?? jobs
    exportDir = configured.exportDir
    exportAt = configured.exportAt ?? exportAt
    keep = configured.keep ?? keep
    logFormat = configured.logFormat ?? logFormat
  }
}
