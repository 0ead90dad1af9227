import Application
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Worker

@Suite("The service that syncs", .timeLimit(.minutes(5)))
struct SyncServiceTests {
  @Test("Sites are visited at once, and then at every interval")
  func interval() async throws {
    try await RunningWorker.with(sites("a", "b")) { worker in
      try await until("the first visits") { worker.visitor.sites.sorted() == ["a", "b"] }
      try await worker.advance(to: .seconds(60))
      try await until("the second visits") { worker.visitor.sites.count == 4 }
      #expect(Set(worker.visitor.sites[2...]) == ["a", "b"])
    }
  }

  @Test("What it does is logged, from start to end")
  func log() async throws {
    let visitor = FakeVisitor()
    visitor.answer { _ in .counted(3) }
    let log = Mutex<LogLines?>(nil)
    try await RunningWorker.with(sites("a"), visitor: visitor) { worker in
      log.withLock { $0 = worker.log }
      try await until("the visit's line") { worker.log.all.count == 2 }
      worker.stop()
      try await until("the end") { worker.isOver }
    }
    #expect(
      log.withLock { $0?.all } == [
        "2027-01-15T08:00:00Z info started interval_seconds=60 jobs=4 sites=1",
        "2027-01-15T08:00:00Z info synced site=a counted=3 days=1 ms=0", "2027-01-15T08:00:00Z info stopped",
      ])
  }

  @Test("A site that fails is visited again later each time, and as before once it is well")
  func backoff() async throws {
    let visitor = FakeVisitor()
    let isDown = Mutex(true)
    visitor.answer { _ in isDown.withLock { $0 } ? .failure("no server") : VisitReport() }
    try await RunningWorker.with(sites("a"), visitor: visitor) { worker in
      var due: Duration = .zero
      for wait in [57, 114, 228, 456, 855, 855] {
        due += .seconds(wait)
        try await worker.advance(to: due)
      }
      try await until("the last failure") { visitor.sites.count == 7 }
      isDown.withLock { $0 = false }
      try await worker.advance(to: due + .seconds(855))
      try await until("the success") { visitor.sites.count == 8 }
      try await worker.advance(to: due + .seconds(915))
      try await until("the next") { visitor.sites.count == 9 }
    }
  }

  @Test("A site that hangs holds up no other, even with one job, and is broken off in the end")
  func hang() async throws {
    let visitor = FakeVisitor()
    let gate = Gate()
    visitor.answer { visit in
      guard visit.site == "a" else { return VisitReport() }
      gate.pass()
      return .failure("Lost connection")
    }
    try await RunningWorker.with(sites("a", "b"), settings: WorkerSettings(jobs: 1), visitor: visitor) {
      worker in
      // Its thread may begin late: the order of the visits is that of their first steps.
      try await until("the visit of a") { visitor.sites == ["a"] }
      try await worker.advance(to: .seconds(5))
      try await until("the visit of b") { visitor.sites == ["a", "b"] }
      for minute in 1...9 {
        try await worker.advance(to: .seconds(5 + 60 * minute))
        try await until("b's next visit") { visitor.sites.count == 2 + minute }
      }
      #expect(!visitor.visits[0].interruption.isInterrupted)
      try await worker.advance(to: .seconds(600))
      try await until("the breaking off") { visitor.visits[0].interruption.isInterrupted }
      gate.open()
      try await until("the line about it") { worker.log.all.count == 2 }
      #expect(
        worker.log.all[1]
          == "2027-01-15T08:10:00Z warning the sync was stopped after 600 s site=a "
          + "advice=\"Look at what the database server waits for.\" failures=1 next_seconds=57")
      #expect(Set(visitor.sites[1...]) == ["b"])
    }
  }

  @Test("A visit that no breaking off can end is said to hang: once and then hourly, until it ends")
  func deaf() async throws {
    try await Folder.with { folder in
      let visitor = FakeVisitor()
      let gate = Gate()
      visitor.answer { _ in
        gate.pass()
        return VisitReport()
      }
      let file = StateFile(path: "\(folder.path)/state/worker.json")
      func site() throws -> WorkerState.Site? {
        WorkerState(Array(try folder.read("state/worker.json").utf8))?.sites.first
      }
      func line(_ time: String, _ failures: Int) -> String {
        "2027-01-15T\(time)Z warning the sync hangs, although it was stopped after 600 s site=a "
          + "advice=\"Look at what the worker waits for beside the database: a disk, a network, a named pipe.\" "
          + "failures=\(failures)"
      }
      try await RunningWorker.with(sites("a"), visitor: visitor, stateFile: file) { worker in
        try await worker.advance(to: .seconds(5))
        try await worker.advance(to: .seconds(600))
        for failures in 1...7 {
          let time = 60 + 600 * failures
          try await worker.advance(to: .seconds(time))
          try await until("the failure") { try site()?.failures == failures }
          #expect(try site()?.error == "the sync hangs, although it was stopped after 600 s")
          #expect(try site()?.nextRun == nil)
        }
        #expect(Array(worker.log.all.dropFirst()) == [line("08:11:00", 1), line("09:11:00", 7)])
        gate.open()
        try await until("the end") { worker.log.all.count == 4 }
        #expect(
          worker.log.all.last == "2027-01-15T09:11:00Z info works again site=a after_seconds=3600")
      }
    }
  }

  @Test("A sync that gets on keeps its place, and is broken off all the same when it takes too long")
  func longSync() async throws {
    let visitor = FakeVisitor()
    let gate = Gate()
    let hasBegun = Flag()
    visitor.answer { _ in
      guard !hasBegun.value else { return VisitReport() }
      hasBegun.set()
      gate.pass()
      return .failure("Lost connection")
    }
    try await RunningWorker.with(sites("a", "b"), settings: WorkerSettings(jobs: 1), visitor: visitor) {
      worker in
      try await until("the visit of a") { hasBegun.value }
      for second in stride(from: 4, through: 596, by: 4) {
        try await until("the alarm") { worker.clock.alarms == [.seconds(second + 1)] }
        worker.clock.advance(by: .seconds(4))
        visitor.visits[0].progress()
      }
      #expect(visitor.sites == ["a"])
      try await worker.advance(to: .seconds(600))
      try await until("the breaking off") { visitor.visits[0].interruption.isInterrupted }
      gate.open()
      try await until("b's visit, and the rest of a's") { visitor.sites == ["a", "b", "a"] }
      try await until("the lines about it") { worker.log.all.count == 3 }
      let time = "2027-01-15T08:10:00Z"
      #expect(
        Array(worker.log.all.dropFirst()) == [
          "\(time) warning the sync was stopped after 600 s site=a "
            + "advice=\"What it counted is kept; the next one goes on from there.\" failures=0 next_seconds=0",
          "\(time) info works again site=a after_seconds=0",
        ])
    }
  }

  @Test("A daily file that is due before the next interval is not waited past")
  func dailyFile() async throws {
    let visitor = FakeVisitor()
    visitor.answer { _ in
      var report = VisitReport()
      report.secondsToNextFile = 17
      return report
    }
    try await RunningWorker.with(sites("a"), visitor: visitor) { worker in
      try await worker.advance(to: .seconds(17))
      try await until("the second visit") { visitor.sites.count == 2 }
    }
  }

  @Test("The other blogs of a multisite are visited as soon as they are known")
  func blogs() async throws {
    let visitor = FakeVisitor()
    visitor.answer { visit in
      var report = VisitReport()
      if visit.site == "net" { report.otherBlogs = [2, 5] }
      return report
    }
    let network = WorkerSite(name: "net", isNetwork: true, find: sites("net")[0].find)
    try await RunningWorker.with([network], visitor: visitor) { worker in
      try await until("all visits") { visitor.sites.sorted() == ["net", "net blog 2", "net blog 5"] }
    }
  }

  @Test("It can run when it was asked to end before it began")
  func earlyEnd() async throws {
    try await RunningWorker.with([]) { worker in
      worker.stop()
      try await until("the end") { worker.isOver }
      #expect(worker.log.all.last == "2027-01-15T08:00:00Z info stopped")
    }
  }
}

@Suite("The end of the service that syncs", .timeLimit(.minutes(5)))
struct SyncServiceEndTests {
  @Test("Visits under way may end by themselves; no new ones begin")
  func graceful() async throws {
    let visitor = FakeVisitor()
    let gate = Gate()
    visitor.answer { _ in
      gate.pass()
      return .counted(1)
    }
    try await RunningWorker.with(sites("a", "b"), settings: WorkerSettings(jobs: 1), visitor: visitor) {
      worker in
      try await until("the visit") { visitor.sites == ["a"] }
      worker.stop()
      try await until("the alarm of the end") { worker.clock.alarms == [.milliseconds(1500)] }
      gate.open()
      try await until("the end") { worker.isOver }
      #expect(!visitor.visits[0].interruption.isInterrupted)
      #expect(visitor.sites == ["a"])
      #expect(
        Array(worker.log.all.dropFirst()) == [
          "2027-01-15T08:00:00Z info synced site=a counted=1 days=1 ms=0",
          "2027-01-15T08:00:00Z info stopped",
        ])
    }
  }

  @Test("After a second and a half they are broken off, which is no failure")
  func brokenOff() async throws {
    let visitor = FakeVisitor()
    visitor.answer { visit in
      while !visit.interruption.isInterrupted { usleep(1000) }
      return .failure("Lost connection")
    }
    try await RunningWorker.with(sites("a"), visitor: visitor) { worker in
      try await until("the visit") { visitor.sites == ["a"] }
      worker.stop()
      try await worker.advance(to: .milliseconds(1500))
      try await until("the end") { worker.isOver }
      #expect(Array(worker.log.all.dropFirst()) == ["2027-01-15T08:00:01Z info stopped"])
    }
  }

  @Test("After another second a visit that hangs all the same is left behind")
  func leftBehind() async throws {
    let visitor = FakeVisitor()
    let gate = Gate()
    visitor.answer { _ in
      gate.pass()
      return VisitReport()
    }
    try await RunningWorker.with(sites("a"), visitor: visitor) { worker in
      try await until("the visit") { visitor.sites == ["a"] }
      worker.stop()
      try await worker.advance(to: .milliseconds(1500))
      try await worker.advance(to: .milliseconds(2500))
      try await until("the end") { worker.isOver }
      #expect(
        Array(worker.log.all.dropFirst()) == [
          "2027-01-15T08:00:02Z warning left unfinished; the next run completes it site=a",
          "2027-01-15T08:00:02Z info stopped",
        ])
    }
    gate.open()
  }

  @Test("A cancelled service breaks its visits off and ends at once")
  func cancelled() async throws {
    let visitor = FakeVisitor()
    visitor.answer { visit in
      while !visit.interruption.isInterrupted { usleep(1000) }
      return VisitReport()
    }
    let (clock, log) = (ManualClock(), LogLines())
    let surroundings = WorkerSurroundings(
      clock: clock, logger: log.logger(), visitor: visitor, relist: { SiteListing(sites: []) },
      notifier: SystemdNotifier(environment: [:]), stateFile: nil)
    let service = SyncService(
      SiteListing(sites: sites("a")), settings: WorkerSettings(), surroundings: surroundings)
    let run = Task { try await service.run() }
    try await until("the visit") { visitor.sites == ["a"] }
    run.cancel()
    try await run.value
    #expect(visitor.visits[0].interruption.isInterrupted)
    #expect(log.all.last == "2027-01-15T08:00:00Z info stopped")
  }
}
