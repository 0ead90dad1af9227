import LedgerStore
import MariaDB
import Synchronization
import TestSupport
import Testing

@testable import LedgerStore

@Suite("A sync at its pace", .freshDatabase) struct PaceTests {
  /// A clock that advances by ten milliseconds a reading and by each pause, statements of others, and a record of the
  /// pauses.
  private final class Surroundings: Sendable {
    struct State {
      var time = Duration.zero
      var asked = 0
      var looks = 0
      var pauses: [Duration] = []
      var log: [String] = []
    }

    let state = Mutex(State())

    /// Settings of a sync beside others who send a number of statements between two readings.
    func settings(_ pace: SyncPace, connections: Int = 1, others: Int = 0) -> SyncSettings {
      var settings = SyncSettings(pace: pace, connections: connections)
      settings.clock = {
        self.state.withLock { state in
          state.time += .milliseconds(10)
          return state.time
        }
      }
      settings.pause = { time in
        self.state.withLock { state in
          state.time += time
          state.pauses.append(time)
        }
      }
      settings.others = { _ in
        self.state.withLock { state in
          state.looks += 1
          state.asked += others
          return state.asked
        }
      }
      settings.log = { line in self.state.withLock { $0.log.append(line) } }
      return settings
    }

    var pauses: [Duration] { state.withLock(\.pauses) }
    var looks: Int { state.withLock(\.looks) }
    var log: [String] { state.withLock(\.log) }
  }

  /// A site whose log is read in a number of chunks.
  private func site(chunks: Int) throws -> (site: TestSite, rows: [LogRow]) {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 100)
    let rows = (0..<chunks).flatMap { LogRow.answer(number: $0, at: time, firstID: 1 + 100_000 * $0) }
    try site.write(rows)
    return (site, rows)
  }

  private func sync(_ site: TestSite, _ settings: SyncSettings) throws -> SyncOutcome {
    var sync = try Sync(site.session(), settings: settings)
    return try sync.run()
  }

  @Test("Gentle, it pauses after each chunk but the last, and reads no count", arguments: [1, 2])
  func gentle(connections: Int) throws {
    let (site, rows) = try site(chunks: 3)
    let surroundings = Surroundings()
    let outcome = try sync(site, surroundings.settings(.gentle, connections: connections))
    #expect(surroundings.pauses == [.milliseconds(400), .milliseconds(400)])
    #expect(outcome.timePaused == .milliseconds(800))
    #expect(surroundings.looks == 0)
    try site.expectLedger(holds: rows)
  }

  @Test("At full pace it neither pauses nor reads the count, on one connection or two", arguments: [1, 2])
  func full(connections: Int) throws {
    let (site, rows) = try site(chunks: 3)
    let surroundings = Surroundings()
    let outcome = try sync(site, surroundings.settings(.full, connections: connections, others: 100))
    #expect(surroundings.pauses == [] && outcome.timePaused == .zero && surroundings.looks == 0)
    try site.expectLedger(holds: rows)
  }

  @Test("By default it does not pause on an idle server", arguments: [1, 2])
  func idle(connections: Int) throws {
    let (site, rows) = try site(chunks: 3)
    let surroundings = Surroundings()
    let outcome = try sync(site, surroundings.settings(.auto, connections: connections))
    #expect(surroundings.pauses == [] && outcome.timePaused == .zero)
    #expect(surroundings.looks == 1 + 2)
    try site.expectLedger(holds: rows)
  }

  @Test("By default it pauses as long as others are active", arguments: [1, 2])
  func busy(connections: Int) throws {
    let (site, rows) = try site(chunks: 30)
    let surroundings = Surroundings()
    let outcome = try sync(site, surroundings.settings(.auto, connections: connections, others: 20))
    let paused = surroundings.pauses.reduce(.zero, +)
    #expect(paused > .seconds(1) && outcome.timePaused == paused)
    #expect(surroundings.pauses.allSatisfy { $0 <= .milliseconds(100) })
    #expect(
      surroundings.log.contains {
        $0.wholeMatch(of: /paused \d+ ms: about \d+ requests a second from others/) != nil
      })
    try site.expectLedger(holds: rows)
  }

  @Test("Chunks are short while others are active")
  func shortChunks() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 100)
    let rows = (0..<2000).flatMap { LogRow.answer(number: $0, at: time, firstID: 1 + 250 * $0) }
    try site.write(rows)
    func chunks(others: Int) throws -> Int {
      let surroundings = Surroundings()
      var settings = surroundings.settings(.auto, others: others)
      // Slow work.
      settings.clock = {
        surroundings.state.withLock { state in
          state.time += .milliseconds(60)
          return state.time
        }
      }
      try site.dropLedger()
      _ = try sync(site, settings)
      try site.expectLedger(holds: rows)
      return surroundings.log.count { $0.hasPrefix("counted") }
    }
    #expect(try chunks(others: 0) == 8)
    #expect(try chunks(others: 100) > 12)
  }

  @Test("A sync of a single chunk does not read the count: it ends before it could pause")
  func short() throws {
    let (site, rows) = try site(chunks: 1)
    let surroundings = Surroundings()
    _ = try sync(site, surroundings.settings(.auto, others: 100))
    #expect(surroundings.looks == 0 && surroundings.pauses == [])
    try site.expectLedger(holds: rows)
  }

  @Test(
    "When the server does not show its count, it pauses as with gentle", arguments: [0, 1, 2])
  func blind(looks: Int) throws {
    let (site, rows) = try site(chunks: 4)
    for hasError in [false, true] {
      try site.dropLedger()
      let surroundings = Surroundings()
      var settings = surroundings.settings(.auto, connections: 2)
      let others = settings.others
      settings.others = { connection in
        if surroundings.looks < looks { return try others(connection) }
        if hasError { try connection.execute("SELECT 1 FROM no_table_at_all") }
        return nil
      }
      _ = try sync(site, settings)
      #expect(surroundings.pauses.count == 3 - max(0, looks - 1))
      #expect(surroundings.log.count { $0.contains("as with --pace gentle") } == 1)
      try site.expectLedger(holds: rows)
    }
  }

  @Test("A connection that ends in a pause is opened again", arguments: [SyncPace.gentle, .auto])
  func ended(pace: SyncPace) throws {
    let (site, rows) = try site(chunks: 12)
    let surroundings = Surroundings()
    var settings = surroundings.settings(pace, others: 50)
    let pause = settings.pause
    let kills = Mutex(0)
    settings.pause = { time in
      pause(time)
      #expect(throws: Never.self) { try kill(site) }
      kills.withLock { $0 += 1 }
    }
    #expect(try sync(site, settings).isComplete)
    #expect(kills.withLock { $0 } > 3)
    try site.expectLedger(holds: rows)
  }

  private func kill(_ site: TestSite) throws {
    let executioner = try site.database.connect()
    let victims = try executioner.rows(
      "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()",
      as: Int.self)
    for victim in victims { _ = try? executioner.execute("KILL \(query: Query(unchecked: "\(victim)"))") }
  }

  @Test("The default pace is the session's, whose default is auto")
  func standard() throws {
    #expect(SyncSettings().pace == .auto)
    #expect(try site(chunks: 1).site.session().pace == .auto)
  }

  @Test("A pause lasts as long as it should")
  func realPause() {
    let time = Duration.milliseconds(1050)
    #expect(ContinuousClock().measure { SyncSettings().pause(time) } >= time)
  }
}
