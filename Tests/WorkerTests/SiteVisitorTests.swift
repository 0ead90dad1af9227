import Application
import Foundation
import MariaDB
import Sites
import Synchronization
import TestSupport
import Testing
import Text

@testable import Worker

@Suite("A visit of a site", .freshDatabase, .timeLimit(.minutes(5)))
struct SiteVisitorTests {
  @Test("Brings the ledger up to date, and says what it did")
  func sync() throws {
    let site = VisitedSite(try TestSite())
    try site.log()
    var report = site.visit()
    #expect(report.fault == nil)
    #expect((report.rowsCounted, report.daysChanged) == (3, 1))
    #expect(report.hasChanges)
    #expect(report.place == LedgerPlace(site.site.site))
    try site.site.expectAgreement()
    report = site.visit()
    #expect(report.fault == nil)
    #expect(!report.hasChanges)
  }

  @Test("Passes on what the owner should know: of the settings, and of the log")
  func warnings() throws {
    let site = VisitedSite(try TestSite(options: ["chatbot_chatgpt_enable_conversation_logging": "Off"]))
    site.reached.withLock { $0.warnings = ["the file can be read by others"] }
    #expect(
      site.visit().warnings == [
        "the file can be read by others",
        "the chatbot's conversation logging is off: it writes no token rows",
      ])
  }

  @Test("Reports progress when part of a long log was counted, and after each pause")
  func progress() throws {
    let site = VisitedSite(
      try TestSite(shape: LogTableShape(idType: "BIGINT")), pace: .gentle)
    for id in [1, 100_000, 200_000] {
      try site.site.write(
        LogRow.answer(at: site.site.clock(), firstID: id), shape: LogTableShape(idType: "BIGINT"))
    }
    let signs = Mutex(0)
    #expect(site.visit(progress: { signs.withLock { $0 += 1 } }).rowsCounted == 9)
    #expect(signs.withLock { $0 } == 3 + 2)
  }

  @Test(
    "A server that is gone, a password that was changed, a table that was dropped: it goes on when they are back"
  )
  func troubles() throws {
    let site = VisitedSite(try TestSite())
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    try site.log()
    #expect(site.visit().rowsCounted == 3)

    // The server: first it lets nobody in, then it is not there at all.
    try site.log()
    site.reached.withLock { $0.connection.address = .socket(proxy.socket) }
    proxy.refuse()
    #expect(try #require(site.visit().fault).message.hasPrefix("2013 (HY000): "))
    site.reached.withLock { $0.connection.address = .socket("/nowhere/server.sock") }
    #expect(try #require(site.visit().fault).message.hasPrefix("2002 (HY000): "))
    proxy.heal()
    site.reached.withLock { $0.connection.address = .socket(proxy.socket) }
    #expect(site.visit().rowsCounted == 3)

    // The password.
    try site.log()
    let user = "u\(getpid())_\(site.site.database.name.suffix(8))"
    let root = try site.site.wordPress()
    try root.execute("CREATE USER \(identifier: user)@localhost IDENTIFIED BY 'one'")
    defer { _ = try? root.execute("DROP USER \(identifier: user)@localhost") }
    try root.execute("GRANT ALL ON \(identifier: site.site.database.name).* TO \(identifier: user)@localhost")
    site.reached.withLock { $0.connection.user = user }
    site.reached.withLock { $0.connection.password = Secret("two") }
    #expect(try #require(site.visit().fault).message.hasPrefix("1045 (28000): "))
    site.reached.withLock { $0.connection.password = Secret("one") }
    #expect(site.visit().rowsCounted == 3)

    // The log.
    try site.log()
    try site.site.run("RENAME TABLE LOG TO hidden")
    #expect(
      try #require(site.visit().fault).message.hasPrefix("there is no conversation log \(site.site.log)"))
    try site.site.run("RENAME TABLE hidden TO LOG")
    #expect(site.visit().rowsCounted == 3)
    try site.site.expectAgreement()
  }

  @Test(
    "A server that hangs in the midst is broken off, and the next visit completes the ledger",
    arguments: 0..<8)
  func interruption(step: Int) async throws {
    let site = VisitedSite(try TestSite())
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    site.reached.withLock { $0.connection.address = .socket(proxy.socket) }
    // The first makes the tables, and the second counts the first messages, which takes more commands.
    for _ in 0..<2 {
      #expect(site.visit().fault == nil)
      try site.log()
    }
    proxy.heal()
    #expect(site.visit().fault == nil)
    let commands = proxy.commands
    try site.log()
    let isStalled = Mutex(false)
    proxy.inject(.stall, at: 1 + commands * step / 8, strike: { isStalled.withLock { $0 = true } })
    let interruption = Interruption()
    let visit = Background { site.visit(interruption: interruption) }
    try await until("the stall") { isStalled.withLock { $0 } }
    #expect(!visit.hasEnded)
    interruption.interrupt()
    try await until("the end of the visit") { visit.hasEnded }
    #expect(try visit.value().fault != nil)
    proxy.heal()
    #expect(site.visit().fault == nil)
    try site.site.expectAgreement()
    #expect(try site.site.days().reduce(0) { $0 + $1.count.requests } == 3)
  }

  @Test("Another run that is quicker is no failure, and the next visit sees to what it left")
  func overtaken() throws {
    let site = VisitedSite(try TestSite())
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    site.reached.withLock { $0.connection.address = .socket(proxy.socket) }
    #expect(site.visit().fault == nil)
    try site.log()
    let overtaking = "UPDATE LEDGER_state SET fence = fence + 1"
    proxy.inject(.pause, at: 1, strike: { _ = try? site.site.run(overtaking) }) {
      $0.hasPrefix("UPDATE `\(site.site.prefix)tokenledger_state`")
    }
    let report = site.visit()
    #expect(proxy.strikes == 1)
    #expect(report.fault == nil)
    #expect(!report.hasChanges)
    #expect(site.visit().rowsCounted == 3)
  }

  @Test("Once interrupted it does not even connect")
  func earlyInterruption() throws {
    let site = VisitedSite(try TestSite())
    let interruption = Interruption()
    interruption.interrupt()
    #expect(site.visit(interruption: interruption).fault?.message == "the work was interrupted")
  }

  @Test("Leaves no connection and no file descriptor behind, whatever comes of it")
  func leftovers() async throws {
    let site = VisitedSite(try TestSite())
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    func connections() throws -> Int? {
      let name = site.site.database.name
      return try site.site.wordPress().firstRow(
        "SELECT COUNT(*) FROM information_schema.processlist WHERE db = \(name)", as: Int.self)
    }
    #expect(site.visit().fault == nil)
    try site.log()
    #expect(site.visit().fault == nil)
    site.reached.withLock { $0.connection.address = .socket(proxy.socket) }
    proxy.lose(.answer, of: 5)
    #expect(site.visit().fault != nil)
    // The one that asks; the server takes a moment to notice that the others have gone.
    try await until("the end of the connections") { try connections() == 1 }
  }
}

@Suite("A daily file of a site", .freshDatabase)
struct DailyFileTests {
  private func files(_ folder: Folder) -> DailyFiles {
    DailyFiles(folder: folder.path, time: .standard, kept: 90) { bytes, path in
      try Data(bytes).write(to: URL(filePath: path))
    }
  }

  @Test("It is written with the first visit after its time, and holds the ledger's days")
  func written() async throws {
    try await Folder.with { folder in
      let site = VisitedSite(try TestSite(), files: files(folder))
      try site.log()
      let day = try site.site.run("SELECT DISTINCT DATE(interaction_time) FROM LOG").dropLast()
      let report = site.visit()
      let file = try #require(report.file)
      #expect(file.hasPrefix("\(folder.path)/shop/Chatbot-ChatGPT-Token-Usage-"))
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(
        text
          == "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests\n\(day),120,100,20,1\n"
      )
      // The next comes at half past two by the site's clock, which shows UTC.
      let wait = try #require(report.secondsToNextFile)
      let due = try site.site.clock().adding(seconds: wait)
      #expect(abs(due.secondOfDay - 9000) < 60)
      #expect((1...86_400).contains(wait))
      try site.log()
      #expect(site.visit().file == nil)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
    }
  }

  @Test("Where the log is gone the ledger answers, and the visit has failed all the same")
  func logGone() async throws {
    try await Folder.with { folder in
      let site = VisitedSite(try TestSite(), files: files(folder))
      try site.log()
      #expect(VisitedSite(site.site).visit().fault == nil)
      try site.site.run("DROP TABLE LOG")
      let report = site.visit()
      #expect(report.fault?.message.hasPrefix("there is no conversation log") == true)
      #expect(try folder.names == ["shop"])
      #expect(report.file != nil)
      #expect(report.warnings == [])
    }
  }

  @Test("A file from a ledger that is not complete comes with a warning in the log")
  func incomplete() async throws {
    try await Folder.with { folder in
      let site = VisitedSite(try TestSite(), files: files(folder))
      try site.log()
      #expect(VisitedSite(site.site).visit().fault == nil)
      // Without its log the site cannot be synced, and the file is written from the ledger as it stands.
      try site.site.run("DROP TABLE LOG")
      try site.site.run(
        """
        UPDATE LEDGER_cursors SET synced_utc = synced_utc - INTERVAL 3 DAY, synced_site = synced_site - INTERVAL 3 DAY
        """)
      let until = try site.site.run("SELECT synced_site FROM LEDGER_cursors").dropLast()
      let report = site.visit()
      let file = try #require(report.file)
      #expect(
        report.warnings == [
          "the daily file \(file) is not complete: figures are complete until \(until) only: "
            + "what was logged since is not counted yet"
        ])
    }
  }

  @Test("While another run is at work no file is written, and within a minute it is tried again")
  func busy() async throws {
    try await Folder.with { folder in
      let site = VisitedSite(try TestSite(), files: files(folder))
      let proxy = try FaultProxy(to: TestServer.current.socket)
      defer { proxy.close() }
      let now = try site.site.clock()
      try site.site.write(LogRow.answer(at: now))
      #expect(VisitedSite(site.site).visit().fault == nil)
      try site.site.write(LogRow.answer(at: now))
      site.reached.withLock { $0.connection.address = .socket(proxy.socket) }
      let overtaking = "UPDATE LEDGER_state SET fence = fence + 1"
      proxy.inject(.pause, at: 1, strike: { _ = try? site.site.run(overtaking) }) {
        $0.hasPrefix("UPDATE `\(site.site.prefix)tokenledger_state`")
      }
      var report = site.visit()
      #expect(proxy.strikes == 1)
      #expect(report.fault == nil && report.file == nil)
      #expect(try #require(report.secondsToNextFile) <= 60)
      #expect(try folder.names == [])
      report = site.visit()
      let text = try String(contentsOfFile: try #require(report.file), encoding: .utf8)
      #expect(
        text
          == "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests\n\(now.day),240,200,40,2\n"
      )
    }
  }

  @Test("A file that cannot be written is a warning; the sync was none the worse")
  func unwritable() async throws {
    struct DiskIsFull: Error {}
    try await Folder.with { folder in
      let files = DailyFiles(folder: folder.path, time: .standard, kept: 90) { _, _ in throw DiskIsFull() }
      let site = VisitedSite(try TestSite(), files: files)
      try site.log()
      let report = site.visit()
      #expect(report.fault == nil)
      #expect(report.warnings == ["the daily file was not written: DiskIsFull()"])
      #expect(report.file == nil)
    }
  }
}

@Suite("A multisite that is listed as one", .freshDatabase)
struct NetworkVisitTests {
  private func network(blogs: [Int]) throws -> WorkerSite {
    let first = try TestSite(blog: blogs.first ?? 1)
    for blog in blogs.dropFirst() { _ = try TestSite(blog: blog) }
    try first.database.run(sql: "CREATE TABLE wp_blogs (blog_id BIGINT NOT NULL PRIMARY KEY);")
    for blog in [1, 2, 3] { try first.database.run(sql: "INSERT INTO wp_blogs VALUES (\(blog));") }
    let site = Site(connection: first.database.options, basePrefix: "wp_", origin: "the test")
    return WorkerSite(name: "net", isNetwork: true) { site }
  }

  private let visitor = SiteVisitor {
    Failure(.tryAgain, "\($0)", advice: "")
  }

  @Test("The first blog is synced, and the others that have the chatbot are named")
  func others() throws {
    let network = try network(blogs: [1, 3])
    let report = visitor.visit(network, interruption: Interruption()) {}
    #expect(report.fault == nil)
    #expect(report.otherBlogs == [3])
    #expect(!report.isEmptyNetwork)
    #expect(report.place?.prefix == "wp_")
    let other = visitor.visit(network.blog(3), interruption: Interruption()) {}
    #expect(other.fault == nil)
    #expect(other.place?.prefix == "wp_3_")
    #expect(other.otherBlogs == nil)
  }

  @Test("A first blog without the chatbot is no failure where others have it")
  func empty() throws {
    let report = visitor.visit(try network(blogs: [2, 3]), interruption: Interruption()) {}
    #expect(report.fault == nil)
    #expect(report.otherBlogs == [2, 3])
    #expect(report.isEmptyNetwork)
  }
}
