import Glibc
import Ledger
import LedgerStore
import MariaDB
import Synchronization
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct AlterAttack {
  @Test("The upgrade's ALTERs amid syncs harm no count, and no visitor is refused")
  func amidSyncs() throws {
    let site = try TestSite(shape: LogTableShape(absent: ["sentiment_score"]))
    let oracle = Oracle()
    let now = try site.clock(hoursAgo: 1)
    try oracle.write((0..<4_000).flatMap { _ in oracle.answer(at: now) }, to: site)
    let isOver = Mutex(false)
    let upgrades = Background { try alter(site) { isOver.withLock { $0 } } }
    let visitor = Background { try chat(site, oracle, at: now) { isOver.withLock { $0 } } }
    var passing = 0
    for round in 0..<12 {
      // From nothing, so that there is much to read.
      if round % 4 == 0 { try site.dropLedger() }
      do { try site.sync() } catch let error as MariaDBError where error.isTransient { passing += 1 }
    }
    isOver.withLock { $0 = true }
    #expect(try upgrades.endedValue("the end of the upgrades") > 5)
    #expect(try visitor.endedValue("the end of the visit") > 5)
    try site.sync()
    try oracle.check(site, "\(passing) syncs were told to try again")
    Figures.survived(faults: 12)
  }

  /// Alters the log as the chatbot's upgrades do; gives how often.
  private func alter(_ site: TestSite, until isOver: () -> Bool) throws -> Int {
    let connection = try site.wordPress()
    var times = 0
    while !isOver() {
      try connection.execute("ALTER TABLE \(identifier: site.log) ADD COLUMN sentiment_score FLOAT")
      try connection.execute("ALTER TABLE \(identifier: site.log) DROP COLUMN sentiment_score")
      times += 2
    }
    return times
  }

  /// Writes row by row; gives how many rows.
  private func chat(
    _ site: TestSite, _ oracle: Oracle, at time: SiteTime, until isOver: () -> Bool
  ) throws -> Int {
    let connection = try site.wordPress()
    var rows = 0
    while !isOver() {
      for row in oracle.answer(at: time) {
        try oracle.write([row], to: site, on: connection)
        rows += 1
      }
    }
    return rows
  }

  @Test("At no statement of a sync does anything of it hold the log while nothing is read")
  func holdsNothing() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    try proxied.writeWork(round: 0)
    try proxied.site.sync()
    let owner = try proxied.site.wordPress()
    // An ALTER that has to wait gives up at once. It is tried again, as the server lets go of a table a moment
    // after its answer; the sync waits meanwhile, and what it held it would hold for ever.
    try owner.execute("SET lock_wait_timeout = 0")
    let upgrade: Query = "ALTER TABLE \(identifier: proxied.site.log) COMMENT = 'upgraded'"
    let connection = UncheckedConnection(owner)
    let isFree = Mutex(true)
    var number = 0
    while true {
      number += 1
      try proxied.writeWork(round: number)
      proxied.proxy.inject(
        .pause, at: number,
        strike: {
          for _ in 0..<1_000 {
            if (try? connection.value.execute(upgrade)) != nil { return }
            usleep(1_000)
          }
          isFree.withLock { $0 = false }
        })
      try proxied.sync()
      try #require(isFree.withLock { $0 }, "held before command \(number)")
      if proxied.proxy.lost == nil { break }
    }
    #expect(number > 30)
    try proxied.oracle.check(proxied.site)
    Figures.survived(faults: number)
  }
}
