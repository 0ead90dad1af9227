import Glibc
import Ledger

/// The time as the worker sees it. Tests put one in its place that they move themselves.
public protocol WorkerClock: Sendable {
  /// The time since some moment before the worker began; it never goes back.
  var uptime: Duration { get }
  /// What the clock shows, for people to read. Nothing is timed by it.
  var utc: UTCTime { get }
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

  /// What the machine's clock shows.
  public var utc: UTCTime { UTCTime(secondsSince1970: time(nil)) }

  /// Sleeps until an uptime. Throws `CancellationError` when the task is cancelled before.
  public func sleep(until uptime: Duration) async throws {
    try await ContinuousClock().sleep(until: start + uptime)
  }
}
