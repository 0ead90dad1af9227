import Ledger
import Reports

/// The body of a verification in JSON, `tokenledger.verify/3`.
public struct VerificationDocument: Encodable {
  @OrNull var from: String?
  @OrNull var to: String?
  let lastID: Int
  let days: [Row]
  let summary: Summary
  let leftOut: [LeftOut]
  let imported: CountDocument
  let checks: [DoctorDocument.Check]

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
    let countedAsStored: Int
    let ledgerHasLess: Int
  }

  /// The document of a verification of the days from `from` to `to`, nil for no bound. `lastID` is the highest id
  /// of the log that was compared.
  public init(_ verification: Verification, from: Day?, to: Day?, lastID: Int) {
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
      countedAsStored: verification.days(.countedAsStored).count,
      ledgerHasLess: verification.days(.ledgerHasLess).count)
    leftOut = verification.leftOut.map { LeftOut(reason: $0.reason, rows: $0.rows) }
    imported = CountDocument(verification.imported.values.reduce(.zero, +))
    checks = verification.checks.map(DoctorDocument.Check.init)
    self.from = from?.description
    self.to = to?.description
  }
}
