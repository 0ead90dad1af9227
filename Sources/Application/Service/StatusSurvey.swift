import Dispatch
import Glibc
import Ledger
import LedgerStore
import Reports
import Sites
import Synchronization
import Text

/// Finds out how sites' ledgers stand: from the ledgers themselves, and, for what they cannot know, from what
/// workers have left in their state files.
struct StatusSurvey: Sendable {
  /// After so many seconds a ledger is late when it is not known how often it is synced: twice an hourly cron's time.
  private static let unknownInterval = 7200
  /// The shortest time after which a ledger is late.
  private static let shortest = 300
  /// How many sites are looked at at once.
  private static let threads = 16

  /// What this machine's clock shows.
  private static var now: UTCTime { UTCTime(secondsSince1970: time(nil)) }

  private let states: [WorkerState]
  private let lateAfter: Duration?
  private let patience: Duration

  /// A survey.
  ///
  /// - Parameters:
  ///   - states: What workers have left, the newest first.
  ///   - lateAfter: How long a ledger may go without a sync; nil for three of the worker's intervals, but at least
  ///     five minutes, or two hours where no worker is known.
  ///   - patience: How long a site may take to answer, each blog of a multisite for itself: what takes longer hangs on
  ///     a disk or a name server, for a database's answers have limits of their own.
  init(states: [WorkerState], lateAfter: Duration?, patience: Duration = .seconds(30)) {
    self.states = states
    self.lateAfter = lateAfter
    self.patience = patience
  }

  /// Looks at the sites, many at once, since each may keep one waiting. It blocks. One that does not answer in time is
  /// left to itself, on a thread that may outlast the call.
  func sites(_ sites: [WorkerSite]) -> [StatusReport.Site] {
    let listed = Set(sites.map(\.listed))
    return Crowd.map(sites, threads: Self.threads) { look(at: $0, listed: listed) }.flatMap(\.self)
  }

  /// A site, or each blog of one that stands for several, without those that are listed themselves.
  private func look(at site: WorkerSite, listed: Set<String>) -> [StatusReport.Site] {
    guard site.isNetwork else { return [inTime { standing(of: site) } ?? silent(site)] }
    guard let (blogs, problem) = inTime({ blogs(of: site) }) else { return [silent(site)] }
    if let problem { return [problem] }
    var isSilent = false
    return blogs.filter { $0.listed == site.listed || !listed.contains($0.listed) }.map { blog in
      // Where one blog keeps silent the others would, too.
      if !isSilent, let standing = inTime({ standing(of: blog) }) { return standing }
      isSilent = true
      return silent(blog)
    }
  }

  /// What `body` comes to, which may block; nil when that takes too long.
  private func inTime<Value: Sendable>(_ body: @escaping @Sendable () -> Value) -> Value? {
    let answer = Mutex<Value?>(nil)
    let isDone = DispatchSemaphore(value: 0)
    let isBegun = BlockingThread.detach {
      let value = body()
      answer.withLock { $0 = value }
      isDone.signal()
    }
    guard isBegun else { return body() }
    _ = isDone.wait(timeout: .now() + .milliseconds(patience.wholeMilliseconds))
    return answer.withLock { $0 }
  }

  private func blogs(of site: WorkerSite) -> (blogs: [WorkerSite], problem: StatusReport.Site?) {
    do {
      let session = try open(site)
      return (try session.blogIDs().map { $0 == session.site.blogID ? site : site.blog($0) }, nil)
    } catch {
      return ([], problem(error, of: site, at: nil))
    }
  }

  /// A site that did not answer in time; to ask again where it is could take as long again.
  private func silent(_ site: WorkerSite) -> StatusReport.Site {
    unknown(
      site, at: state(of: site, at: nil)?.site.place,
      "the site did not answer within \(patience.wholeSeconds) s")
  }

  private func standing(of site: WorkerSite) -> StatusReport.Site {
    var place: LedgerPlace?
    var cluster: ClusterState?
    do {
      let session = try open(site)
      let found = LedgerPlace(session.site)
      place = found
      // First: a node that is behind answers this at once, and nothing else.
      cluster = try session.cluster()
      let standing = try session.standing()
      return StatusReport.Site(
        of: site, database: found.database, prefix: found.prefix, lastSync: standing.lastSync,
        age: standing.lastSync.map { max(0, standing.facts.utcNow.seconds(since: $0.utc)) },
        lag: standing.lag,
        isLagLowerBound: standing.isLagLowerBound,
        lateAfter: limit(for: site, at: found), worker: worker(of: site, at: found), cluster: cluster)
    } catch {
      return problem(error, of: site, at: place, cluster)
    }
  }

  private func problem(
    _ error: any Error, of site: WorkerSite, at place: LedgerPlace?, _ cluster: ClusterState? = nil
  ) -> StatusReport.Site {
    unknown(
      site, at: place ?? (try? site.find()).map(LedgerPlace.init), Failure(error).message, cluster)
  }

  /// A site that cannot be read, with what the worker knows about it.
  private func unknown(
    _ site: WorkerSite, at place: LedgerPlace?, _ problem: String, _ cluster: ClusterState? = nil
  ) -> StatusReport.Site {
    let known = state(of: site, at: place)?.site
    let place = place ?? known?.place
    let lastSync = lastSync(of: site, at: place)
    return StatusReport.Site(
      of: site, database: place?.database, prefix: place?.prefix, lastSync: lastSync,
      age: lastSync.map { max(0, Self.now.seconds(since: $0.utc)) },
      lateAfter: limit(for: site, at: place),
      problem: problem, worker: worker(of: site, at: place), cluster: cluster)
  }

  /// Opens a session that does not keep one waiting for long.
  private func open(_ site: WorkerSite) throws -> SiteSession {
    var found = try site.find()
    found.connection.connectTimeout = min(found.connection.connectTimeout, 5)
    found.connection.readTimeout = min(found.connection.readTimeout, 20)
    return try SiteSession(found)
  }

  /// The newest state that knows the ledger, or the site where not even the ledger's place was found out, and what
  /// it says of it.
  private func state(
    of site: WorkerSite, at place: LedgerPlace?
  ) -> (state: WorkerState, site: WorkerState.Site)? {
    known(site, at: place).first
  }

  /// The same of every state, the newest first.
  private func known(
    _ site: WorkerSite, at place: LedgerPlace?
  ) -> [(state: WorkerState, site: WorkerState.Site)] {
    states.compactMap { state in
      let known = state.sites.first { place == nil ? $0.name == site.name : $0.place == place }
      return known.map { (state, $0) }
    }
  }

  /// The newest sync that reached the end of the log, of all that workers have said of a site.
  private func lastSync(of site: WorkerSite, at place: LedgerPlace?) -> Moment? {
    known(site, at: place).compactMap(\.site.syncMoment).max { $0.utc < $1.utc }
  }

  private func limit(for site: WorkerSite, at place: LedgerPlace?) -> Int {
    if let lateAfter { return lateAfter.wholeSeconds }
    return state(of: site, at: place).map {
      max(3 * ($0.site.intervalSeconds ?? $0.state.intervalSeconds), Self.shortest)
    }
      ?? Self.unknownInterval
  }

  private func worker(of site: WorkerSite, at place: LedgerPlace?) -> StatusReport.Worker? {
    state(of: site, at: place).map { _, site in
      StatusReport.Worker(
        failures: site.failures, error: site.error,
        nextRun: site.nextRun, secondsToNextRun: site.nextRun.map { $0.seconds(since: Self.now) })
    }
  }
}

extension StatusReport.Site {
  /// How a site stands that the owner calls something.
  fileprivate init(
    of site: WorkerSite, database: String?, prefix: String?, lastSync: Moment?, age: Int?, lag: Int? = nil,
    isLagLowerBound: Bool = false, lateAfter: Int, problem: String? = nil, worker: StatusReport.Worker?,
    cluster: ClusterState?
  ) {
    self.init(
      name: site.name, database: database, prefix: prefix, lastSync: lastSync, age: age, lag: lag,
      isLagLowerBound: isLagLowerBound, lateAfter: lateAfter, problem: problem, worker: worker,
      cluster: cluster)
    client = site.labels.client
    tags = site.labels.tags
  }
}
