import Dispatch
import Synchronization

/// Does the same to many things at once.
enum Crowd {
  /// What `body` comes to for each of `items`, in their order; `threads` are at work at once, on which it may block. It blocks.
  static func map<Item: Sendable, Value: Sendable>(
    _ items: [Item], threads: Int, _ body: @escaping @Sendable (Item) -> Value
  ) -> [Value] {
    let found = Mutex<[Int: Value]>([:])
    let next = Atomic(0)
    let isDone = DispatchSemaphore(value: 0)
    let work: @Sendable () -> Void = {
      while case let index = next.add(1, ordering: .relaxed).oldValue, index < items.count {
        let value = body(items[index])
        found.withLock { $0[index] = value }
      }
      isDone.signal()
    }
    let count = min(threads, items.count)
    for _ in 0..<count where !BlockingThread.detach(work) { work() }
    for _ in 0..<count { isDone.wait() }
    return found.withLock { $0 }.sorted { $0.key < $1.key }.map(\.value)
  }
}
