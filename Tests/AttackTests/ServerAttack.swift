import Glibc
import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.serialized) struct ServerAttack {
  @Test(
    "A server that is killed under writers and a sync, and starts again, loses nothing and doubles nothing")
  func killed() throws {
    let server = try PrivateServer()
    defer { server.remove() }
    try TestDatabase.$current.withValue(server.database()) {
      let site = try TestSite()
      let oracle = Oracle()
      // On a slow machine the server can be gone before the first run has made the tables.
      try site.session().migrate()
      try Seed.rounds(4, of: "server kills") { _, random in
        let now = try site.clock(hoursAgo: 1)
        try oracle.write((0..<40).flatMap { _ in oracle.answer(at: now) }, to: site)
        // Connected before the server can be gone.
        let connection = UncheckedConnection(try site.wordPress())
        let writer = Background { try write(to: site, oracle, at: now, on: connection.value) }
        let process = try TokenLedgerProcess(on: site, socket: server.socket)
        usleep(UInt32.random(in: 20_000..<150_000, using: &random))
        try server.kill()
        let end = try process.end()
        #expect([0, 69].contains(end.status), "\(end.errors)")
        let doubtful = try writer.value()
        try server.start()
        try settle(doubtful, in: site, oracle)
        try site.expectWholeLedger("seed \(Seed.run)")
        try site.sync()
        try oracle.check(site, "seed \(Seed.run)")
        Figures.survived(faults: 1)
      }
    }
  }

  /// Writes answers, row by row, until the server is gone; gives the row of which it said nothing.
  private func write(
    to site: TestSite, _ oracle: Oracle, at time: SiteTime, on connection: Connection
  ) throws -> LogRow? {
    while true {
      for row in oracle.answer(at: time) {
        do {
          try oracle.write([row], to: site, on: connection)
        } catch let error as MariaDBError where error.isConnectionLost {
          return row
        }
      }
    }
  }

  /// A row whose INSERT got no answer may be there or not: it is looked up, and noted.
  private func settle(_ row: LogRow?, in site: TestSite, _ oracle: Oracle) throws {
    guard let row, let type = row.type, let page = row.page else { return }
    let found: Query = """
      SELECT 1 FROM \(identifier: site.log) WHERE page_id = \(page) AND user_type = \(type)
      """
    if try site.database.connect().firstRow(found, as: Int.self) != nil { oracle.committed([row]) }
  }

  @Test("A server that takes no writes, or ends long statements, is named with the exit code that fits")
  func settings() throws {
    let server = try PrivateServer()
    defer { server.remove() }
    let root = try Connection(server.options())
    try root.execute("CREATE DATABASE attacked")
    try root.execute("CREATE USER wordpress@localhost")
    try root.execute("GRANT ALL ON attacked.* TO wordpress@localhost")
    try TestDatabase.$current.withValue(server.database(user: "wordpress")) {
      let site = try TestSite()
      let oracle = Oracle()
      try oracle.write(oracle.answer(at: site.clock(hoursAgo: 1)), to: site)
      try site.sync()
      try oracle.write(oracle.answer(at: site.clock(hoursAgo: 1)), to: site)

      try root.execute("SET GLOBAL read_only = 1")
      let readOnly = try TokenLedgerProcess(on: site, socket: server.socket).end()
      #expect(readOnly.status == 69)
      #expect(
        readOnly.errors.contains("1290") && readOnly.errors.contains("The server accepts no writes now"))
      try site.expectWholeLedger()
      try root.execute("SET GLOBAL read_only = 0")

      // The sync waits for the state row longer than a statement may take.
      try root.execute("SET GLOBAL max_statement_time = 0.5")
      let holder = try Connection(server.options(database: "attacked"))
      try holder.execute("START TRANSACTION")
      try holder.execute("SELECT * FROM wp_tokenledger_state FOR UPDATE")
      let limited = try TokenLedgerProcess(on: site, socket: server.socket).end()
      try holder.execute("ROLLBACK")
      #expect(limited.status == 75)
      #expect(limited.errors.contains("1969") && limited.errors.contains("max_statement_time"))
      try root.execute("SET GLOBAL max_statement_time = 0")

      #expect(try TokenLedgerProcess(on: site, socket: server.socket).end().status == 0)
      try oracle.check(site)
      Figures.survived(faults: 2)
    }
  }
}
