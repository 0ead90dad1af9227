import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct ErrorAttack {
  /// Lock wait timeout, deadlock, changed row, a node that is not ready, a table altered under a snapshot.
  private static let passing = [
    (1205, "HY000"), (1213, "40001"), (1020, "HY000"), (1047, "08S01"), (1412, "HY000"),
  ]

  @Test(
    "An error that passes, at any statement, is got over or reported as such, and nothing is counted twice")
  func everyStatement() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    try proxied.writeWork(round: 0)
    try proxied.site.sync()
    var number = 0
    var gotOver = 0
    while true {
      number += 1
      try proxied.writeWork(round: number)
      let (code, state) = Self.passing[(number + Int(Seed.run % 5)) % Self.passing.count]
      proxied.proxy.inject(.error(code: code, state: state), at: number)
      do {
        try proxied.sync()
        gotOver += proxied.proxy.lost == nil ? 0 : 1
      } catch let error as MariaDBError {
        #expect(error.code == code && error.isTransient, "\(error)")
      }
      if proxied.proxy.lost == nil { break }
      try proxied.site.expectWholeLedger()
      try proxied.site.sync()
      if number % 5 == 0 { try proxied.oracle.check(proxied.site, "error \(code) at \(number)") }
      Figures.survived(faults: 1)
    }
    try proxied.oracle.check(proxied.site)
    // Most of a sync is transactions that are repeated.
    #expect(number > 60 && gotOver > number / 2, "\(gotOver) of \(number)")
  }

  @Test("An error that passes while the ledger's tables are made is got over, at any statement")
  func firstSync() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    try proxied.writeWork(round: 0)
    // Making the tables takes its time: every run strikes others of the statements.
    var number = -Int(Seed.run % 3)
    repeat {
      number += 3
      let (code, state) = Self.passing[number % Self.passing.count]
      proxied.proxy.inject(
        .error(code: code, state: state), at: number,
        where: { $0.hasPrefix("CREATE") || $0.hasPrefix("INSERT") })
      try proxied.sync()
      try proxied.oracle.check(proxied.site, "error \(code) at \(proxied.proxy.lost ?? "none")")
      try proxied.site.dropLedger()
      Figures.survived(faults: 1)
    } while proxied.proxy.lost != nil
    #expect(number > 20)
  }

  @Test(
    "An error that does not pass is tried again a bounded number of times, and ends with 75 and its reason",
    arguments: passing.map(\.0))
  func persistent(code: Int) throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    try proxied.writeWork(round: 0)
    try proxied.site.sync()
    try proxied.writeWork(round: 1)
    // The first transaction only reads the state.
    let state = Self.passing.first { $0.0 == code }?.1 ?? "HY000"
    proxied.proxy.inject(
      .error(code: code, state: state), at: 2, times: .max, where: { $0 == "START TRANSACTION" })
    let end = try TokenLedgerProcess(on: proxied.site, socket: proxied.proxy.socket).end()
    #expect(end.status == 75, "\(end.errors)")
    #expect(end.errors.hasPrefix("tokenledger: error: \(code) "), "\(end.errors)")
    #expect(proxied.proxy.strikes == 6)
    try proxied.site.sync()
    try proxied.oracle.check(proxied.site)
    Figures.survived(faults: 1)
  }
}
