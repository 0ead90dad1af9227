import LedgerStore
import Reports

extension Rankings {
  /// What the chatbot logs for a page of another site.
  private static let remoteWidget = "999999"
  /// What the chatbot logs for a visitor who is not logged in.
  private static let guest = "0"

  /// The largest `limit` of each side of `usage`, with the best names there are for them; none of a ledger that is
  /// not there yet.
  init(_ usage: UsageByName.Lists?, limit: Int) {
    self.init(
      assistants: usage?.assistants.map { NamedUsage($0, none: "No assistant") } ?? [],
      pages: usage?.pages.map { usage in
        usage.id == Self.remoteWidget && usage.name == nil
          ? NamedUsage(id: usage.id, name: "Remote widget", count: usage.count)
          : NamedUsage(usage, none: "No page")
      } ?? [],
      users: usage?.users.map { NamedUsage($0, none: "Guests", id: Self.guest) } ?? [],
      limit: limit)
  }
}

extension NamedUsage {
  /// The usage with the best name there is for it; what was logged without an id is called `none` and gets `id`.
  fileprivate init(_ usage: UsageByName, none: String, id: String = "") {
    if usage.id.isEmpty {
      self.init(id: id, name: none, count: usage.count)
    } else {
      let name = usage.name.flatMap { $0.isEmpty ? nil : $0 }
      self.init(id: usage.id, name: name ?? usage.id, count: usage.count)
    }
  }
}
