import Application
import Ledger
import Synchronization
import TestSupport

@testable import Worker

/// A clock that stands still until a test moves it.
final class ManualClock: WorkerClock {
  private struct Sleeper {
    let id: Int
    let end: Duration
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct State {
    var uptime: Duration = .zero
    var sleepers: [Sleeper] = []
    var cancelled: Set<Int> = []
    var lastID = 0
  }

  private let start: UTCTime
  private let state = Mutex(State())

  /// A clock that begins at an instant in UTC.
  init(utc: UTCTime = UTCTime(secondsSince1970: 1_800_000_000)) {
    start = utc
  }

  var uptime: Duration { state.withLock(\.uptime) }
  var utc: UTCTime { start.adding(seconds: uptime.wholeSeconds) }
  /// The uptimes that somebody sleeps until, ascending.
  var alarms: [Duration] { state.withLock { $0.sleepers.map(\.end).sorted() } }

  func sleep(until uptime: Duration) async throws {
    let id = state.withLock { state in
      state.lastID += 1
      return state.lastID
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let result: Result<Void, any Error>? = state.withLock { state in
          if state.cancelled.remove(id) != nil { return .failure(CancellationError()) }
          if uptime <= state.uptime { return .success(()) }
          state.sleepers.append(Sleeper(id: id, end: uptime, continuation: continuation))
          return nil
        }
        if let result { continuation.resume(with: result) }
      }
    } onCancel: {
      let sleeper = state.withLock { state -> Sleeper? in
        guard let place = state.sleepers.firstIndex(where: { $0.id == id }) else {
          state.cancelled.insert(id)
          return nil
        }
        return state.sleepers.remove(at: place)
      }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Moves the clock on, and wakes who has slept long enough.
  func advance(by duration: Duration) {
    let awake = state.withLock { state in
      state.uptime += duration
      let now = state.uptime
      let awake = state.sleepers.filter { $0.end <= now }
      state.sleepers.removeAll { $0.end <= now }
      return awake
    }
    for sleeper in awake { sleeper.continuation.resume() }
  }
}

/// Waits until a condition holds, at most a minute unless told otherwise, and leaves its thread to others meanwhile.
func until(
  _ awaited: String, atMost limit: Duration = .seconds(60), _ condition: () throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try !condition() {
    guard ContinuousClock.now < deadline else { throw NothingHappened(awaited: awaited) }
    try await Task.sleep(for: .milliseconds(1))
  }
}
