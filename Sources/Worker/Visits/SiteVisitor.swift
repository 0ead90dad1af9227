import Application
import LedgerStore
import MariaDB
import Text

/// Syncs one site. Implementations may block the calling thread.
public protocol SiteVisiting: Sendable {
  /// Visits a site.
  ///
  /// - Parameters:
  ///   - site: The site.
  ///   - interruption: Breaks the visit off.
  ///   - progress: Called whenever part of the log was counted.
  /// - Returns: What it came to; a failure is one, too.
  func visit(
    _ site: WorkerSite, interruption: Interruption, progress: @escaping @Sendable () -> Void
  ) -> VisitReport
}

/// Brings a site's ledger up to date, and takes the steps that follow.
public struct SiteVisitor: SiteVisiting {
  /// How long the server may think about one statement, in seconds. Those of a sync are bounded, but for the search for
  /// rows that share an id in a log without a key.
  private static let readTimeout = 60

  private let steps: [any AfterSync]
  private let pace: SyncPace
  private let describe: @Sendable (any Error) -> Failure

  /// A visitor that syncs at a pace, then takes some steps in their order, and describes errors with `describe`.
  package init(
    steps: [any AfterSync] = [], pace: SyncPace = .auto, describe: @escaping @Sendable (any Error) -> Failure
  ) {
    self.steps = steps
    self.pace = pace
    self.describe = describe
  }

  /// Visits a site, on a connection of its own.
  public func visit(
    _ site: WorkerSite, interruption: Interruption, progress: @escaping @Sendable () -> Void
  ) -> VisitReport {
    var report = VisitReport()
    do {
      let session = try open(site, interruption, &report)
      if site.isNetwork {
        let blogs = try session.blogIDs()
        report.otherBlogs = blogs.filter { $0 != session.site.blogID }
        report.isEmptyNetwork = !blogs.contains(session.site.blogID)
        if report.isEmptyNetwork { return report }
      }
      var isCurrent = true
      do {
        var settings = SyncSettings(pace: pace, progress: { _, _ in progress() })
        settings.pause = { time in
          interruption.wait(atMost: time)
          // A pause must not look like a hung sync, so report progress here, too.
          progress()
        }
        var sync = try Sync(session, settings: settings)
        report.add(try sync.run())
      } catch let error as Failure where error.cause == .overtaken {
        // Another run is active; the next visit counts what it leaves, so this is no fault.
        isCurrent = false
      } catch let error as Failure where error.kind == .noInput {
        // The ledger holds all there will be for a file.
        report.fault = describe(error)
      }
      let sync = VisitedSync(
        site: site.name, session: session, isCurrent: isCurrent, describe: describe)
      for step in steps { try step.follow(sync, &report) }
    } catch {
      report.fault = describe(error)
    }
    return report
  }

  private func open(
    _ site: WorkerSite, _ interruption: Interruption, _ report: inout VisitReport
  ) throws -> SiteSession {
    var found = try site.find()
    report.place = LedgerPlace(found)
    report.warnings = found.warnings
    found.connection.interruption = interruption
    found.connection.readTimeout = min(found.connection.readTimeout, Self.readTimeout)
    return try SiteSession(found, models: site.models, databaseClock: site.databaseClock)
  }
}
