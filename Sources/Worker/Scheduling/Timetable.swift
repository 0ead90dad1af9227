import Application

/// Whose turn it is: which sites are due, which are being visited, and which of these hold one of the places.
///
/// It is a pure value: times are handed in, as uptimes of the worker's clock.
struct Timetable {
  /// What a visit may take.
  struct Limits: Sendable {
    /// How many sites are visited at once.
    var places: Int
    /// After so long without a sign of life a visit goes on without its place, which is another's then: it waits
    /// for a server, and is no work for this machine. As many visits as there are places may go on like this: where
    /// the server is slow for all, more of them would make it slower.
    var silence: Duration = .seconds(5)
    /// After so long a visit is broken off.
    var visit: Duration = .seconds(600)
    /// After so long more a visit that was broken off hangs, and so again after each further limit of a visit.
    var slack: Duration = .seconds(60)
  }

  /// A visit that is under way.
  struct Visit {
    /// Tells the visits of a site apart.
    let number: Int
    let began: Duration
    fileprivate(set) var lastSign: Duration
    fileprivate(set) var holdsPlace = true
    /// Whether part of the log was counted already.
    fileprivate(set) var hasProgressed = false
    fileprivate(set) var isBrokenOff = false
    /// How often it was found to hang since it was broken off.
    fileprivate(set) var hangs = 0
  }

  /// A site and how it stands.
  struct Entry {
    fileprivate(set) var site: WorkerSite
    /// When its next visit is due, when none is under way.
    fileprivate(set) var due: Duration
    /// Failures in a row.
    fileprivate(set) var failures = 0
    fileprivate(set) var visit: Visit?
    /// A site that is on the list no more goes when its visit is over.
    fileprivate(set) var isListed = true
  }

  let limits: Limits
  let pace: Pace
  /// The sites by name, those among them that are on the list no more but are still visited.
  private(set) var entries: [String: Entry] = [:]
  /// The sites on the list, in its order, and the other blogs of those that stand for several.
  private var list: [(site: WorkerSite, blogs: [Int])] = []
  /// All sites of it, each once.
  private(set) var sites: [WorkerSite] = []
  private var lastNumber = 0

  /// A timetable without sites.
  init(limits: Limits, pace: Pace) {
    self.limits = limits
    self.pace = pace
  }

  /// The names of the sites, each blog of a multisite behind the first, in the order of the list.
  var names: [String] { sites.map(\.name) }
  /// The sites that are being visited.
  var underWay: [String] { entries.values.filter { $0.visit != nil }.map(\.site.name).sorted() }
  /// How many of the listed sites failed at their last visit.
  var failing: Int { names.count { (entries[$0]?.failures ?? 0) > 0 } }

  private var freePlaces: Int { limits.places - entries.values.count { $0.visit?.holdsPlace ?? false } }
  /// How many visits more may give their places up. One that was broken off is no burden to a server.
  private var room: Int {
    limits.places - entries.values.compactMap(\.visit).count { !$0.holdsPlace && !$0.isBrokenOff }
  }

  /// Takes over a list of sites. All of them are due now, because a person who reloads the list wants to see it work.
  mutating func replaceSites(with sites: [WorkerSite], at now: Duration) {
    let blogs = Dictionary(list.map { ($0.site.name, $0.blogs) }) { first, _ in first }
    list = sites.map { ($0, $0.isNetwork ? blogs[$0.name] ?? [] : []) }
    update(due: now)
    for name in names { entries[name]?.due = now }
  }

  /// Takes over the other blogs of a site that stands for several: those that are new are due now.
  ///
  /// - Returns: Whether they are others than before.
  mutating func replaceBlogs(of name: String, with blogs: [Int], at now: Duration) -> Bool {
    guard let place = list.firstIndex(where: { $0.site.name == name }), list[place].blogs != blogs else {
      return false
    }
    list[place].blogs = blogs
    update(due: now)
    return true
  }

  /// Gives every site an entry, a new one being due at `time`, and takes those away that are not listed.
  ///
  /// A blog that is on the list beside the multisite that stands for it is the one that is listed.
  private mutating func update(due time: Duration) {
    let listed = Set(list.map(\.site.listed))
    sites = list.flatMap { item in
      [item.site] + item.blogs.map(item.site.blog).filter { !listed.contains($0.listed) }
    }
    for name in entries.keys { entries[name]?.isListed = false }
    for site in sites {
      var entry = entries[site.name] ?? Entry(site: site, due: time)
      (entry.site, entry.isListed) = (site, true)
      entries[site.name] = entry
    }
    entries = entries.filter { $0.value.isListed || $0.value.visit != nil }
  }

  /// Begins the visits that are due, as far as there are places: those that have waited longest first.
  mutating func begin(at now: Duration) -> [(site: WorkerSite, number: Int)] {
    let waiting = names.compactMap { entries[$0] }.filter { $0.visit == nil && $0.due <= now }
    // The sort is stable, so that sites which are due together come in the order of the list.
    return waiting.sorted { $0.due < $1.due }.prefix(max(0, freePlaces)).map { entry in
      lastNumber += 1
      entries[entry.site.name]?.visit = Visit(number: lastNumber, began: now, lastSign: now)
      return (entry.site, lastNumber)
    }
  }

  /// Notes that a visit has got on: it has its place again, whoever else has got one meanwhile.
  mutating func noteSign(of name: String, number: Int, at now: Duration) {
    guard entries[name]?.visit?.number == number else { return }
    entries[name]?.visit?.lastSign = now
    entries[name]?.visit?.hasProgressed = true
    entries[name]?.visit?.holdsPlace = true
  }

  /// Takes their places from visits that have fallen silent, as far as that is allowed: the longest silent first.
  ///
  /// A visit that hangs has failed, though it may yet end.
  /// - Returns: The sites whose visits are to be broken off, since they have lasted too long, and the listed ones
  ///   whose visits hang all the same, each by its name.
  mutating func supervise(at now: Duration) -> (overdue: [String], hanging: [String]) {
    var (overdue, hanging): ([String], [String]) = ([], [])
    for (name, entry) in entries {
      guard let visit = entry.visit else { continue }
      if !visit.isBrokenOff, now >= visit.began + limits.visit {
        entries[name]?.visit?.isBrokenOff = true
        overdue.append(name)
      } else if visit.isBrokenOff, now >= nextHang(of: visit) {
        entries[name]?.visit?.hangs += 1
        entries[name]?.failures += 1
        if entry.isListed { hanging.append(name) }
      }
    }
    let silent = entries.values.filter { entry in
      entry.visit.map { $0.holdsPlace && now >= $0.lastSign + limits.silence } ?? false
    }
    for entry in silent.sorted(by: { ($0.visit?.lastSign ?? now) < ($1.visit?.lastSign ?? now) })
    where room > 0 || entry.visit?.isBrokenOff == true {
      entries[entry.site.name]?.visit?.holdsPlace = false
    }
    return (overdue.sorted(), hanging.sorted())
  }

  private func nextHang(of visit: Visit) -> Duration {
    visit.began + limits.visit * (visit.hangs + 1) + limits.slack
  }

  /// Ends a visit and sets the time of the next; `limit` is when that is to be at the latest.
  ///
  /// A visit that was broken off though it got on is no failure: the next goes on where it ended, as soon as it is
  /// its turn.
  /// - Returns: The visit, and the site as it stands now; nil when there was no such visit.
  mutating func end(
    _ name: String, number: Int, failed: Bool, limit: Duration? = nil, at now: Duration
  ) -> (visit: Visit, entry: Entry)? {
    guard var entry = entries[name], let visit = entry.visit, visit.number == number else { return nil }
    entry.visit = nil
    let isUnfinished = failed && visit.isBrokenOff && visit.hasProgressed && visit.hangs == 0
    entry.failures = failed && !isUnfinished ? entry.failures + 1 : 0
    entry.due =
      isUnfinished ? now : now + pace.wait(afterFailures: entry.failures, interval: entry.site.interval)
    if let limit { entry.due = min(entry.due, limit) }
    entries[name] = entry.isListed ? entry : nil
    return (visit, entry)
  }

  /// The next time at which something is to be done; nil when that is up to others.
  func next() -> Duration? {
    let visits = entries.values.compactMap(\.visit)
    let hasRoom = room > 0
    let silences = visits.filter { $0.holdsPlace && (hasRoom || $0.isBrokenOff) }
      .map { $0.lastSign + limits.silence }
    let ends = visits.map { $0.isBrokenOff ? nextHang(of: $0) : $0.began + limits.visit }
    let dues = freePlaces > 0 ? names.compactMap { entries[$0] }.filter { $0.visit == nil }.map(\.due) : []
    return (silences + ends + dues).min()
  }
}
