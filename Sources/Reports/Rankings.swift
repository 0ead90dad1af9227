/// Who used most of the tokens of some days, seen from three sides.
public struct Rankings: Equatable, Sendable {
  /// The largest assistants.
  public let assistants: Ranking
  /// The largest pages.
  public let pages: Ranking
  /// The largest users.
  public let users: Ranking

  /// Ranks the usage of each side and keeps the first `limit`; the sides' usage is that of the same days.
  public init(
    assistants: [NamedUsage] = [], pages: [NamedUsage] = [], users: [NamedUsage] = [], limit: Int = 5
  ) {
    self.assistants = Ranking(assistants, limit: limit)
    self.pages = Ranking(pages, limit: limit)
    self.users = Ranking(users, limit: limit)
  }
}
