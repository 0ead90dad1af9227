import Ledger
import Reports

/// What the ledger holds of a user: the body of `tokenledger.user-export/2` in JSON.
public struct UserExportDocument: Encodable {
  let userID: Int
  let erased: Bool
  @OrNull var foldedBefore: String?
  let days: [Row]
  let totals: CountDocument
  /// Sentences that explain the figures.
  let notes: [String]

  struct Row: Encodable {
    let day: String
    @OrNull var platform: String?
    @OrNull var model: String?
    @OrNull var assistant: String?
    @OrNull var page: String?
    let totalTokens: Int
    let promptTokens: Int
    let completionTokens: Int
    let requests: Int

    init(_ usage: DailyUsage) {
      let attribution = usage.key.attribution
      day = usage.key.day.description
      totalTokens = usage.count.total
      promptTokens = usage.count.prompt
      completionTokens = usage.count.completion
      requests = usage.count.requests
      platform = attribution.model?.platform
      model = attribution.model?.name
      assistant = attribution.assistant?.text
      page = attribution.page?.text
    }
  }

  private let facts: [DailyUsage]
  private let total: TokenCount

  /// The document of a user's `facts`, in the order to show them; `foldedBefore` is the day before which the
  /// ledger keeps no figures by user, nil when there is none.
  public init(
    _ facts: [DailyUsage], of user: UserID, isErased: Bool, foldedBefore: Day?
  ) {
    self.facts = facts
    userID = user.number
    erased = isErased
    days = facts.map(Row.init)
    total = facts.reduce(.zero) { $0 + $1.count }
    totals = CountDocument(total)
    notes = facts.contains { $0.count.lacksTotals } ? [TokenCount.missingTotals] : []
    self.foldedBefore = foldedBefore?.description
  }

  private enum CodingKeys: String, CodingKey {
    case userID, erased, foldedBefore, days, totals, notes
  }

  /// The facts, one a row; what is not known or not there is empty.
  public var sheet: Sheet {
    func text(_ text: String?) -> Sheet.Cell { text.map { .text($0) } ?? .empty }
    return Sheet(
      columns: ["Date", "Platform", "Model", "Assistant", "Page"].map { Sheet.Column($0) }
        + Sheet.countColumns,
      rows: zip(facts, days).map { fact, row in
        [.day(fact.key.day), text(row.platform), text(row.model), text(row.assistant), text(row.page)]
          + Sheet.cells(fact.count)
      },
      totals: facts.isEmpty ? nil : [.text("Total"), .empty, .empty, .empty, .empty] + Sheet.cells(total),
      footnotes: lines)
  }

  private var lines: [String] {
    let nothing = erased ? "User \(userID) was erased." : "The ledger holds nothing of user \(userID)."
    let folded = foldedBefore.map { "Days before \($0) are kept for all users together." }
    return (erased || facts.isEmpty ? [nothing] : []) + [folded].compactMap(\.self) + notes
  }
}
