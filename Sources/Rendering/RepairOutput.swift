import Ledger

/// What a repair did or would do: the body of `tokenledger.repair/1` in JSON.
public struct RepairDocument: Encodable {
  let dryRun: Bool
  let needed: Bool
  let written: Bool
  let before: State
  let after: State

  struct State: Encodable {
    let lastID: Int
    let total: CountDocument
  }

  /// The document of a repair that found the state's total and highest id to be `state`, and those of the days to be
  /// `days`; `written` says whether the ledger holds the latter now.
  public init(
    state: (total: TokenCount, lastID: Int), days: (total: TokenCount, lastID: Int), needed: Bool,
    dryRun: Bool,
    written: Bool
  ) {
    self.dryRun = dryRun
    self.needed = needed
    self.written = written
    before = State(lastID: state.lastID, total: CountDocument(state.total))
    after = State(lastID: days.lastID, total: CountDocument(days.total))
  }

  /// The state as it was and as it is to be; `note` says what became of it.
  public func sheet(note: String?) -> Sheet {
    func row(_ title: String, _ value: (State) -> Int) -> [Sheet.Cell] {
      [.text(title), .integer(value(before)), .integer(value(after))]
    }
    return Sheet(
      columns: [
        Sheet.Column("State"), Sheet.Column("Was", alignment: .right), Sheet.Column("Is", alignment: .right),
      ],
      rows: [
        row("Tokens", \.total.totalTokens), row("Prompt tokens", \.total.promptTokens),
        row("Completion tokens", \.total.completionTokens), row("Requests", \.total.requests),
        row("Highest id examined", \.lastID),
      ], footnotes: note.map { [$0] } ?? [])
  }
}
