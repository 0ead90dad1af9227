/// Calls once when a time has come.
///
/// It belongs to the loop that sets it; what it calls is called from elsewhere.
struct Alarm {
  private let clock: any WorkerClock
  private let ring: @Sendable () -> Void
  private var pending: (time: Duration, task: Task<Void, Never>)?

  /// An alarm that is not set.
  init(clock: any WorkerClock, ring: @escaping @Sendable () -> Void) {
    self.clock = clock
    self.ring = ring
  }

  /// Sets the alarm to an uptime, whatever it was set to; nil turns it off.
  mutating func set(_ time: Duration?) {
    if let pending, pending.time == time { return }
    pending?.task.cancel()
    pending = time.map { time in
      (
        time,
        Task { [clock, ring] in
          // One that was cancelled does not ring.
          if (try? await clock.sleep(until: time)) != nil { ring() }
        }
      )
    }
  }
}
