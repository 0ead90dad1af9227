import Application
import LedgerStore
import MariaDB
import Sites
import Synchronization
import TestSupport
import Testing
import Text

@testable import Worker

/// A site in the test's database, and a visitor to it.
final class VisitedSite: Sendable {
  let site: TestSite
  let visitor: SiteVisitor
  /// How the database is reached; a test may change it.
  let reached: Mutex<Site>

  /// The site of the test that is running, for which files are written where `files` says.
  convenience init(_ site: TestSite, files: DailyFiles? = nil, pace: SyncPace = .full) {
    self.init(site, steps: files.map { [$0] } ?? [], pace: pace)
  }

  /// The site of the test that is running, with steps after each sync.
  init(_ site: TestSite, steps: [any AfterSync], pace: SyncPace = .full) {
    self.site = site
    reached = Mutex(site.site)
    visitor = SiteVisitor(steps: steps, pace: pace) { error in
      Failure(.tryAgain, Self.text(error), advice: "Mend it.")
    }
  }

  /// What the worker has of it.
  func visit(
    interruption: Interruption = Interruption(), progress: @escaping @Sendable () -> Void = {}
  ) -> VisitReport {
    let found = reached.withLock { $0 }
    return visitor.visit(
      WorkerSite(name: "shop") { found }, interruption: interruption, progress: progress)
  }

  /// Logs an answer of now.
  func log() throws {
    try site.write(LogRow.answer(at: site.clock()))
  }

  private static func text(_ error: any Error) -> String {
    switch error {
    case let error as Failure: error.message
    case let error as MariaDBError: error.description
    default: "\(error)"
    }
  }
}
