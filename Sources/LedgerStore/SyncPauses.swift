import Ledger
import MariaDB

/// The pauses of a sync between two chunks.
struct SyncPauses {
  private let session: SiteSession
  private let settings: SyncSettings
  private let longestSpan: Int
  private var pace: SyncPace
  private var throttle: Throttle?
  /// When the work began that the next pause is for.
  private var begun: Duration
  /// How many ids the next chunk should have.
  private(set) var span: Int
  /// All pauses together.
  private(set) var total: Duration = .zero

  /// How often is looked whether others are still there.
  static let look: Duration = .milliseconds(100)

  /// Begins the work. A sync of a single chunk needs no pauses, and is spared the question who else is there.
  init(_ session: SiteSession, _ settings: SyncSettings, longestSpan: Int, isShort: Bool) throws {
    self.session = session
    self.settings = settings
    self.longestSpan = longestSpan
    span = longestSpan
    pace = isShort ? .full : settings.pace
    begun = settings.clock()
    if pace == .auto, let others = try others() { throttle = Throttle(others: others, at: settings.clock()) }
  }

  /// Whether chunks are read ahead: not while every bit of it is held back.
  var readsAhead: Bool {
    switch pace {
    case .gentle: false
    case .auto: !(throttle?.holdsBack ?? false)
    case .full: true
    }
  }

  /// Pauses after a chunk of so many ids, as long as it takes.
  mutating func pause(after ids: Int) throws {
    let work = settings.clock() - begun
    switch pace {
    case .full: break
    case .gentle: wait(Throttle.pauseForAnyone(after: work))
    case .auto: try holdBack(after: work, ids)
    }
    begun = settings.clock()
  }

  private mutating func holdBack(after work: Duration, _ ids: Int) throws {
    try note()
    guard let visits = throttle?.visitsPerSecond else {
      // Just now the counters were refused.
      span = longestSpan
      return wait(Throttle.pauseForAnyone(after: work))
    }
    var paused: Duration = .zero
    while let rest = throttle.map({ $0.pause(after: work) - paused }), rest > .zero {
      let part = min(rest, Self.look)
      wait(part)
      paused += part
      try note()
    }
    span = throttle?.span(after: ids, took: work, longest: longestSpan) ?? longestSpan
    if paused > .zero {
      let milliseconds = Int(paused / .milliseconds(1))
      settings.log?("paused \(milliseconds) ms: others ask about \(Int(visits.rounded())) times a second")
    }
  }

  private mutating func wait(_ time: Duration) {
    guard time > .zero else { return }
    settings.pause(time)
    total += time
    settings.paused?(total)
  }

  private mutating func note() throws {
    if let others = try others() { throttle?.note(others: others, at: settings.clock()) }
  }

  /// What others have asked so far. Where the server does not say, the pauses are the gentle ones from now on.
  private mutating func others() throws -> Int? {
    do {
      if let others = try settings.others(session.connection) { return others }
    } catch let error as MariaDBError where !error.isConnectionLost {}
    pace = .gentle
    throttle = nil
    settings.log?("the server does not say how much others ask of it: the sync pauses as with --pace gentle")
    return nil
  }
}
