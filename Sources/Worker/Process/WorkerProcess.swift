import Application
import Dispatch
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import Text

/// The worker as the whole of a process: its services, and the signals that they obey.
public enum WorkerProcess {
  /// Works until SIGTERM or SIGINT. It blocks, and is to be called on the main thread, while there is no other.
  ///
  /// - Parameters:
  ///   - listing: The sites to begin with.
  ///   - settings: How the worker works.
  ///   - surroundings: What it works with.
  /// - Throws: `Failure` when it ends by itself, which is a fault of ours.
  package static func run(
    _ listing: SiteListing, settings: WorkerSettings, surroundings: WorkerSurroundings
  ) throws(Failure) {
    let worker = SyncService(listing, settings: settings, surroundings: surroundings)
    // What the group says in detail is about itself.
    var logger = surroundings.logger
    logger.logLevel = max(.info, logger.logLevel)
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(services: services(worker, surroundings), logger: logger))
    let isHeard = SignalWatch.start(
      onStop: { Task { await group.triggerGracefulShutdown() } }, onReload: { worker.reload() })
    guard isHeard else {
      throw Failure(
        .software, "the system gives no thread", advice: "Raise the limit of threads.")
    }
    let outcome = Mutex<Result<Void, any Error>>(.success(()))
    let isOver = DispatchSemaphore(value: 0)
    Task.detached {
      do {
        try await group.run()
      } catch {
        outcome.withLock { $0 = .failure(error) }
      }
      isOver.signal()
    }
    isOver.wait()
    if case .failure(let error) = outcome.withLock({ $0 }) {
      throw Failure(
        .software, "the worker ended by itself: \(error)", advice: "Start it again, and report it.")
    }
  }

  /// The watchdog comes last, and so ends first. Each has a name: the default would print the service whole, and
  /// whatever it holds.
  private static func services(
    _ worker: SyncService, _ surroundings: WorkerSurroundings
  ) -> [ServiceGroupConfiguration.ServiceConfiguration] {
    var services = [ServiceGroupConfiguration.ServiceConfiguration(service: worker, serviceName: "sync")]
    if let interval = surroundings.notifier.watchdogInterval {
      services.append(
        .init(
          service: WatchdogService(interval: interval, clock: surroundings.clock) { worker.ping() },
          serviceName: "watchdog"))
    }
    return services
  }
}
