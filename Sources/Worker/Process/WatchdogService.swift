import ServiceLifecycle

/// Asks the worker for a sign of life as often as systemd's watchdog wants one.
public struct WatchdogService: Service {
  private let interval: Duration
  private let clock: any WorkerClock
  private let ping: @Sendable () -> Void

  /// A watchdog that calls `ping` once an interval.
  public init(interval: Duration, clock: any WorkerClock, ping: @escaping @Sendable () -> Void) {
    self.interval = interval
    self.clock = clock
    self.ping = ping
  }

  /// Works until graceful shutdown or cancellation.
  public func run() async throws {
    let (interval, clock, ping) = (interval, clock, ping)
    await cancelWhenGracefulShutdown {
      while !Task.isCancelled {
        ping()
        try? await clock.sleep(until: clock.uptime + interval)
      }
    }
  }
}
