import Application
import Configuration
import Logging
import ServiceLifecycle
import ServiceLifecycleTestKit
import Synchronization
import TestSupport
import Text

@testable import Worker

/// A worker inside the test, with a clock that the test moves.
struct RunningWorker: Sendable {
  let clock: ManualClock
  let visitor: FakeVisitor
  let log: LogLines
  let service: SyncService
  let stop: @Sendable () -> Void
  private let hasEnded: Flag

  /// Whether the service has ended.
  var isOver: Bool { hasEnded.value }

  /// Runs a worker for sites, and `body` beside it, on threads of their own; ends it if `body` has not, and waits for it.
  static func with(
    _ sites: [WorkerSite], settings: WorkerSettings = WorkerSettings(), visitor: FakeVisitor = FakeVisitor(),
    notifier: SystemdNotifier = SystemdNotifier(environment: [:]), stateFile: StateFile? = nil,
    relist: @escaping @Sendable () throws(Failure) -> SiteListing = { SiteListing(sites: []) },
    _ body: (RunningWorker) async throws -> Void
  ) async throws {
    let (clock, log) = (ManualClock(), LogLines())
    var surroundings = WorkerSurroundings(
      clock: clock, logger: log.logger(clock: clock), visitor: visitor, relist: relist, notifier: notifier,
      stateFile: stateFile)
    // Neither stretched nor cut.
    surroundings.random = { 0.5 }
    let service = SyncService(SiteListing(sites: sites), settings: settings, surroundings: surroundings)
    let hasEnded = Flag()
    try await withTaskExecutorPreference(OwnThreads.shared) {
      try await testGracefulShutdown { trigger in
        let run = Task(executorPreference: OwnThreads.shared) {
          try await service.run()
          hasEnded.set()
        }
        let worker = RunningWorker(
          clock: clock, visitor: visitor, log: log, service: service,
          stop: { trigger.triggerGracefulShutdown() },
          hasEnded: hasEnded)
        do {
          try await body(worker)
        } catch {
          run.cancel()
          throw error
        }
        trigger.triggerGracefulShutdown()
        // Whoever still hangs is left behind.
        while !hasEnded.value {
          clock.advance(by: .seconds(1))
          try await Task.sleep(for: .milliseconds(1))
        }
        try await run.value
      }
    }
  }

  /// Moves the clock on to the next time that the worker has an alarm for, once that is `time`.
  func advance(to time: Duration) async throws {
    try await until("an alarm at \(time), not \(clock.alarms)") { clock.alarms == [time] }
    clock.advance(by: time - clock.uptime)
  }
}

/// A flag that goes up once.
final class Flag: Sendable {
  private let flag = Mutex(false)

  var value: Bool { flag.withLock { $0 } }

  func set() { flag.withLock { $0 = true } }
}

/// What was logged, line by line.
final class LogLines: Sendable {
  private let lines = Mutex<[String]>([])

  /// The lines without their ends.
  var all: [String] { lines.withLock { $0 } }

  /// A logger that writes here.
  func logger(
    format: LogFormat = .text, level: Logger.Level = .info, hasColor: Bool = false,
    clock: any WorkerClock = ManualClock()
  ) -> Logger {
    Logger(label: "test") { _ in
      LineLogHandler(format: format, level: level, hasColor: hasColor, clock: clock) { text in
        self.lines.withLock { $0.append(text.hasSuffix("\n") ? String(text.dropLast()) : text + "<no end>") }
      }
    }
  }
}
