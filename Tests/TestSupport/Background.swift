import Dispatch
import Foundation
import Synchronization

/// Work on a thread of its own, since the calls of the store block.
package final class Background<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let isDone = DispatchSemaphore(value: 0)

  package init(_ body: @escaping @Sendable () throws -> Value) {
    Thread.detachNewThread { [self] in
      let outcome = Result { try body() }
      result.withLock { $0 = outcome }
      isDone.signal()
    }
  }

  /// Whether the work has ended.
  package var hasEnded: Bool { result.withLock { $0 != nil } }

  /// What came of the work, which must end: the limit is for what hangs.
  package func endedValue(_ awaited: String) throws -> Value {
    try eventually(awaited) { hasEnded }
    return try value()
  }

  /// What came of the work, when it has ended.
  package func value() throws -> Value {
    isDone.wait()
    isDone.signal()
    guard let outcome = result.withLock({ $0 }) else { throw NothingHappened(awaited: "the end of the work") }
    return try outcome.get()
  }
}

/// Waits until a condition holds. The limit is for what hangs, however slow a busy machine is.
package func eventually(_ awaited: String, _ condition: () throws -> Bool) throws {
  let deadline = DispatchTime.now() + 300
  while try !condition() {
    guard DispatchTime.now() < deadline else { throw NothingHappened(awaited: awaited) }
    usleep(2000)
  }
}

/// The error of a test that waited in vain.
package struct NothingHappened: Error, CustomStringConvertible {
  package let awaited: String

  /// The error of a test that waited for this.
  package init(awaited: String) { self.awaited = awaited }

  package var description: String { "waited in vain for \(awaited)" }
}
