import Dispatch
import Foundation
import Synchronization

/// Work on a thread of its own, since the calls of the store block.
final class Background<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  init(_ body: @escaping @Sendable () throws -> Value) {
    Thread.detachNewThread { [self] in
      let outcome = Result { try body() }
      result.withLock { $0 = outcome }
      isDone.signal()
    }
  }

  /// Whether the work has ended.
  var hasEnded: Bool { result.withLock { $0 != nil } }

  /// What came of the work, when it has ended.
  func value() throws -> Value {
    isDone.wait()
    isDone.signal()
    guard let outcome = result.withLock({ $0 }) else { throw NothingHappened(awaited: "the end of the work") }
    return try outcome.get()
  }
}

/// Waits until a condition holds, at most 30 seconds.
func eventually(_ awaited: String, _ condition: () throws -> Bool) throws {
  let deadline = DispatchTime.now() + 30
  while try !condition() {
    guard DispatchTime.now() < deadline else { throw NothingHappened(awaited: awaited) }
    usleep(2000)
  }
}

/// The error of a test that waited in vain.
struct NothingHappened: Error, CustomStringConvertible {
  let awaited: String
  var description: String { "waited in vain for \(awaited)" }
}
