import Ledger
import Reports

extension Answer {
  /// What the ledger holds of a user.
  ///
  /// - Parameters:
  ///   - usage: The user's usage by day, model, assistant and page, in the order to show it.
  ///   - user: The user.
  ///   - lastName: The name that the ledger keeps of the user; nil when it keeps none.
  ///   - isErased: Whether the user's figures were erased.
  ///   - foldedBefore: The day before which the ledger keeps no figures by user; nil when there is none.
  ///   - head: The document's head.
  public init(
    _ usage: [Usage], of user: UserID, lastName: String?, isErased: Bool, foldedBefore: Day?,
    _ head: @autoclosure @escaping () throws -> DocumentHead?
  ) {
    let total = usage.reduce(Figures.zero) { $0 + $1.figures }
    let notes = usage.contains { $0.count.lacksTotals } ? [TokenCount.missingTotals] : []
    let nothing =
      isErased ? "User \(user.number) was erased." : "The ledger holds nothing of user \(user.number)."
    let folded = foldedBefore.map { "Days before \($0) are kept for all users together." }
    let sheet = Sheet(
      columns: [
        Sheet.Column("Date", key: "day"), Sheet.Column("Platform", key: "platform"),
        Sheet.Column("Model", key: "model"), Sheet.Column("Assistant", key: "assistant"),
        Sheet.Column("Page", key: "page"),
      ] + Sheet.columns(Measure.shown, isCostShown: total.cost?.hasPrices ?? false) + Sheet.costColumns,
      rows: usage.map { usage in
        usage.members.enumerated().flatMap { $1.cells(isModel: $0 == 1) }
          + Sheet.cells(usage.figures, Measure.shown) + Sheet.costCells(usage.figures.cost)
      },
      totals: usage.isEmpty
        ? nil : [.text("Total"), .empty, .empty, .empty, .empty] + Sheet.cells(total, Measure.shown),
      footnotes: (isErased || usage.isEmpty ? [nothing] : []) + [folded].compactMap(\.self)
        + (total.cost?.notes ?? []) + notes)
    self.init(
      "user-export/2", try head(),
      [
        "user_id": .integer(user.number), "erased": .flag(isErased), "folded_before": .day(foldedBefore),
        "last_name": .text(lastName),
        "columns": .list(
          sheet.columns.filter { $0.key != nil }.map {
            .object(["key": .text($0.key), "title": .text($0.title)])
          }),
        "days": .list(sheet.objects.map { .object($0) }), "totals": .object(total.members),
        "notes": .texts(notes),
      ], screen: [sheet], records: sheet)
  }
}

extension Member {
  /// Its cells: a platform and a model, else one. What is not known or not there is empty.
  fileprivate func cells(isModel: Bool) -> [Sheet.Cell] {
    switch self {
    case .none: isModel ? [.empty, .empty] : [.empty]
    case .model(let model): [.text(model.platform), .text(model.name)]
    case .day(let day): [.day(day)]
    case .name, .user, .weekday, .hour, .source: [.text(id)]
    }
  }
}
