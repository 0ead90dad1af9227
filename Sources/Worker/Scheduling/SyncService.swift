import Application
import ServiceLifecycle
import Text

/// The service that keeps sites' ledgers current: one loop that hears of everything and decides, and a thread for
/// each visit under way.
///
///     let service = SyncService(listing, settings: settings, surroundings: surroundings)
///     try await service.run()  // until graceful shutdown
public struct SyncService: Service {
  /// What the loop hears of.
  enum Event: Sendable {
    /// Something is due.
    case wake
    /// Part of a site's log was counted.
    case progress(site: String, number: Int)
    /// A visit is over.
    case visited(site: String, number: Int, report: VisitReport)
    /// The list of sites is to be read again.
    case reload
    /// It was.
    case listed(Result<SiteListing, Failure>)
    /// The watchdog wants to know whether the loop is alive.
    case ping
    /// The worker is to end.
    case stop
  }

  private let listing: SiteListing
  private let settings: WorkerSettings
  private let surroundings: WorkerSurroundings
  private let events: AsyncStream<Event>
  private let feed: AsyncStream<Event>.Continuation

  /// A worker for the sites of `listing`, which works as `settings` say with what the `surroundings` hold.
  public init(_ listing: SiteListing, settings: WorkerSettings, surroundings: WorkerSurroundings) {
    self.listing = listing
    self.settings = settings
    self.surroundings = surroundings
    (events, feed) = AsyncStream.makeStream()
  }

  /// Has the list of sites read again, and all sites visited at once.
  public func reload() { feed.yield(.reload) }

  /// Has a sign of life sent to the watchdog, by the loop itself.
  public func ping() { feed.yield(.ping) }

  /// Works until graceful shutdown or cancellation; what is under way then may end, for a while. It runs once.
  public func run() async throws {
    let feed = feed
    await withTaskCancellationOrGracefulShutdownHandler {
      var loop = WorkerLoop(settings: settings, surroundings: surroundings, feed: feed)
      loop.begin(listing)
      for await event in events where loop.handle(event) { break }
      loop.end()
    } onCancelOrGracefulShutdown: {
      feed.yield(.stop)
    }
  }
}
