import Application
import Glibc
import Ledger
import Logging
import Text

/// What the worker tells those who look at it from outside: the state file, and systemd's status line.
struct WorkerRecords {
  private struct Record {
    var site: WorkerState.Site
    var isLedger = true
  }

  /// The file is written so often at the most.
  private static let pause: Duration = .seconds(1)

  private let surroundings: WorkerSurroundings
  private let interval: Duration
  /// Says to workers that start that this one is running; nil as long as another says so of the same file.
  private var hold: StateFile.Hold?
  private let started: UTCTime
  private var records: [String: Record] = [:]
  /// What the worker before has left in the file, by name: a site that cannot be reached has been synced once.
  private let earlier: [String: WorkerState.Site]
  private var visits = 0
  private var isChanged = true
  private var written: Duration?
  private var status: String?
  private var hasWarned = false

  init(_ surroundings: WorkerSurroundings, interval: Duration) {
    self.surroundings = surroundings
    self.interval = interval
    started = surroundings.clock.utc
    hold = surroundings.stateFile?.hold()
    let sites = surroundings.stateFile?.state?.sites ?? []
    earlier = Dictionary(sites.map { ($0.name, $0) }) { first, _ in first }
  }

  /// When the file is to be written next; nil when it says all there is to say.
  var due: Duration? { surroundings.stateFile == nil || !isChanged ? nil : written.map { $0 + Self.pause } }

  /// Knows these sites, and no others: those that are new are due at once.
  mutating func keep(_ sites: [WorkerSite]) {
    let now = surroundings.clock.utc
    let old = records
    records = [:]
    for site in sites {
      var record = old[site.name] ?? Record(site: self.site(site.name, nextRun: now))
      record.site.intervalSeconds = site.interval?.wholeSeconds
      records[site.name] = record
    }
    isChanged = true
  }

  /// A site that was not visited yet, with the syncs that the worker before has seen.
  private func site(_ name: String, nextRun: UTCTime) -> WorkerState.Site {
    let known = earlier[name]
    return WorkerState.Site(
      name: name, place: known?.place, failures: 0, lastSuccess: known?.lastSuccess,
      lastSync: known?.lastSync,
      lastSyncLocal: known?.lastSyncLocal, nextRun: nextRun)
  }

  /// Notes what a visit came to.
  mutating func note(_ report: VisitReport, of name: String, failures: Int, nextIn wait: Duration) {
    visits += 1
    isChanged = true
    guard var record = records[name] else { return }
    let now = surroundings.clock.utc
    record.isLedger = !report.isEmptyNetwork
    if let place = report.place, place != record.site.place {
      // Another ledger has taken over the name.
      if record.site.place != nil {
        (record.site.lastSuccess, record.site.lastSync, record.site.lastSyncLocal) = (nil, nil, nil)
      }
      record.site.place = place
    }
    record.site.failures = failures
    record.site.error = report.fault?.message
    if report.fault == nil { record.site.lastSuccess = now }
    if let sync = report.lastSync {
      record.site.lastSync = sync.utc
      record.site.lastSyncLocal = sync.local
    }
    record.site.nextRun = now.adding(seconds: wait.wholeSeconds)
    records[name] = record
  }

  /// Notes that a visit which is not over has failed.
  mutating func note(_ fault: Failure, of name: String, failures: Int) {
    isChanged = true
    records[name]?.site.failures = failures
    records[name]?.site.error = fault.message
    records[name]?.site.nextRun = nil
  }

  /// Brings everything up to date that is not; the file no more often than once a second.
  mutating func publish(_ timetable: Timetable, at now: Duration) {
    let line = "sites: \(timetable.names.count), failing: \(timetable.failing), syncs: \(visits)"
    if line != status {
      surroundings.notifier.send(.status(line))
      status = line
    }
    guard isChanged, written.map({ now >= $0 + Self.pause }) ?? true else { return }
    written = now
    write(timetable, isRunning: true)
  }

  /// Writes down that the worker has ended: nothing is due any more.
  mutating func end(_ timetable: Timetable) {
    write(timetable, isRunning: false)
  }

  private mutating func write(_ timetable: Timetable, isRunning: Bool) {
    guard let file = surroundings.stateFile else { return }
    isChanged = false
    // The other worker may have ended.
    if hold == nil { hold = file.hold() }
    var sites = timetable.names.compactMap { records[$0] }.filter(\.isLedger).map(\.site)
    if !isRunning { for index in sites.indices { sites[index].nextRun = nil } }
    let state = WorkerState(
      pid: Int(getpid()), started: started, written: surroundings.clock.utc,
      intervalSeconds: interval.wholeSeconds, visits: visits, sites: sites)
    do {
      try file.write(state)
      hasWarned = false
    } catch {
      if !hasWarned { surroundings.logger.warning("\((error as? Failure)?.message ?? "\(error)")") }
      hasWarned = true
    }
  }
}
