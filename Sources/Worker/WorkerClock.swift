import Glibc

/// The time as the worker sees it. Tests put one in its place that they move themselves.
public protocol WorkerClock: Sendable {
  /// The time since some moment before the worker began; it never goes back.
  var uptime: Duration { get }
  /// Seconds since 1970-01-01 00:00:00 UTC, for people to read. Nothing is timed by it.
  var unixTime: Int { get }
  /// Sleeps until an uptime. Throws `CancellationError` when the task is cancelled before.
  func sleep(until uptime: Duration) async throws
}

/// The machine's clock.
public struct SystemClock: WorkerClock {
  private let start = ContinuousClock.now

  /// A clock that starts now.
  public init() {}

  /// The time since the clock was made, sleep of the machine included.
  public var uptime: Duration { ContinuousClock.now - start }

  /// Seconds since 1970-01-01 00:00:00 UTC.
  public var unixTime: Int { time(nil) }

  /// Sleeps until an uptime. Throws `CancellationError` when the task is cancelled before.
  public func sleep(until uptime: Duration) async throws {
    try await ContinuousClock().sleep(until: start + uptime)
  }
}
