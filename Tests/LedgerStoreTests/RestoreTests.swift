import Ledger
import MariaDB
import TestSupport
import Testing
import Text

@testable import LedgerStore

@Suite(.freshDatabase) struct RestoreTests {
  /// A site whose ledger has usage and an erased user.
  private func site() throws -> TestSite {
    let site = try TestSite()
    try site.write(LogRow.answer(number: 1, at: site.clock(hoursAgo: 1)))
    try site.sync()
    try site.run("INSERT INTO LEDGER_erased_users VALUES (99, '2026-01-01 00:00:00')")
    return site
  }

  @Test("A place that is filled after it was looked at is not replaced")
  func filled() throws {
    let bytes = try site().backup()
    let other = try TestSite(prefix: "other_")
    var reader = try BackupReader(bytes: bytes)
    let restore = try LedgerRestore(other.session(), of: reader.check())
    try other.write(LogRow.answer(number: 5, at: other.clock(hoursAgo: 2)))
    try other.sync()
    let before = try other.dump()
    let error = #expect(throws: Failure.self) {
      try restore.run(replacing: false, show: { _ in }) { try BackupReader(bytes: bytes) }
    }
    #expect(error?.kind == .badData)
    #expect(try other.dump() == before)
  }

  @Test("A restore tells who was erased and which days were folded since the backup, and no others")
  func undoneErasures() throws {
    let site = try site()
    let bytes = try site.backup()
    func restore() throws -> LedgerRestore.Undone {
      var reader = try BackupReader(bytes: bytes)
      let restore = try LedgerRestore(site.session(), of: reader.check())
      return try restore.run(replacing: true, show: { _ in }) { try BackupReader(bytes: bytes) }
    }
    try site.run(
      """
      INSERT INTO LEDGER_erased_users VALUES (9, UTC_TIMESTAMP()), (7, UTC_TIMESTAMP());
      INSERT INTO LEDGER_user_fold VALUES (1, '2020-01-01', UTC_TIMESTAMP());
      """)
    let undone = try restore()
    #expect(undone.erased.map(\.number) == [7, 9])
    #expect(undone.foldedBefore?.description == "2020-01-01")
    let again = try restore()
    #expect(again.erased.isEmpty && again.foldedBefore == nil)
  }
}
