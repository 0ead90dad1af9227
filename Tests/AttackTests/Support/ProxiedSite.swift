import LedgerStore
import MariaDB
import Sites
import TestSupport
import Testing

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
    var reached = site.through(proxy)
    reached.connection.readTimeout = readTimeout
    var sync = try Sync(SiteSession(reached), settings: SyncSettings(pace: .full, connections: connections))
    return try sync.run()
  }

  /// Writes work of every kind that a sync has, and notes it.
  func writeWork(round: Int) throws {
    let now = try site.clock()
    let rows = try site.writeAllKinds(round: round) { _, firstID in oracle.answer(at: now, firstID: firstID) }
    oracle.committed(rows)
  }
}
