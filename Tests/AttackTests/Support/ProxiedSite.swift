import LedgerStore
import MariaDB
import TestSupport
import Testing
import WordPress

/// A site that is reached through a proxy, and what was committed to its log.
struct ProxiedSite {
  let site: TestSite
  let proxy: FaultProxy
  let oracle = Oracle()

  /// The site of the test that is running.
  init(idType: String = "BIGINT") throws {
    site = try TestSite(shape: LogTableShape(idType: idType))
    proxy = try FaultProxy(to: TestServer.current.socket)
  }

  /// A sync in this process, on one connection through the proxy.
  @discardableResult
  func sync(readTimeout: Int = 600, connections: Int = 1) throws -> SyncOutcome {
    var reached = site.site
    reached.connection.address = .socket(proxy.socket)
    reached.connection.readTimeout = readTimeout
    var sync = try Sync(SiteSession(reached), settings: SyncSettings(pace: .full, connections: connections))
    return try sync.run()
  }

  /// Writes work of every kind that a sync has: two chunks to read on, a long gap and a short one that fill, a row without a type
  /// that is given one, a row that is rejected.
  func writeWork(round: Int) throws {
    let now = try site.clock()
    let first = 100_000 * (round + 1)
    let connection = try site.wordPress()
    try oracle.write(
      oracle.answer(at: now, firstID: first) + oracle.answer(at: now, firstID: first + 50_000), to: site,
      on: connection)
    let untyped = LogRow(id: first + 50_005, time: now.description, type: "", text: "7", page: "u\(round)")
    let rejected = LogRow(id: first + 50_020, time: now.description, type: "Total Tokens", text: "Array")
    try site.write([untyped, rejected], on: connection)
    guard round > 0 else { return }
    try oracle.write(
      oracle.answer(at: now, firstID: first - 99_000) + oracle.answer(at: now, firstID: first - 49_990),
      to: site,
      on: connection)
    let typed = first - 100_000 + 50_005
    try connection.execute(
      "UPDATE \(identifier: site.log) SET user_type = 'Prompt Tokens' WHERE id = \(typed)")
    // It was written in another round, perhaps in another hour.
    let time: Query = "SELECT CAST(interaction_time AS CHAR) FROM \(identifier: site.log) WHERE id = \(typed)"
    oracle.committed([
      LogRow(
        time: try #require(try connection.firstRow(time, as: String.self)), type: "Prompt Tokens", text: "7",
        page: "u\(round - 1)")
    ])
  }
}
