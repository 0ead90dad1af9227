import Application
import Logging
import MariaDB
import Text

/// What the worker knows and decides. It is told of one event after another and waits for none.
struct WorkerLoop {
  let settings: WorkerSettings
  let surroundings: WorkerSurroundings
  private let feed: AsyncStream<SyncService.Event>.Continuation
  private(set) var timetable: Timetable
  private var journal: Journal
  private var records: WorkerRecords
  /// What stops the visits that are under way, by site.
  private var interruptions: [String: Interruption] = [:]
  private var alarm: Alarm
  private var isRelisting = false
  private var isToRelistAgain = false
  /// When the worker was asked to end.
  private var stopped: Duration?
  private var isBrokenOff = false

  private var now: Duration { surroundings.clock.uptime }

  init(
    settings: WorkerSettings, surroundings: WorkerSurroundings,
    feed: AsyncStream<SyncService.Event>.Continuation
  ) {
    self.settings = settings
    self.surroundings = surroundings
    self.feed = feed
    timetable = Timetable(
      limits: Timetable.Limits(
        places: settings.jobs, silence: settings.silence, visit: settings.visitLimit),
      pace: Pace(interval: settings.interval, random: surroundings.random))
    journal = Journal(surroundings.logger)
    records = WorkerRecords(surroundings, interval: settings.interval)
    alarm = Alarm(clock: surroundings.clock) { feed.yield(.wake) }
  }

  /// Begins with the sites of a list.
  mutating func begin(_ listing: SiteListing) {
    timetable.replaceSites(with: listing.sites, at: now)
    forgetOthers()
    journal.begin(listing, settings, at: now)
    surroundings.notifier.send(.ready)
    proceed()
  }

  /// Ends: says so to those who watch.
  mutating func end() {
    alarm.set(nil)
    for interruption in interruptions.values { interruption.interrupt() }
    journal.end(unfinished: timetable.underWay)
    records.end(timetable)
  }

  /// Hears of an event.
  ///
  /// - Returns: Whether this was the last.
  mutating func handle(_ event: SyncService.Event) -> Bool {
    switch event {
    case .wake: alarm.set(nil)
    case .progress(let site, let number): timetable.noteSign(of: site, number: number, at: now)
    case .visited(let site, let number, let report): end(site, number, report)
    case .reload: relist()
    case .listed(let result): take(result)
    case .ping: surroundings.notifier.send(.watchdog)
    case .stop: stop()
    }
    return proceed()
  }

  // MARK: Visits

  /// Does what is due.
  @discardableResult
  private mutating func proceed() -> Bool {
    let now = now
    if let stopped { return proceed(stoppedAt: stopped, now) }
    let (overdue, hanging) = timetable.supervise(at: now)
    for site in overdue {
      journal.noteBreakingOff(site, settings.visitLimit)
      interruptions[site]?.interrupt()
    }
    for site in hanging { noteHang(of: site, at: now) }
    for (site, number) in timetable.begin(at: now) { begin(site, number) }
    records.publish(timetable, at: now)
    alarm.set([timetable.next(), records.due].compactMap { $0 }.min())
    return false
  }

  private mutating func begin(_ site: WorkerSite, _ number: Int) {
    let interruption = Interruption()
    interruptions[site.name] = interruption
    let (visitor, feed) = (surroundings.visitor, feed)
    let isBegun = BlockingThread.detach {
      let report = visitor.visit(site, interruption: interruption) {
        feed.yield(.progress(site: site.name, number: number))
      }
      feed.yield(.visited(site: site.name, number: number, report: report))
    }
    if isBegun { return }
    var report = VisitReport()
    report.fault = Failure(
      .tryAgain, "the system gives no thread for the sync",
      advice: "Raise the limit of threads, or lower --jobs.")
    feed.yield(.visited(site: site.name, number: number, report: report))
  }

  private mutating func end(_ site: String, _ number: Int, _ report: VisitReport) {
    let now = now
    var report = report
    if let visit = timetable.entries[site]?.visit, visit.isBrokenOff, report.fault != nil {
      report.fault = Self.overtime(settings.visitLimit, visit)
    }
    let nextFile = report.secondsToNextFile.map { now + .seconds($0) }
    guard
      let (visit, entry) = timetable.end(
        site, number: number, failed: report.fault != nil, limit: report.fault == nil ? nextFile : nil,
        at: now)
    else { return }
    interruptions[site] = nil
    if let blogs = report.otherBlogs, timetable.replaceBlogs(of: site, with: blogs, at: now) {
      forgetOthers()
    }
    // A visit that was stopped because the worker ends has not failed.
    if isBrokenOff && report.fault != nil { return }
    let wait = entry.due - now
    records.note(report, of: site, failures: entry.failures, nextIn: wait)
    journal.note(report, of: site, failures: entry.failures, took: now - visit.began, nextIn: wait, at: now)
    // The last visit of a site that went from the list meanwhile.
    if !entry.isListed { forgetOthers() }
  }

  private mutating func noteHang(of site: String, at now: Duration) {
    let failures = timetable.entries[site]?.failures ?? 0
    let fault = Failure(
      .tryAgain, "the sync hangs, although it was stopped after \(settings.visitLimit.wholeSeconds) s",
      advice: "Look at what the worker waits for beside the database: a disk, a network, a named pipe.")
    records.note(fault, of: site, failures: failures)
    journal.note(fault, of: site, failures: failures, nextIn: nil, at: now)
  }

  private static func overtime(_ limit: Duration, _ visit: Timetable.Visit) -> Failure {
    Failure(
      .tryAgain, "the sync was stopped after \(limit.wholeSeconds) s",
      advice: visit.hasProgressed
        ? "What it counted is kept; the next one goes on from there."
        : "Look at what the database server waits for.")
  }

  // MARK: The list of sites

  /// Has only the sites remembered that are on the list.
  private mutating func forgetOthers() {
    journal.keep(Set(timetable.names))
    records.keep(timetable.sites)
  }

  private mutating func relist() {
    guard stopped == nil else { return }
    guard !isRelisting else {
      isToRelistAgain = true
      return
    }
    isRelisting = true
    surroundings.notifier.send(.reloading)
    let (relist, feed) = (surroundings.relist, feed)
    let isBegun = BlockingThread.detach {
      feed.yield(.listed(Result { () throws(Failure) in try relist() }))
    }
    if !isBegun {
      feed.yield(
        .listed(
          .failure(
            Failure(
              .tryAgain, "the system gives no thread to read the list of sites",
              advice: "Raise the limit of threads."))))
    }
  }

  private mutating func take(_ result: Result<SiteListing, Failure>) {
    isRelisting = false
    switch result {
    case .success(let listing):
      timetable.replaceSites(with: listing.sites, at: now)
      forgetOthers()
      journal.note(listing, at: now)
    case .failure(let fault): journal.noteOldList(fault)
    }
    surroundings.notifier.send(.ready)
    if isToRelistAgain {
      isToRelistAgain = false
      relist()
    }
  }

  // MARK: The end

  private mutating func stop() {
    guard stopped == nil else { return }
    stopped = now
    surroundings.notifier.send(.stopping)
  }

  /// Lets visits end by themselves for a while, then stops them, and at last leaves those behind that hang.
  private mutating func proceed(stoppedAt stopped: Duration, _ now: Duration) -> Bool {
    let breakOff = stopped + settings.grace
    let leave = breakOff + settings.patience
    if timetable.underWay.isEmpty || now >= leave { return true }
    if now >= breakOff && !isBrokenOff {
      isBrokenOff = true
      for interruption in interruptions.values { interruption.interrupt() }
    }
    alarm.set(isBrokenOff ? leave : breakOff)
    return false
  }
}
