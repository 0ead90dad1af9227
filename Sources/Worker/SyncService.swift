import Logging
import ServiceLifecycle
import Synchronization

/// The service that keeps sites' ledgers current: one loop that hears of everything and decides, and a thread for
/// each visit under way.
///
///     let service = SyncService(listing, settings: settings, visitor: visitor, relist: { listing }, …)
///     try await service.run()  // until graceful shutdown
public final class SyncService: Service {
  /// What the loop hears of.
  enum Event: Sendable {
    /// Something is due.
    case wake
    /// Part of a site's log was counted.
    case progress(site: String, number: Int)
    /// A visit is over.
    case visited(site: String, number: Int, report: VisitReport)
    /// The list of sites is to be read anew.
    case reload
    /// It was.
    case listed(Result<SiteListing, WorkerFault>)
    /// The watchdog wants to know whether the loop is alive.
    case ping
    /// The worker is to end.
    case stop
  }

  private let loop: Mutex<WorkerLoop?>
  private let events: AsyncStream<Event>
  private let feed: AsyncStream<Event>.Continuation

  /// A worker for the sites of `listing`.
  ///
  /// - Parameters:
  ///   - listing: The sites to begin with.
  ///   - settings: How the worker works.
  ///   - surroundings: What it works with.
  public init(_ listing: SiteListing, settings: WorkerSettings, surroundings: WorkerSurroundings) {
    let (events, feed) = AsyncStream.makeStream(of: Event.self)
    (self.events, self.feed) = (events, feed)
    loop = Mutex(WorkerLoop(listing, settings: settings, surroundings: surroundings, feed: feed))
  }

  /// Has the list of sites read anew, and all sites visited at once.
  public func reload() { feed.yield(.reload) }

  /// Has a sign of life sent to the watchdog, by the loop itself.
  public func ping() { feed.yield(.ping) }

  /// Works until graceful shutdown or cancellation. Visits that are under way then may end, for a while.
  public func run() async throws {
    guard var loop = self.loop.withLock({ $0.take() }) else { return }
    let feed = feed
    await withTaskCancellationOrGracefulShutdownHandler {
      loop.begin()
      for await event in events {
        loop.handle(event)
        if loop.isOver { break }
      }
      loop.end()
    } onCancelOrGracefulShutdown: {
      feed.yield(.stop)
    }
  }
}
