import Ledger
import MariaDB

/// The pauses of a sync between two chunks.
struct SyncPauses {
  private let session: SiteSession
  private let settings: SyncSettings
  private let longestSpan: Int
  private var pace: SyncPace
  private var throttle: Throttle?
  /// When the work began that precedes the next pause.
  private var begun: Duration
  /// The number of ids that the next chunk should have.
  private(set) var span: Int
  /// The total length of all pauses.
  private(set) var total: Duration = .zero

  /// How often a pause checks whether others are still active.
  static let look: Duration = .milliseconds(100)

  /// Begins the work. A sync of a single chunk needs no pauses, and does not read the server's counters.
  init(_ session: SiteSession, _ settings: SyncSettings, longestSpan: Int, isShort: Bool) throws {
    self.session = session
    self.settings = settings
    self.longestSpan = longestSpan
    span = longestSpan
    pace = isShort ? .full : settings.pace
    begun = settings.clock()
    if pace == .auto, let others = try others() { throttle = Throttle(others: others, at: settings.clock()) }
  }

  /// Whether chunks are read ahead: not while the sync holds back.
  var readsAhead: Bool {
    switch pace {
    case .gentle: false
    case .auto: !(throttle?.holdsBack ?? false)
    case .full: true
    }
  }

  /// Pauses after a chunk of `ids` ids for as long as necessary.
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
      // The counters have just become unavailable.
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
      settings.log?("paused \(milliseconds) ms: about \(Int(visits.rounded())) requests a second from others")
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

  /// The number of statements from others so far. When the server does not show it, later pauses are those of `gentle`.
  private mutating func others() throws -> Int? {
    do {
      if let others = try settings.others(session.connection) { return others }
    } catch let error as MariaDBError where !error.isConnectionLost {}
    pace = .gentle
    throttle = nil
    settings.log?("the server does not show its statement count: the sync pauses as with --pace gentle")
    return nil
  }
}
