import Ledger

/// How much a sync holds back for those who ask other things of the server.
public enum SyncPace: String, Sendable, CaseIterable {
  /// It pauses after each chunk, whoever is there.
  case gentle
  /// It pauses while others use the server, the more they ask the longer, and reads shorter chunks.
  case auto
  /// It reads on.
  case full
}

/// How long to pause for others, by what they have asked of the server lately.
///
/// It is a pure value: what the server has counted is handed in, with the time since any one moment.
///
///     var throttle = Throttle(others: 17_000, at: clock())
///     // read a chunk
///     throttle.note(others: 17_009, at: clock())
///     throttle.pause(after: work)
struct Throttle {
  /// What was counted from one look to the next.
  private struct Look {
    let end: Duration
    let visits: Double
  }

  /// So much of what happened last says how busy others are.
  static let memory: Duration = .seconds(2)
  /// Of many statements that come together, as those of a page or of a monitor do, so many count, or in a longer time
  /// one in so long.
  static let mostAtOnce = 9.0
  static let visit: Duration = .milliseconds(10)
  /// So many visits a second are nobody's: a monitor looks after the server, a scheduled job runs.
  static let tolerated = 3.0
  /// For each visit a second beyond these a pause grows by this part of the work before it.
  static let slope = 0.3
  /// The longest that a pause is for its work, where others are there all the time, and the longest of all.
  static let steepest = 40.0
  static let longestPause: Duration = .seconds(2)
  /// How long a chunk should take while others are there, since they may have to wait for the end of it.
  static let shortChunk: Duration = .milliseconds(40)
  /// No chunk has fewer ids: with each comes the work of a transaction.
  static let fewestIDs = 2048

  private let begin: Duration
  private var seen: Int
  private var last: Duration
  private var looks: [Look] = []

  /// Begins when others have asked so much.
  init(others: Int, at time: Duration) {
    (begin, last, seen) = (time, time, others)
  }

  /// Notes how much others have asked by now.
  mutating func note(others: Int, at time: Duration) {
    // A server that was started anew counts anew. A few less are ours, which were on their way.
    let asked = others < seen - 1000 ? 0 : max(0, others - seen)
    seen = asked == 0 && others < seen - 1000 ? others : max(seen, others)
    let most = max(Self.mostAtOnce, (time - last) / Self.visit)
    looks.append(Look(end: time, visits: min(Double(asked), most)))
    last = time
    looks.removeAll { $0.end <= time - Self.memory }
  }

  /// How many visits there were a second, lately.
  var visitsPerSecond: Double {
    // Of the first moments little can be said; one visit must not look like many.
    let time = max(.seconds(1), min(Self.memory, last - begin))
    return looks.reduce(0) { $0 + $1.visits } / (time / .seconds(1))
  }

  /// How long a pause is for each second of work.
  private var share: Double {
    min(Self.steepest, max(0, visitsPerSecond - Self.tolerated) * Self.slope)
  }

  /// Whether others are there to pause for.
  var holdsBack: Bool { share > 0 }

  /// How long to pause after work that took so long, as far as is known now.
  func pause(after work: Duration) -> Duration { min(work * share, Self.longestPause) }

  /// How many ids the next chunk should have, after one of `span` took so long; `longest` where nobody else is there.
  func span(after span: Int, took work: Duration, longest: Int) -> Int {
    guard holdsBack, work > .zero else { return longest }
    let fitting = Double(span) * min(2, Self.shortChunk / work)
    return min(longest, max(Self.fewestIDs, Int(fitting)))
  }

  /// The pause of those who do not know what others ask: of the time that visitors meet, most is without us.
  static func pauseForAnyone(after work: Duration) -> Duration { min(work * steepest, longestPause) }
}
