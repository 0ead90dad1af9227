import Foundation
import LedgerStore
import TestSupport
import Testing

@testable import Worker

/// What a worker's visits make of a log that is not as it should be, and of what the owner declares.
/// One after the other: what one asks of the server has another pause.
@Suite("Visits of an unusual log", .freshDatabase, .serialized, .timeLimit(.minutes(5)))
struct VisitedLedgerTests {
  @Test("A file of a ledger that is not complete is written all the same, and a warning says so")
  func incompleteFile() async throws {
    try await Folder.with { folder in
      let files = DailyFiles(folder: folder.path, time: .standard, kept: 90) { bytes, path in
        try Data(bytes).write(to: URL(filePath: path))
      }
      let site = VisitedSite(try TestSite(), files: files)
      try site.log()
      try site.site.run(
        """
        ALTER TABLE LOG MODIFY id MEDIUMINT(9) NOT NULL DEFAULT 0, DROP PRIMARY KEY;
        INSERT INTO LOG SELECT * FROM LOG WHERE id = 4;
        """)
      let report = site.visit()
      let file = try #require(report.file)
      #expect(report.fault == nil)
      #expect(
        report.warnings.last
          == "the daily file \(file) is not complete: no sync has reached the end of the log yet: all figures "
          + "may be too low, and no period is complete")
    }
  }

  /// A configuration of the test's site.
  private func configuration(_ more: String, in folder: Folder) throws -> String {
    let server = try TestServer.current
    let access = try folder.write("access.cnf", "[client]\nsocket=\(server.socket)\nuser=\(server.user)\n")
    return try folder.write(
      "tokenledger.yml",
      "site: {defaults_file: \(access), database: \(TestDatabase.current.name), prefix: wp_}\n\(more)\n")
  }

  @Test("The clock that is declared for old rows holds for the worker, too", arguments: [false, true])
  func databaseClock(isListed: Bool) async throws {
    let site = try TestSite(options: ["timezone_string": "Asia/Kathmandu"])
    try site.write([LogRow(time: "2024-07-10 20:00:00", type: "Total Tokens", text: "5")])
    try await Folder.with { folder in
      let path = try configuration("log: {database_clock: {before: 2024-08-01, zone: UTC}}", in: folder)
      if isListed {
        let text = try String(contentsOfFile: path, encoding: .utf8)
        try folder.write("tokenledger.yml", text.replacing("site: {", with: "sites:\n  - {"))
      }
      try await WorkerRun.with(["--config", path]) { worker in
        try await worker.waitForVisits(1)
        #expect(try site.days().map(\.day.description) == ["2024-07-11"])
        #expect(try await worker.end(by: SIGTERM).status == 0)
      }
    }
  }

  @Test(
    "The worker's pace is the option's, else the configuration's",
    arguments: [("pace: gentle", []), ("pace: full", ["--pace", "gentle"])] as [(String, [String])])
  func pace(more: String, options: [String]) async throws {
    let site = try TestSite()
    // Work for long enough that the longest pause follows: there are many users, each with separate figures.
    try site.run(
      """
      INSERT INTO LOG (session_id, user_id, page_id, interaction_time, user_type, message_text)
        SELECT 's', seq, '2', '2024-03-04 09:00:00', 'Total Tokens', 7 FROM seq_1_to_30000
      """)
    try site.write(LogRow.answer(at: site.clock(), firstID: 100_000))
    try await Folder.with { folder in
      let path = try configuration(more, in: folder)
      try await WorkerRun.with(["--config", path] + options) { worker in
        try await worker.waitForVisits(1)
        let line = try #require(worker.lines.first { $0.contains(" counted=30003 ") })
        let time = try #require(line.firstMatch(of: /\ ms=(\d+)/).flatMap { Int($0.1) })
        #expect(time >= 2000)
        #expect(try await worker.end(by: SIGTERM).status == 0)
      }
    }
  }
}
