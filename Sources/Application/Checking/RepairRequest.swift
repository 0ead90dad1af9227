import Ledger
import LedgerStore
import Output

/// Correct the ledger's totals when they contradict its days.
package struct RepairRequest: Request {
  private let isTrial: Bool

  /// A trial writes nothing.
  package init(isTrial: Bool) {
    self.isTrial = isTrial
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let repair = try Repair(site.session, facts: site.session.facts())
    let isWritten = repair.isNeeded && !isTrial
    if isWritten { try repair.write() }
    let standing = try LedgerContext(site.session, site.session.facts(), site.listener)
    let note =
      isWritten
      ? "The state holds the new figures."
      : repair.isNeeded ? "Nothing was written." : "The state is what the days add up to: nothing to repair."
    return Answer(
      "repair/1", standing.head,
      [
        "dry_run": .flag(isTrial), "needed": .flag(repair.isNeeded), "written": .flag(isWritten),
        "before": State(repair.stateTotal, repair.stateLastID).json,
        "after": State(repair.daysTotal, repair.lastID).json,
      ], screen: [repair.sheet(note: note)], records: repair.sheet(note: nil))
  }

  /// What the ledger's state says, or should say.
  fileprivate struct State {
    let total: TokenCount
    let lastID: Int

    init(_ total: TokenCount, _ lastID: Int) {
      self.total = total
      self.lastID = lastID
    }

    var json: JSONValue { .object(["last_id": .integer(lastID), "total": .count(total)]) }
  }
}

extension Repair {
  /// The state as it was and as it is to be; `note` says what became of it.
  fileprivate func sheet(note: String?) -> Sheet {
    Sheet(
      columns: [
        Sheet.Column("State"), Sheet.Column("Was", alignment: .right), Sheet.Column("Is", alignment: .right),
      ],
      rows: Measure.all.map { measure in
        [
          .text(measure.phrase), .optional(measure.number(stateTotal)), .optional(measure.number(daysTotal)),
        ]
      } + [[.text("Highest id examined"), .integer(stateLastID), .integer(lastID)]],
      footnotes: note.map { [$0] } ?? [])
  }
}
