import Application
import Dispatch
import MariaDB
import Sites
import Synchronization
import Text

@testable import Worker

/// Visits no site, but does what a test tells it.
final class FakeVisitor: SiteVisiting {
  /// A visit that a test may look into.
  struct Visit: Sendable {
    let site: String
    let interruption: Interruption
    let progress: @Sendable () -> Void
  }

  private struct State {
    var visits: [Visit] = []
    var answer: @Sendable (Visit) -> VisitReport = { _ in VisitReport() }
  }

  private let state = Mutex(State())

  /// The visits that were begun, in their order.
  var visits: [Visit] { state.withLock(\.visits) }
  /// The sites of these visits.
  var sites: [String] { visits.map(\.site) }

  /// From now on visits come to what `answer` says; it may block.
  func answer(_ answer: @escaping @Sendable (Visit) -> VisitReport) {
    state.withLock { $0.answer = answer }
  }

  func visit(
    _ site: WorkerSite, interruption: Interruption, progress: @escaping @Sendable () -> Void
  ) -> VisitReport {
    let visit = Visit(site: site.name, interruption: interruption, progress: progress)
    let answer = state.withLock { state in
      state.visits.append(visit)
      return state.answer
    }
    return answer(visit)
  }
}

/// A door that is shut until somebody opens it, for as many as come.
final class Gate: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)

  func open() { semaphore.signal() }

  func pass() {
    semaphore.wait()
    semaphore.signal()
  }
}

extension VisitReport {
  /// A visit that failed.
  static func failure(_ message: String, isTemporary: Bool = true) -> VisitReport {
    var report = VisitReport()
    report.fault = Failure(isTemporary ? .tryAgain : .configuration, message, advice: "Mend it.")
    return report
  }

  /// A visit that counted rows.
  static func counted(_ rows: Int) -> VisitReport {
    var report = VisitReport()
    report.rowsCounted = rows
    report.daysChanged = 1
    return report
  }
}

/// Sites that cannot be found, for those who do not look.
func sites(_ names: String...) -> [WorkerSite] {
  names.map { name in WorkerSite(name: name) { throw Failure(.noInput, name, advice: "") } }
}
