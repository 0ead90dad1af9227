import Foundation

/// Threads for tasks that must go on while tests beside them block: Swift's own pool has a thread a core, and a test that
/// waits for a program or a lock holds one.
final class OwnThreads: TaskExecutor {
  /// The threads of all tests.
  static let shared = OwnThreads()

  private let queue = OperationQueue()

  private init() {
    // More than all tests beside each other hold: one that waited for a free one would wait for another test's end.
    queue.maxConcurrentOperationCount = 64
  }

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.addOperation { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
