import Ledger
import MariaDB
import Testing

extension TestSite {
  /// Writes rows for every kind of work a sync does: two chunks to read on, a long gap and a short one that are filled, an
  /// untyped row that is given its type, a row that is rejected. Gives the rows that count now.
  package func writeAllKinds(round: Int) throws -> [LogRow] {
    let now = try clock()
    return try writeAllKinds(round: round) { number, firstID in
      LogRow.answer(number: 3 * round + number, at: now, firstID: firstID)
    }
  }

  /// The same with a test's own answers, each of which is asked for by its number in the round and its first id.
  package func writeAllKinds(
    round: Int, answer: (_ number: Int, _ firstID: Int) -> [LogRow]
  ) throws -> [LogRow] {
    let now = try clock().description
    let first = 100_000 * (round + 1)
    let connection = try wordPress()
    var rows = answer(0, first) + answer(1, first + 50_000)
    let untyped = LogRow(id: first + 50_005, time: now, type: "", text: "7", page: "u\(round)")
    // After a short gap, beside the long ones.
    let rejected = LogRow(id: first + 50_020, time: now, type: "Total Tokens", text: "Array")
    try write(rows + [untyped, rejected], on: connection)
    guard round > 0 else { return rows }
    let before = first - 100_000
    let late = answer(2, before + 1_000) + answer(2, before + 50_010)
    try write(late, on: connection)
    let typed: Query = "\(identifier: log) WHERE id = \(before + 50_005)"
    try connection.execute(
      "UPDATE \(identifier: log) SET user_type = 'Prompt Tokens' WHERE id = \(before + 50_005)")
    // It was written in another round, perhaps in another hour.
    let time = try #require(
      try connection.firstRow("SELECT CAST(interaction_time AS CHAR) FROM \(query: typed)", as: String.self))
    rows += late
    rows.append(LogRow(time: time, type: "Prompt Tokens", text: "7", page: "u\(round - 1)"))
    return rows
  }
}
