/// How long a site waits for its next turn.
struct Pace: Sendable {
  /// The longest that a failing site waits.
  static let longestBackoff: Duration = .seconds(15 * 60)
  /// How far a wait is stretched or cut, so that sites which began together do not stay together.
  static let jitter = 0.1

  /// The time between two syncs of a site that is well.
  let interval: Duration
  /// Where the randomness comes from: a number from 0 to 1.
  let random: @Sendable () -> Double

  /// A pace with randomness of the system's.
  init(interval: Duration, random: @escaping @Sendable () -> Double = { .random(in: 0...1) }) {
    self.interval = interval
    self.random = random
  }

  /// The wait after a number of failures in a row: twice as long after each, up to a quarter of an hour; `own` is the interval of
  /// a site that has another than the worker's.
  func wait(afterFailures failures: Int, interval own: Duration? = nil) -> Duration {
    let interval = own ?? interval
    guard failures > 0 else { return interval * (1 - Self.jitter + 2 * Self.jitter * random()) }
    // Past the tenth doubling even the shortest interval has reached the longest wait.
    let doubled = min(interval, Self.longestBackoff) * (1 << min(failures - 1, 10))
    return min(doubled, Self.longestBackoff) * (1 - Self.jitter * random())
  }
}
