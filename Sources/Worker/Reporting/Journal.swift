import Application
import Ledger
import Logging
import Text

/// What the worker says: a line a sync when something changed, warnings once and then hourly.
struct Journal {
  let logger: Logger
  private var reminders = Reminders()
  /// The sites that failed last, and since when.
  private var failing: [String: Duration] = [:]

  init(_ logger: Logger) {
    self.logger = logger
  }

  /// Says that the worker has begun, and with what.
  mutating func begin(_ listing: SiteListing, _ settings: WorkerSettings, at now: Duration) {
    logger.info(
      "started",
      metadata: [
        "sites": .stringConvertible(listing.sites.count), "jobs": .stringConvertible(settings.jobs),
        "interval_seconds": .stringConvertible(settings.interval.wholeSeconds),
      ])
    warn(of: listing, at: now)
  }

  /// Says that the worker ends, and which syncs it leaves unfinished.
  func end(unfinished sites: [String]) {
    for site in sites {
      logger.warning("left unfinished; the next run completes it", metadata: ["site": "\(site)"])
    }
    logger.info("stopped")
  }

  /// Says what a visit came to.
  mutating func note(
    _ report: VisitReport, of site: String, failures: Int, took: Duration, nextIn wait: Duration,
    at now: Duration
  ) {
    for warning in report.warnings where reminders.isDue(warning, of: site, at: now) {
      logger.warning("\(warning)", metadata: ["site": "\(site)"])
    }
    if let fault = report.fault {
      note(fault, of: site, failures: failures, nextIn: wait, at: now)
    } else if let since = failing.removeValue(forKey: site) {
      logger.info(
        "works again",
        metadata: ["site": "\(site)", "after_seconds": .stringConvertible((now - since).wholeSeconds)])
    }
    var metadata: Logger.Metadata = ["site": "\(site)", "ms": .stringConvertible(took.wholeMilliseconds)]
    for (key, count) in [
      ("counted", report.rowsCounted), ("rejected", report.rowsRejected), ("waiting", report.rowsWaiting),
      ("repaired", report.rowsRepaired), ("days", report.daysChanged),
    ] where count > 0 { metadata[key] = .stringConvertible(count) }
    if let file = report.file { metadata["file"] = "\(file)" }
    if report.hasChanges {
      logger.info(report.fault == nil ? "synced" : "wrote the daily file", metadata: metadata)
    } else if report.fault == nil {
      logger.debug("nothing new", metadata: metadata)
    }
  }

  /// Says why a site's ledger is not current; `wait` is nil while the visit is not over.
  mutating func note(
    _ fault: Failure, of site: String, failures: Int, nextIn wait: Duration?, at now: Duration
  ) {
    // The first of several failures is news, whatever was said an hour ago.
    if failing[site] == nil { reminders.forget(fault.message, of: site) }
    failing[site] = failing[site] ?? now
    let isNews = reminders.isDue(fault.message, of: site, at: now)
    var metadata: Logger.Metadata = [
      "site": "\(site)", "failures": .stringConvertible(failures), "advice": "\(fault.advice)",
    ]
    if let wait { metadata["next_seconds"] = .stringConvertible(wait.wholeSeconds) }
    logger.log(
      level: !isNews ? .debug : fault.isTemporary ? .warning : .error, "\(fault.message)",
      metadata: metadata)
  }

  /// Says that a visit takes too long.
  func noteBreakingOff(_ site: String, _ limit: Duration) {
    logger.debug(
      "stopping the sync",
      metadata: ["site": "\(site)", "limit_seconds": .stringConvertible(limit.wholeSeconds)])
  }

  /// Says that the list of sites is another one.
  mutating func note(_ listing: SiteListing, at now: Duration) {
    logger.info(
      "the list of sites was read again", metadata: ["sites": .stringConvertible(listing.sites.count)])
    warn(of: listing, at: now)
  }

  /// Says that the list of sites could not be read again.
  func noteOldList(_ fault: Failure) {
    logger.error("the sites stay as they were: \(fault.message)", metadata: ["advice": "\(fault.advice)"])
  }

  private mutating func warn(of listing: SiteListing, at now: Duration) {
    for warning in listing.warnings where reminders.isDue(warning, of: "", at: now) {
      logger.warning("\(warning)")
    }
  }

  /// Forgets sites that are on the list no more.
  mutating func keep(_ sites: Set<String>) {
    failing = failing.filter { sites.contains($0.key) }
  }
}
