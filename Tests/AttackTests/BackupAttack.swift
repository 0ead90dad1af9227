import Glibc
import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct BackupAttack {
  private func run(_ site: TestSite, _ arguments: String...) throws {
    let end = try TokenLedgerProcess(arguments, on: site, socket: TestServer.current.socket).end()
    #expect(end.status == 0, "\(arguments): \(end.errors)")
  }

  @Test(
    "A ledger that goes back to a backup, beside an equal, a newer or an older log, loses and doubles nothing"
  )
  func histories() async throws {
    try await Folder.with { folder in
      try Seed.rounds(4, of: "restored backups") { round, random in
        let site = try TestSite(prefix: "wp\(round)_", shape: LogTableShape(idType: "INT"))
        let oracle = Oracle()
        let file = "\(folder.path)/\(round).gz"
        var hoursAgo = 200
        func grow() throws {
          hoursAgo -= Int.random(in: 1...4, using: &random)
          let time = try site.clock(hoursAgo: hoursAgo)
          let answers = Int.random(in: 1...30, using: &random)
          try oracle.write((0..<answers).flatMap { oracle.answer(at: time.adding(seconds: $0)) }, to: site)
          try site.sync()
        }
        for _ in 0..<Int.random(in: 1...4, using: &random) { try grow() }
        try run(site, "backup", file)
        // The log is as it was, or newer.
        for _ in 0..<Int.random(in: 0...3, using: &random) { try grow() }
        try run(site, "restore", file, "--replace", "--yes")
        try site.expectWholeLedger("seed \(Seed.run)")
        try site.sync()
        try oracle.check(site, "newer log, seed \(Seed.run), round \(round)")
        // The log is older than the backup: what only the backup has stays counted.
        try site.run("CREATE TABLE copy LIKE LOG; INSERT INTO copy SELECT * FROM LOG")
        for _ in 0..<Int.random(in: 1...3, using: &random) { try grow() }
        try run(site, "backup", file)
        try site.run("DROP TABLE LOG; RENAME TABLE copy TO LOG")
        try site.dropLedger()
        try run(site, "restore", file)
        hoursAgo -= 1
        let time = try site.clock(hoursAgo: hoursAgo)
        try oracle.write((0..<3).flatMap { _ in oracle.answer(at: time) }, to: site)
        #expect(try site.sync().epoch == 2)
        try oracle.check(site, "older log, seed \(Seed.run), round \(round)")
        Figures.survived(faults: 2)
      }
    }
  }

  @Test("A restore that is killed at any statement leaves the old ledger or the new one, whole")
  func killed() async throws {
    let proxied = try ProxiedSite()
    defer { proxied.proxy.close() }
    let site = proxied.site
    try proxied.writeWork(round: 0)
    try site.sync()
    try await Folder.with { folder in
      let file = "\(folder.path)/ledger.gz"
      try run(site, "backup", file)
      let backedUp = try site.contents()
      try proxied.writeWork(round: 1)
      try site.sync()
      let newer = try site.contents()
      try run(site, "backup", file + ".newer")
      var (kills, number) = (0, Int(Seed.run % 7))
      for loss in FaultProxy.Loss.allCases {
        while true {
          number += 7
          proxied.proxy.inject(.loss(loss), at: number)
          let process = try TokenLedgerProcess(
            ["restore", file, "--replace", "--yes"], on: site, socket: proxied.proxy.socket)
          // The process is killed as soon as its connection is lost, before it can do anything about it.
          while proxied.proxy.lost == nil && process.isRunning { usleep(200) }
          process.kill()
          let end = try process.end()
          if proxied.proxy.lost == nil {
            #expect(end.status == 0, "\(end.errors)")
            break
          }
          kills += 1
          let found = try site.contents()
          #expect(
            found == newer || found == backedUp, "killed at \(loss) \(number): \(proxied.proxy.lost ?? "")")
          try site.expectWholeLedger("killed at \(loss) \(number), seed \(Seed.run)")
          if found != newer { try run(site, "restore", file + ".newer", "--replace", "--yes") }
        }
        try run(site, "restore", file + ".newer", "--replace", "--yes")
        number = Int(Seed.run % 7)
      }
      #expect(kills > 10)
      Figures.survived(kills: kills)
      try site.sync()
      try proxied.oracle.check(site)
    }
  }
}
