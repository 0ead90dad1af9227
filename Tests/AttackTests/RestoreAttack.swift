import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct RestoreAttack {
  private let ledgerTables = ["day_totals", "hour_totals", "usage_facts", "state", "cursors"]

  @Test("A log that goes back to an older copy, again and again, is neither counted twice nor lost")
  func logAlone() throws {
    try Seed.rounds(4, of: "restores of the log") { round, random in
      let site = try TestSite(prefix: "wp\(round)_", shape: LogTableShape(idType: "INT"))
      let oracle = Oracle()
      var hoursAgo = 200
      func grow() throws {
        hoursAgo -= Int.random(in: 1...4, using: &random)
        let time = try site.clock(hoursAgo: hoursAgo)
        let answers = Int.random(in: 1...30, using: &random)
        try oracle.write((0..<answers).flatMap { oracle.answer(at: time.adding(seconds: $0)) }, to: site)
        try site.sync()
      }
      for _ in 0..<4 {
        for _ in 0..<Int.random(in: 1...4, using: &random) { try grow() }
        try site.run(
          "DROP TABLE IF EXISTS backup; CREATE TABLE backup LIKE LOG; INSERT INTO backup SELECT * FROM LOG")
        for _ in 0..<Int.random(in: 1...4, using: &random) { try grow() }
        try site.run("DROP TABLE LOG; RENAME TABLE backup TO LOG")
        let epoch = try site.database.connect().firstRow(
          "SELECT epoch FROM \(identifier: site.prefix + "tokenledger_cursors")", as: Int.self)
        // What the visitors of a restored site write comes after all that was counted.
        hoursAgo -= 1
        let time = try site.clock(hoursAgo: hoursAgo)
        try oracle.write((0..<3).flatMap { _ in oracle.answer(at: time) }, to: site)
        let outcome = try site.sync()
        #expect(outcome.epoch == (epoch ?? 0) + 1, "seed \(Seed.run)")
        let named = "epoch \(outcome.epoch - 1) ends at id"
        #expect(
          outcome.warnings.contains { $0.contains(named) && $0.contains("epoch \(outcome.epoch) begins") })
        try oracle.check(site, "seed \(Seed.run), round \(round)")
      }
      Figures.survived(faults: 4)
    }
  }

  @Test("A whole database that goes back, our tables with it, goes on from there")
  func wholeDatabase() throws {
    let site = try TestSite()
    let (before, after) = (Oracle(), Oracle())
    try before.write(before.answer(at: site.clock(hoursAgo: 9)), to: site)
    try site.sync()
    let tables = try site.ledgerTables() + [site.log]
    try copy(tables, of: site)
    try after.write(after.answer(at: site.clock(hoursAgo: 5)), to: site)
    try site.sync()
    try restore(tables, of: site)
    try before.write(before.answer(at: site.clock(hoursAgo: 1)), to: site)
    #expect(try site.sync().epoch == 1)
    try before.check(site)
    Figures.survived(faults: 1)
  }

  @Test("Our tables minutes older than the log are brought up to date from it")
  func ledgerOlder() throws {
    let site = try TestSite()
    let oracle = Oracle()
    try oracle.write(oracle.answer(at: site.clock(hoursAgo: 9)), to: site)
    try site.sync()
    let tables = try site.ledgerTables()
    try copy(tables, of: site)
    try oracle.write((0..<50).flatMap { _ in oracle.answer(at: try site.clock(hoursAgo: 5)) }, to: site)
    try site.sync()
    try restore(tables, of: site)
    #expect(try site.sync().epoch == 1)
    try oracle.check(site)
    Figures.survived(faults: 1)
  }

  @Test(
    "Tables of ours from different minutes stop every sync with 65, which says what to do, and change nothing"
  )
  func ledgerApart() throws {
    let site = try TestSite()
    let oracle = Oracle()
    try oracle.write(oracle.answer(at: site.clock(hoursAgo: 9)), to: site)
    try site.sync()
    let tables = ledgerTables.map { "wp_tokenledger_" + $0 }
    try copy(tables, of: site)
    try oracle.write(oracle.answer(at: site.clock(hoursAgo: 5)), to: site)
    try site.sync()
    for table in tables {
      try site.run("CREATE TABLE newer AS SELECT * FROM `\(table)`")
      try site.run("DELETE FROM `\(table)`; INSERT INTO `\(table)` SELECT * FROM `old_\(table)`")
      let dump = try site.dump()
      let end = try TokenLedgerProcess(on: site, socket: TestServer.current.socket).end()
      #expect(end.status == 65, "\(table): \(end.errors)")
      #expect(end.errors.contains("the ledger contradicts itself"), "\(end.errors)")
      #expect(end.errors.contains("Restore all tokenledger_* tables"), "\(end.errors)")
      #expect(try site.dump() == dump)
      try site.run("DELETE FROM `\(table)`; INSERT INTO `\(table)` SELECT * FROM newer; DROP TABLE newer")
      Figures.survived(faults: 1)
    }
    try oracle.check(site)
  }

  @Test("A log that is gone ends with 66; made again, it begins an epoch and what was counted stays")
  func dropped() throws {
    let site = try TestSite()
    let oracle = Oracle()
    try oracle.write((0..<20).flatMap { _ in oracle.answer(at: try site.clock(hoursAgo: 9)) }, to: site)
    try site.sync()
    try site.run("DROP TABLE LOG")
    #expect(try TokenLedgerProcess(on: site, socket: TestServer.current.socket).end().status == 66)
    try oracle.check(site)
    try site.database.connect().execute(Query(unchecked: LogTableShape().createTable(site.log)))
    try oracle.write(oracle.answer(at: site.clock(hoursAgo: 1)), to: site)
    #expect(try site.sync().epoch == 2)
    try oracle.check(site)
    Figures.survived(faults: 1)
  }

  @Test("A visitor who erases the newest rows, beside an older row that is uncommitted, begins no epoch")
  func erased() throws {
    try Seed.rounds(10, of: "erased rows") { round, random in
      let site = try TestSite(prefix: "wp\(round)_")
      let oracle = Oracle()
      let now = try site.clock(hoursAgo: 1)
      try oracle.write((0..<10).flatMap { _ in oracle.answer(at: now) }, to: site)
      let slow = try site.wordPress()
      try slow.execute("START TRANSACTION")
      let late = oracle.answer(at: now)
      try site.write(late, on: slow)
      try oracle.write((0..<3).flatMap { _ in oracle.answer(at: now) }, to: site)
      try site.sync()
      let kept = Int.random(in: 0...50, using: &random)
      try site.wordPress().execute("DELETE FROM \(identifier: site.log) WHERE id > \(max(kept, 55))")
      #expect(try site.sync().epoch == 1)
      try slow.execute("COMMIT")
      oracle.committed(late)
      try site.sync()
      try site.wordPress().execute("DELETE FROM \(identifier: site.log) WHERE id > \(kept)")
      try oracle.write(oracle.answer(at: now), to: site)
      let outcome = try site.sync()
      #expect((outcome.epoch, outcome.warnings) == (1, []), "seed \(Seed.run)")
      try oracle.check(site)
      Figures.survived(faults: 1)
    }
  }

  private func copy(_ tables: [String], of site: TestSite) throws {
    try site.run(
      tables.map { "CREATE TABLE `old_\($0)` LIKE `\($0)`; INSERT INTO `old_\($0)` SELECT * FROM `\($0)`;" }
        .joined())
  }

  private func restore(_ tables: [String], of site: TestSite) throws {
    try site.run(tables.map { "DROP TABLE `\($0)`; RENAME TABLE `old_\($0)` TO `\($0)`;" }.joined())
  }
}
