import Ledger
import LedgerStore
import MariaDB
import Reports
import Sites
import TestSupport
import Testing
import Text

/// Rows that the database's clock stamped, at a site whose clock is another.
@Suite(.freshDatabase) struct StampedByDatabaseTests {
  private func clock(_ zone: String = "UTC") throws -> DatabaseClock {
    let zone = try #require(SiteTimeZone(zone))
    return DatabaseClock(before: try #require(Day("2024-08-01")), zone: zone.name) {
      zone.secondsFromGMT(at: $0.secondsSince1970)
    }
  }

  /// A site 5:45 hours ahead of UTC; an answer every 7 hours and 11 minutes around the end of July 2024.
  private func site() throws -> TestSite {
    let site = try TestSite(options: ["timezone_string": "Asia/Kathmandu"])
    try site.write(rows())
    return site
  }

  private func rows() throws -> [LogRow] {
    let start = SiteTime(day: try #require(Day("2024-07-10")), secondOfDay: 600)
    return (0..<100).flatMap { LogRow.answer(number: $0, at: start.adding(seconds: $0 * 25_860)) }
  }

  /// The rows as the site's clock would have stamped them.
  private func shifted() throws -> [LogRow] {
    try rows().map { row in
      var row = row
      guard row.time < "2024-08-01" else { return row }
      row.time = try #require(SiteTime(row.time)).adding(seconds: 20_700).description
      return row
    }
  }

  private func session(_ site: TestSite, _ clock: DatabaseClock?) throws -> SiteSession {
    try SiteSession(site.site, databaseClock: clock)
  }

  private func sync(_ site: TestSite, _ clock: DatabaseClock?) throws {
    var sync = try Sync(session(site, clock))
    _ = try sync.run()
  }

  private func evidence(_ site: TestSite, _ clock: DatabaseClock?) throws -> Evidence {
    let session = try session(site, clock)
    return try Evidence(session, facts: session.facts(), from: nil, to: nil)
  }

  private func hours(_ rows: [LogRow]) -> Set<String> {
    Set(rows.filter { $0.type == "Total Tokens" }.map { String($0.time.prefix(13)) })
  }

  private func hours(_ evidence: [DayHour: TokenCount]) -> Set<String> {
    Set(evidence.keys.map { "\($0.day) " + ($0.hour < 10 ? "0" : "") + "\($0.hour)" })
  }

  @Test(
    "Rows before the declared day are counted on the site's day and hour, by sync, verify, live and rebuild alike"
  )
  func declared() throws {
    let site = try site()
    let clock = try clock()
    try sync(site, clock)
    try site.expectLedger(holds: shifted())
    #expect(try site.run("SELECT COUNT(*) FROM LEDGER_rejected") == "0\n")
    let evidence = try evidence(site, clock)
    #expect(evidence.log == evidence.ledger.hours && evidence.warnings == [])
    #expect(try hours(evidence.log) == hours(shifted()))
    let session = try session(site, clock)
    #expect(try LiveUsage(session, facts: session.facts()).days == shifted().days())
    for (first, last) in [
      ("2024-07-12", "2024-07-12"), ("2024-07-31", "2024-08-01"), ("2000-01-01", "9999-12-31"),
    ] {
      let days = try #require(Day(first))...#require(Day(last))
      let rebuild = try Rebuild(session, facts: session.facts(), days: days)
      #expect(rebuild.days.allSatisfy { $0.before == $0.after && $0.lost == .zero }, "\(first)")
      try rebuild.write()
      try site.expectLedger(holds: shifted(), "\(first)")
      let part = try Evidence(session, facts: session.facts(), from: days.lowerBound, to: days.upperBound)
      #expect(part.log == part.ledger.hours, "\(first)")
    }
  }

  @Test("Without a declaration rows are counted as stored")
  func undeclared() throws {
    let site = try site()
    try sync(site, nil)
    try site.expectLedger(holds: rows())
    let evidence = try evidence(site, nil)
    #expect(evidence.log == evidence.ledger.hours && evidence.warnings == [])
  }

  @Test("What was counted before the clock was declared is called so, until all of it is rebuilt")
  func declaredLater() throws {
    let site = try site()
    try sync(site, nil)
    let clock = try clock()
    try sync(site, clock)
    let before = try evidence(site, clock)
    #expect(before.log != before.ledger.hours)
    #expect(before.asStored?.log == before.ledger.hours)
    let verification = Verification(before)
    let days = verification.days(.countedAsStored).map(\.day)
    let differing = try Set(hours(rows()).symmetricDifference(hours(shifted())).map { String($0.prefix(10)) })
    #expect(days.map(\.description) == differing.sorted())
    #expect(days.count + verification.days(.equal).count == verification.rows.count)
    let session = try session(site, clock)
    let facts = try session.facts()
    // A part would lose rows to the neighbouring days, or count theirs twice.
    let part = try #require(Day("2024-07-12"))...#require(Day("2024-07-20"))
    let error = #expect(throws: Failure.self) { try Rebuild(session, facts: facts, days: part) }
    #expect(error?.kind == .badData)
    let all = try #require(days.first)...#require(days.last)
    let rebuild = try Rebuild(session, facts: facts, days: all)
    #expect(!rebuild.losesUsage)
    try rebuild.write()
    try site.expectLedger(holds: shifted())
    let after = try evidence(site, clock)
    #expect(after.log == after.ledger.hours && after.asStored == nil && after.warnings == [])
    // What the ledger loses now is a fault of its own.
    for day in days {
      try site.run(
        "DELETE FROM LEDGER_usage_facts WHERE day = '\(day)'; DELETE FROM LEDGER_hour_totals WHERE day = '\(day)'"
      )
    }
    #expect(try Verification(evidence(site, clock)).days(.ledgerHasLess).map(\.day) == days)
  }

  @Test("What is left out of a comparison is of the days of the site's time that are asked for")
  func leftOut() throws {
    let site = try site()
    let clock = try clock()
    try sync(site, clock)
    // 02:15 of the next day at the site.
    let time = SiteTime(day: try #require(Day("2024-07-20")), secondOfDay: 73_800)
    try site.write(LogRow.answer(number: 500, at: time))
    let session = try session(site, clock)
    func leftOut(_ first: String?, _ last: String?) throws -> [LeftOut] {
      let (first, last) = (try first.map { try #require(Day($0)) }, try last.map { try #require(Day($0)) })
      return try Evidence(session, facts: session.facts(), from: first, to: last).leftOut
    }
    let rows = [LeftOut(reason: .notReached, rows: 3)]
    #expect(try leftOut(nil, nil) == rows)
    #expect(try leftOut("2024-07-21", "2024-07-21") == rows)
    #expect(try leftOut("2024-07-20", "2024-07-20") == [])
    #expect(try leftOut(nil, "2024-07-20") == [])
    #expect(try leftOut("2024-07-21", nil) == rows)
  }

  @Test("Rows that were purged after they were counted as stored are still a loss")
  func purged() throws {
    let site = try site()
    try sync(site, nil)
    try site.run("DELETE FROM LOG WHERE interaction_time < '2024-07-15'")
    let session = try session(site, clock())
    let days = try #require(Day("2024-07-10"))...#require(Day("2024-08-01"))
    let rebuild = try Rebuild(session, facts: session.facts(), days: days)
    #expect(rebuild.losesUsage)
    #expect(rebuild.days.filter { $0.lost != .zero }.allSatisfy { $0.day.description < "2024-07-16" })
    let refusal = #expect(throws: Failure.self) { try rebuild.write() }
    #expect(refusal?.kind == .badData)
  }

  @Test(
    "An import shifts its own rows, and what was counted from the log is not counted again, declared or not")
  func imports() throws {
    let site = try site()
    let file = try Download(site)
    // The oldest rows were purged before the first sync.
    try site.run("DELETE FROM LOG WHERE interaction_time < '2024-07-15'")
    let purged = try rows().filter { $0.type?.hasSuffix("Tokens") == true && $0.time < "2024-07-15" }.count
    for (log, own) in [(nil, try clock()), (try clock(), nil), (try clock(), try clock("+00:00"))] {
      try site.dropLedger()
      try sync(site, log)
      func run() throws -> ImportOutcome {
        try LedgerImport.run(session(site, log), files: ["a.csv"], clock: own) { add in
          for row in file.rows { try add(row) }
        }
      }
      let outcome = try run()
      #expect(outcome.rowsImported == purged)
      let old = try shifted().filter { $0.time < "2024-07-15" }.days().map(\.day)
      #expect(Set(outcome.days.keys).isSuperset(of: old))
      if log != nil {
        try site.expectLedger(holds: shifted())
      } else {
        try site.expectAgreement()
      }
      #expect(try run().rowsRepeated == purged)
      let evidence = try evidence(site, log)
      #expect(evidence.log == evidence.ledger.hours)
    }
    // Declared after the log was counted as stored: still nothing is counted twice.
    try site.dropLedger()
    try sync(site, nil)
    let outcome = try LedgerImport.run(session(site, clock()), files: ["a.csv"]) { add in
      for row in file.rows { try add(row) }
    }
    #expect(outcome.rowsImported == purged)
  }

  @Test("Imported rows that are restored into the log are recognized by their stored time")
  func putBack() throws {
    let site = try site()
    let file = try Download(site)
    try site.run(
      "CREATE TABLE saved AS SELECT * FROM LOG; DELETE FROM LOG WHERE interaction_time < '2024-07-15'")
    let clock = try clock()
    try sync(site, clock)
    _ = try LedgerImport.run(session(site, clock), files: ["a.csv"]) { add in
      for row in file.rows { try add(row) }
    }
    try site.run("INSERT IGNORE INTO LOG SELECT * FROM saved")
    try sync(site, clock)
    try site.expectLedger(holds: shifted())
    let evidence = try evidence(site, clock)
    #expect(evidence.log == evidence.ledger.hours)
  }
}
