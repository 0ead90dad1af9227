import Ledger
import Reports

/// A verification in JSON, `tokenledger.verify/1`.
public struct VerificationDocument: Encodable {
  let schema = "tokenledger.verify/1"
  let site: SiteIdentity
  @OrNull var from: String?
  @OrNull var to: String?
  let lastID: Int
  @OrNull var lastSync: String?
  let days: [Row]
  let summary: Summary
  let leftOut: [LeftOut]
  let checks: [DoctorDocument.Check]
  let warnings: [String]

  struct Row: Encodable {
    let day: String
    let verdict: String
    let log: CountDocument
    let ledger: CountDocument
  }

  struct LeftOut: Encodable {
    let reason: String
    let rows: Int
  }

  struct Summary: Encodable {
    let days: Int
    let equal: Int
    let ledgerHasMore: Int
    let takenAsCounted: Int
    let ledgerHasLess: Int
  }

  /// The document of a verification of the days from `from` to `to`, nil for no bound. `lastID` is the highest id
  /// of the log that was compared, `lastSync` when a sync last reached the end, in site time.
  public init(
    _ verification: Verification, site: SiteIdentity, from: Day?, to: Day?, lastID: Int, lastSync: WallClock?
  ) {
    self.site = site
    self.lastID = lastID
    days = verification.rows.map { row in
      Row(
        day: row.day.description, verdict: row.verdict.rawValue, log: CountDocument(row.log),
        ledger: CountDocument(row.ledger))
    }
    summary = Summary(
      days: verification.rows.count, equal: verification.days(.equal).count,
      ledgerHasMore: verification.days(.ledgerHasMore).count,
      takenAsCounted: verification.days(.takenAsCounted).count,
      ledgerHasLess: verification.days(.ledgerHasLess).count)
    leftOut = verification.leftOut.map { LeftOut(reason: $0.reason, rows: $0.rows) }
    checks = verification.checks.map(DoctorDocument.Check.init)
    warnings = verification.warnings
    self.from = from?.description
    self.to = to?.description
    self.lastSync = lastSync?.description
  }
}
