import Ledger
import MariaDB

extension TestSite {
  /// Writes rows for every kind of work a sync does: two chunks to read on, gaps that are filled, an untyped row
  /// that is given its type. Gives the rows that count now.
  package func writeAllKinds(round: Int) throws -> [LogRow] {
    let now = try clock()
    let first = 100_000 * (round + 1)
    var rows =
      LogRow.answer(number: 3 * round, at: now, firstID: first)
      + LogRow.answer(number: 3 * round + 1, at: now, firstID: first + 50_000)
    let untyped = LogRow(id: first + 50_005, time: now.description, type: "", text: "7", page: "\(round)")
    // After a short gap, beside the long ones.
    let other = LogRow(id: first + 50_020, time: now.description, type: "Visitor", text: "7")
    try write(rows + [untyped, other])
    if round > 0 {
      let late =
        LogRow.answer(number: 3 * round + 2, at: now, firstID: first - 100_000 + 1_000)
        + LogRow.answer(number: 3 * round + 2, at: now, firstID: first - 100_000 + 50_010)
      try write(late)
      let typed = first - 100_000 + 50_005
      try wordPress().execute(
        "UPDATE \(identifier: log) SET user_type = 'Prompt Tokens' WHERE id = \(typed)")
      rows += late + [LogRow(time: now.description, type: "Prompt Tokens", text: "7")]
    }
    return rows
  }
}
