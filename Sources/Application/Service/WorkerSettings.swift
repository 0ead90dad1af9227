/// How the worker works.
public struct WorkerSettings: Sendable {
  /// The intervals that can be asked for: 5 seconds to a day.
  public static let intervals: ClosedRange<Duration> = .seconds(5)...(.seconds(86_400))
  /// How many sites can be visited at once.
  public static let jobs = 1...64

  /// The time between two syncs of a site.
  public var interval: Duration
  /// How many sites are visited at once.
  public var jobs: Int
  /// After so long without a sign of life a visit no longer keeps others waiting.
  public var silence: Duration = .seconds(5)
  /// After so long a visit is broken off.
  public var visitLimit: Duration = .seconds(600)
  /// How long visits may go on when the worker is asked to end, before they are broken off.
  public var grace: Duration = .milliseconds(1500)
  /// How long the worker then waits for them before it leaves them to their fate.
  public var patience: Duration = .seconds(1)

  /// Settings; the interval and the number of jobs should be among those that can be asked for.
  public init(interval: Duration = .seconds(60), jobs: Int = 4) {
    self.interval = interval
    self.jobs = jobs
  }
}
