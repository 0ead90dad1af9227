import LedgerStore
import Synchronization
import TestSupport
import Testing
import Text

@testable import Worker

/// A step that notes what it saw, and fails if it is to.
private final class NotingStep: AfterSync {
  let failure: Failure?
  let seen = Mutex<[Int]>([])

  init(failure: Failure? = nil) {
    self.failure = failure
  }

  func follow(_ sync: VisitedSync, _ report: inout VisitReport) throws {
    let days = try LedgerReader(sync.session).snapshot()?.days.count ?? 0
    seen.withLock { $0.append(days) }
    report.warnings.append("\(sync.site) \(sync.isCurrent)")
    if let failure { throw failure }
  }
}

@Suite(.freshDatabase) struct AfterSyncTests {
  @Test("Each step sees the ledger as the sync has left it, in the order of the list")
  func inOrder() throws {
    let steps = [NotingStep(), NotingStep()]
    let site = VisitedSite(try TestSite(), steps: steps)
    try site.log()
    let report = site.visit()
    #expect(report.fault == nil)
    #expect(report.warnings == ["shop true", "shop true"])
    #expect(steps.map { $0.seen.withLock { $0 } } == [[1], [1]])
  }

  @Test("A step that cannot read the site is the visit's fault, and none follows it")
  func failing() throws {
    let failure = Failure(.unavailable, "the server is gone", advice: "")
    let steps = [NotingStep(failure: failure), NotingStep()]
    let site = VisitedSite(try TestSite(), steps: steps)
    try site.log()
    let report = site.visit()
    #expect(report.fault?.message == "the server is gone")
    #expect(report.rowsCounted == 3)
    #expect(steps.map { $0.seen.withLock { $0.count } } == [1, 0])
  }
}
