import Ledger

/// When a sync pauses for other users of the server.
public enum SyncPace: String, Sendable, CaseIterable {
  /// Pauses after each chunk, even on an idle server.
  case gentle
  /// Pauses while others use the server, longer the more statements they send, and reads shorter chunks.
  case auto
  /// Never pauses.
  case full
}

/// How long to pause for others, depending on their recent statements.
///
/// It is a pure value: the caller passes in the server's count and the time of a monotonic clock.
///
///     var throttle = Throttle(others: 17_000, at: clock())
///     // read a chunk
///     throttle.note(others: 17_009, at: clock())
///     throttle.pause(after: work)
struct Throttle {
  /// The visits between two readings of the count.
  private struct Look {
    let end: Duration
    let length: Duration
    let visits: Double
    /// Whether there were as many statements as can count, or more.
    let isFull: Bool
  }

  /// The period over which the load of others is measured.
  static let memory: Duration = .seconds(2)
  /// Of many statements at once, such as those of a page or a monitor, at most this many count as visits, or one per
  /// ``visit`` of a longer interval.
  static let mostAtOnce = 9.0
  static let visit: Duration = .milliseconds(10)
  /// Visits a second that do not cause a pause: a monitor or a scheduled job, not visitors.
  static let tolerated = 3.0
  /// For each further visit a second, a pause grows by this multiple of the work before it.
  static let slope = 0.3
  /// The length of a pause as a multiple of the work before it where others send statements all the time, and the longest
  /// of all. More than a hundred times, so that less than a hundredth of many visitors meet a working sync.
  static let steepest = 120.0
  static let longestPause: Duration = .seconds(5)
  /// The same when the load of others is unknown.
  static let steepestForAnyone = 40.0
  static let longestPauseForAnyone: Duration = .seconds(2)
  /// How long a chunk should take while others are active, since they may have to wait for its end.
  static let shortChunk: Duration = .milliseconds(40)
  /// The smallest number of ids in a chunk: each chunk costs a transaction.
  static let fewestIDs = 2048

  private let begin: Duration
  private var seen: Int
  private var last: Duration
  private var looks: [Look] = []

  /// Begins with the number of statements that others have sent so far.
  init(others: Int, at time: Duration) {
    (begin, last, seen) = (time, time, others)
  }

  /// Records the number of statements that others have sent so far.
  mutating func note(others: Int, at time: Duration) {
    // A restarted server counts from zero again. A count that is only slightly lower comes from statements of ours in
    // flight.
    let asked = others < seen - 1000 ? 0 : max(0, others - seen)
    seen = asked == 0 && others < seen - 1000 ? others : max(seen, others)
    let most = max(Self.mostAtOnce, (time - last) / Self.visit)
    looks.append(
      Look(
        end: time, length: time - last, visits: min(Double(asked), most),
        isFull: Double(asked) >= (time - last) / Self.visit))
    last = time
    looks.removeAll { $0.end <= time - Self.memory }
  }

  /// The time that is measured. The first moments say little: a single visit must not look like many.
  private var measured: Duration { max(.seconds(1), min(Self.memory, last - begin)) }

  /// The recent number of visits a second.
  var visitsPerSecond: Double { looks.reduce(0) { $0 + $1.visits } / (measured / .seconds(1)) }

  /// Whether others send statements all the time, not now and then many at once.
  private var isCrowded: Bool {
    looks.lazy.filter(\.isFull).map(\.length).reduce(.zero, +) > measured * 0.9
  }

  /// The length of a pause for each second of work.
  private var share: Double {
    isCrowded ? Self.steepest : max(0, visitsPerSecond - Self.tolerated) * Self.slope
  }

  /// Whether there are others to pause for.
  var holdsBack: Bool { share > 0 }

  /// How long to pause after work of a length, by the current measurement.
  func pause(after work: Duration) -> Duration { min(work * share, Self.longestPause) }

  /// The number of ids for the next chunk, after a chunk of `span` ids took `work`; `longest` when nobody else is
  /// active.
  func span(after span: Int, took work: Duration, longest: Int) -> Int {
    guard holdsBack, work > .zero else { return longest }
    let fitting = Double(span) * min(2, Self.shortChunk / work)
    return min(longest, max(Self.fewestIDs, Int(fitting)))
  }

  /// The pause when the load of others is unknown: visitors rarely meet a working sync.
  static func pauseForAnyone(after work: Duration) -> Duration {
    min(work * steepestForAnyone, longestPauseForAnyone)
  }
}
