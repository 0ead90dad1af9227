import LedgerStore
import MariaDB
import TestSupport
import Testing

/// Each command is a round trip, and so is the end of a login, which the proxy does not count.
@Suite(.freshDatabase) struct RoundTripTests {
  /// The commands that `body` sends, beside those of a connection that does nothing.
  private func commands(_ site: TestSite, _ body: (SiteSession) throws -> Void) throws -> Int {
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    try body(SiteSession(site.through(proxy)))
    return proxy.commands
  }

  @Test("A sync that finds nothing new takes at most 25 round trips, its login among them")
  func idleSync() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    try site.write((0..<20).flatMap { LogRow.answer(number: $0, at: time) })
    try site.sync()
    // A sync of more than a second asks once more what time it is, which a busy machine makes of any.
    var settings = SyncSettings()
    settings.clock = { .zero }
    let count = try commands(site) { session in
      var sync = try Sync(session, settings: settings)
      #expect(try sync.run().rowsRead == 0)
    }
    // A login through a socket is two: the greeting and the password's proof. One more is for the lengths of the chatbot's
    // instructions, which asks for all of them and for what is noted.
    #expect(count + 2 <= 25, "\(count) commands")
    // Without a list of assistants, the question is asked once more without them.
    try site.run("DROP TABLE wp_chatbot_chatgpt_assistants")
    let withoutList = try commands(site) { session in
      var sync = try Sync(session, settings: settings)
      _ = try sync.run()
    }
    #expect(withoutList == count + 1)
  }

  @Test("A report reads the ledger in four round trips and its login")
  func report() throws {
    let site = try TestSite()
    let time = try site.clock(hoursAgo: 1)
    try site.write((0..<20).flatMap { LogRow.answer(number: $0, at: time) })
    try site.sync()
    let count = try commands(site) { session in
      let snapshot = try LedgerReader(session).snapshot()
      #expect(snapshot?.days.count == 1)
    }
    // The session's settings, and then the snapshot's beginning, the state, the days and its end.
    #expect(count == 5)
  }
}
