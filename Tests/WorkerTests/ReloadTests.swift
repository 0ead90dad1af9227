import Application
import Ledger
import ServiceLifecycleTestKit
import Synchronization
import TestSupport
import Testing
import Text

@testable import Worker

@Suite("Reading the list of sites again", .timeLimit(.minutes(5)))
struct ReloadTests {
  @Test("All sites of the new list are visited at once")
  func newList() async throws {
    let relist: @Sendable () throws(Failure) -> SiteListing = {
      SiteListing(sites: sites("b", "c"), warnings: ["a pattern matches nothing"])
    }
    try await RunningWorker.with(sites("a", "b"), relist: relist) { worker in
      try await until("the first visits") { worker.visitor.sites.count == 2 }
      try await until("the alarm") { worker.clock.alarms == [.seconds(60)] }
      worker.service.reload()
      try await until("the visits") { worker.visitor.sites.count == 4 }
      #expect(Set(worker.visitor.sites[2...]) == ["b", "c"])
      #expect(
        Array(worker.log.all.dropFirst()) == [
          "2027-01-15T08:00:00Z info the list of sites was read again sites=2",
          "2027-01-15T08:00:00Z warning a pattern matches nothing",
        ])
    }
  }

  @Test("What a site was that is gone is forgotten, also where its last visit ends later")
  func forgotten() async throws {
    let visitor = FakeVisitor()
    let gate = Gate()
    let names = Mutex<[String]>([])
    let relist: @Sendable () throws(Failure) -> SiteListing = {
      SiteListing(sites: names.withLock { $0 }.flatMap { sites($0) })
    }
    visitor.answer { _ in
      gate.pass()
      return .failure("no server")
    }
    try await RunningWorker.with(sites("a"), visitor: visitor, relist: relist) { worker in
      try await until("the first visit") { visitor.sites == ["a"] }
      worker.service.reload()
      try await until("the empty list") { worker.log.all.count == 2 }
      gate.open()
      try await until("the failure") { worker.log.all.count == 3 }
      visitor.answer { _ in .counted(1) }
      names.withLock { $0 = ["a"] }
      worker.service.reload()
      try await until("the second visit") { worker.log.all.last?.contains(" synced ") == true }
      let time = "2027-01-15T08:00:00Z"
      #expect(
        Array(worker.log.all.dropFirst()) == [
          "\(time) info the list of sites was read again sites=0",
          "\(time) warning no server site=a advice=\"Mend it.\" failures=1 next_seconds=57",
          "\(time) info the list of sites was read again sites=1",
          "\(time) info synced site=a counted=1 days=1 ms=0",
        ])
    }
  }

  @Test("A list that cannot be used leaves the old one as it is, and says so")
  func badList() async throws {
    let relist: @Sendable () throws(Failure) -> SiteListing = { () throws(Failure) in
      throw Failure(.configuration, "sites.yml, line 3: no such key", advice: "Mend it.")
    }
    try await RunningWorker.with(sites("a"), relist: relist) { worker in
      try await until("the first visit") { worker.visitor.sites == ["a"] }
      try await until("the alarm") { worker.clock.alarms == [.seconds(60)] }
      worker.service.reload()
      try await until("the line") { worker.log.all.count == 2 }
      #expect(
        worker.log.all[1]
          == "2027-01-15T08:00:00Z error the sites stay as they were: sites.yml, line 3: no such key "
          + "advice=\"Mend it.\"")
      try await worker.advance(to: .seconds(60))
      try await until("the next visit") { worker.visitor.sites == ["a", "a"] }
    }
  }

  @Test("A list that hangs holds up neither the sites nor the end, and what comes meanwhile is not lost")
  func hangingList() async throws {
    let gate = Gate()
    let lists = Mutex(0)
    let relist: @Sendable () throws(Failure) -> SiteListing = {
      let number = lists.withLock { lists in
        lists += 1
        return lists
      }
      gate.pass()
      return SiteListing(sites: sites("list \(number)"))
    }
    try await RunningWorker.with(sites("a"), relist: relist) { worker in
      try await until("the first visit") { worker.visitor.sites == ["a"] }
      worker.service.reload()
      worker.service.reload()
      worker.service.reload()
      try await worker.advance(to: .seconds(60))
      try await until("the next visit") { worker.visitor.sites == ["a", "a"] }
      gate.open()
      try await until("both lists") { Set(worker.visitor.sites.dropFirst(2)) == ["list 1", "list 2"] }
    }
    #expect(lists.withLock { $0 } == 2)
  }
}

@Suite("What others see of the worker", .timeLimit(.minutes(5)))
struct WatchedWorkerTests {
  @Test("systemd hears when it is ready, how it is, that it lives, reads its list again and ends")
  func systemd() async throws {
    try await Folder.with { folder in
      let socket = try DatagramSocket("\(folder.path)/notify")
      let notifier = SystemdNotifier(environment: ["NOTIFY_SOCKET": "\(folder.path)/notify"])
      let visitor = FakeVisitor()
      visitor.answer { $0.site == "a" ? .failure("no server") : VisitReport() }
      let messages = Mutex<[String]>([])
      func heard() -> [String] {
        messages.withLock { messages in
          messages += socket.messages().map { $0.split(separator: "\n")[0] }.map(String.init)
          return messages
        }
      }
      try await RunningWorker.with(
        sites("a"), visitor: visitor, notifier: notifier, relist: { SiteListing(sites: sites("b")) }
      ) { worker in
        try await until("the first visit") { heard().last == "STATUS=sites: 1, failing: 1, syncs: 1" }
        worker.service.ping()
        try await until("the sign of life") { heard().last == "WATCHDOG=1" }
        worker.service.reload()
        try await until("the second visit") { heard().last == "STATUS=sites: 1, failing: 0, syncs: 2" }
        worker.stop()
        try await until("the end") { worker.isOver }
      }
      #expect(
        heard() == [
          "READY=1", "STATUS=sites: 1, failing: 0, syncs: 0", "STATUS=sites: 1, failing: 1, syncs: 1",
          "WATCHDOG=1",
          "RELOADING=1", "READY=1", "STATUS=sites: 1, failing: 0, syncs: 1",
          "STATUS=sites: 1, failing: 0, syncs: 2",
          "STOPPING=1",
        ])
    }
  }

  @Test("The watchdog is told at every interval, as long as the service runs")
  func watchdog() async throws {
    let clock = ManualClock()
    let pings = Mutex(0)
    let service = WatchdogService(interval: .seconds(15), clock: clock) { pings.withLock { $0 += 1 } }
    try await testGracefulShutdown { trigger in
      let run = Task { try await service.run() }
      for count in 1...3 {
        try await until("the sleep") { clock.alarms == [.seconds(15 * count)] }
        #expect(pings.withLock { $0 } == count)
        clock.advance(by: .seconds(15))
      }
      trigger.triggerGracefulShutdown()
      try await run.value
    }
  }

  @Test("The state file says what the ledgers do not know, at most once a second, and at the end")
  func stateFile() async throws {
    try await Folder.with { folder in
      let visitor = FakeVisitor()
      visitor.answer { $0.site == "a" ? .failure("no server") : .counted(1) }
      let file = StateFile(path: "\(folder.path)/state/worker.json")
      func state() throws -> WorkerState? { WorkerState(Array(try folder.read("state/worker.json").utf8)) }
      let start = UTCTime(secondsSince1970: 1_800_000_000)
      try await RunningWorker.with(sites("a", "b"), visitor: visitor, stateFile: file) { worker in
        // The first is written before a visit is over, the second a moment after them.
        try await until("the visits' lines") { worker.log.all.count == 3 }
        try await worker.advance(to: .seconds(1))
        try await until("the visits") { try state()?.visits == 2 }
        let expected = [
          WorkerState.Site(name: "a", failures: 1, error: "no server", nextRun: start.adding(seconds: 57)),
          WorkerState.Site(name: "b", failures: 0, lastSuccess: start, nextRun: start.adding(seconds: 60)),
        ]
        #expect(try state()?.sites == expected)
        #expect(try state()?.started == start)
        #expect(try state()?.written == start.adding(seconds: 1))
        #expect(try state()?.intervalSeconds == 60)
        worker.stop()
        try await until("the end") { worker.isOver }
        #expect(try state()?.sites.map(\.nextRun) == [nil, nil])
        #expect(try state()?.sites.map(\.failures) == [1, 0])
      }
      #expect(try Folder(path: "\(folder.path)/state").names == ["worker.json", "worker.lock"])
    }
  }
}
