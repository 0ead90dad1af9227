import Testing

@testable import Worker

@Suite("What the worker says")
struct JournalTests {
  private static let time = "2027-01-15T08:00:00Z"

  private func note(
    _ journal: inout Journal, _ report: VisitReport, failures: Int = 0, wait: Int = 60, at now: Duration
  ) {
    journal.note(
      report, of: "/srv/www/shop", failures: failures, took: .milliseconds(18), nextIn: .seconds(wait),
      at: now)
  }

  @Test("A sync that changed something is a line, one that changed nothing is none")
  func changes() {
    let log = LogLines()
    var journal = Journal(log.logger())
    note(&journal, VisitReport(), at: .zero)
    #expect(log.all == [])
    var report = VisitReport()
    (report.rowsCounted, report.rowsRejected, report.rowsWaiting, report.rowsRepaired) = (12, 3, 2, 1)
    (report.daysChanged, report.file) = (4, "/var/backups/+srv+www+shop/a b.csv")
    note(&journal, report, at: .seconds(1))
    #expect(
      log.all == [
        "\(Self.time) info synced site=/srv/www/shop counted=12 days=4 file=\"/var/backups/+srv+www+shop/a b.csv\" "
          + "ms=18 rejected=3 repaired=1 waiting=2"
      ])
  }

  @Test("A warning is said once and then hourly")
  func warnings() {
    let log = LogLines()
    var journal = Journal(log.logger())
    var report = VisitReport()
    report.warnings = ["logging is off"]
    for minute in 0..<120 { note(&journal, report, at: .seconds(60 * minute)) }
    #expect(log.all == Array(repeating: "\(Self.time) warning logging is off site=/srv/www/shop", count: 2))
  }

  @Test("A failure is said once and then hourly, with what to do, and so is its end")
  func failures() {
    let log = LogLines()
    var journal = Journal(log.logger())
    func line(_ failures: Int, _ wait: Int) -> String {
      "\(Self.time) warning no server site=/srv/www/shop advice=\"Mend it.\" failures=\(failures) next_seconds=\(wait)"
    }
    for failure in 1...5 {
      note(&journal, .failure("no server"), failures: failure, wait: 900, at: .seconds(900 * (failure - 1)))
    }
    #expect(log.all == [line(1, 900), line(5, 900)])
    note(&journal, .counted(1), at: .seconds(4000))
    note(&journal, .failure("no server"), failures: 1, at: .seconds(4060))
    #expect(
      Array(log.all.dropFirst(2)) == [
        "\(Self.time) info works again site=/srv/www/shop after_seconds=4000",
        "\(Self.time) info synced site=/srv/www/shop counted=1 days=1 ms=18", line(1, 60),
      ])
  }

  @Test("What does not pass by itself is an error")
  func errors() {
    let log = LogLines()
    var journal = Journal(log.logger())
    note(&journal, .failure("denied", isTemporary: false), failures: 1, at: .zero)
    #expect(
      log.all == [
        "\(Self.time) error denied site=/srv/www/shop advice=\"Mend it.\" failures=1 next_seconds=60"
      ])
  }

  @Test("A daily file can be written where the log is gone")
  func fileDespiteFailure() {
    let log = LogLines()
    var journal = Journal(log.logger(level: .info))
    var report = VisitReport.failure("no log")
    report.file = "/a.csv"
    note(&journal, report, failures: 1, at: .zero)
    #expect(log.all.last == "\(Self.time) info wrote the daily file site=/srv/www/shop file=/a.csv ms=18")
  }
}
