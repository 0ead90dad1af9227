import Glibc
import Ledger
import LedgerStore
import MariaDB
import Synchronization
import TestSupport
import Testing
import Text

@Suite(.freshDatabase, .serialized) struct KillAttack {
  @Test("A sync that is killed at any of its statements leaves a ledger that the next completes")
  func everyStatement() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    try proxied.writeWork(round: 0)
    try proxied.site.sync()
    var kills = 0
    var round = 0
    for loss in FaultProxy.Loss.allCases {
      var number = 0
      while true {
        (number, round) = (number + 1, round + 1)
        try proxied.writeWork(round: round)
        guard let end = try run(proxied, killedAt: number, loss) else { break }
        kills += 1
        #expect(end.status == 128 + SIGKILL)
        // The ledger is whole at once, not only after the next sync.
        try proxied.site.expectWholeLedger("killed at \(loss) \(number), seed \(Seed.run)")
        try proxied.site.sync()
        try proxied.oracle.check(proxied.site, "killed at \(loss) \(number): \(proxied.proxy.lost ?? "")")
      }
    }
    Figures.survived(kills: kills)
    #expect(kills > 130)
    try proxied.oracle.check(proxied.site)
  }

  @Test("A first sync that is killed at any statement, of a migration too, is completed by the next")
  func firstSync() throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    try proxied.writeWork(round: 0)
    try proxied.writeWork(round: 1)
    var kills = 0
    // Making the tables takes its time: every run strikes others of the statements.
    for number in stride(from: 1 + Int(Seed.run % 4), to: 1_000, by: 4) {
      let loss = FaultProxy.Loss.allCases[number / 4 % 2]
      guard try run(proxied, killedAt: number, loss) != nil else { break }
      kills += 1
      try proxied.site.sync()
      try proxied.oracle.check(proxied.site, "killed at \(loss) \(number): \(proxied.proxy.lost ?? "")")
      try proxied.site.dropLedger()
    }
    Figures.survived(kills: kills)
    #expect(kills > 20)
    try proxied.oracle.check(proxied.site)
  }

  @Test("Syncs that are killed at any moment, one after the other, lose nothing and double nothing")
  func anyMoment() throws {
    try Seed.rounds(1, of: "kills at any moment") { round, random in
      let site = try TestSite(prefix: "wp\(round)_", shape: LogTableShape(idType: "INT"))
      let oracle = Oracle()
      let now = try site.clock(hoursAgo: 30)
      let socket = try TestServer.current.socket
      let writer = try site.wordPress()
      var kills = 0
      var lifetime: UInt32 = 40_000
      while kills < 100 {
        for _ in 0..<Int.random(in: 1...20, using: &random) {
          let time = now.adding(seconds: Int.random(in: 0..<90_000, using: &random))
          try oracle.write(oracle.answer(at: time), to: site, on: writer)
        }
        let process = try TokenLedgerProcess(on: site, socket: socket)
        usleep(UInt32.random(in: 0..<lifetime, using: &random))
        process.kill()
        // A process that was done already says how long the next may live.
        if try process.end().status == 128 + SIGKILL {
          kills += 1
          lifetime += lifetime / 20
        } else {
          lifetime -= lifetime / 5
        }
        if kills % 10 == 0 {
          try settle(site)
          try oracle.check(site, "after \(kills) kills, seed \(Seed.run)")
        }
      }
      Figures.survived(kills: kills)
    }
  }

  /// Syncs; a killed client's transaction lives on in the server for a moment, and may just be committing.
  private func settle(_ site: TestSite) throws {
    for _ in 0..<3 {
      do {
        try site.sync()
        return
      } catch let error as Failure where error.cause == .overtaken { continue }
    }
    try site.sync()
  }

  /// Runs the program and kills it at a statement; nil when it had not so many, and ended well.
  private func run(
    _ proxied: ProxiedSite, killedAt number: Int, _ loss: FaultProxy.Loss
  ) throws -> TokenLedgerProcess.End? {
    let victim = Victim()
    proxied.proxy.inject(.loss(loss), at: number) { victim.kill() }
    let process = try TokenLedgerProcess(on: proxied.site, socket: proxied.proxy.socket)
    victim.name(process)
    let end = try process.end()
    guard proxied.proxy.lost == nil else { return end }
    #expect(end.status == 0, "\(end.errors)")
    return nil
  }
}

/// The process that the proxy is to kill: it may have to before the test was told of it.
private final class Victim: Sendable {
  private let process = Mutex<TokenLedgerProcess?>(nil)

  func name(_ victim: TokenLedgerProcess) { process.withLock { $0 = victim } }

  func kill() {
    while true {
      if let victim = process.withLock({ $0 }) { return victim.kill() }
      usleep(100)
    }
  }
}
