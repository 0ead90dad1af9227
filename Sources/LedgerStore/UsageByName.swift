import Ledger
import MariaDB

/// What one assistant, page or user used, with the name people know it by.
public struct UsageByName: Sendable, Equatable {
  /// As it was logged; empty for none: a guest, no page, no assistant. The users who are kept apart no longer are
  /// `erased` and `everyone`, which no number is.
  public let id: String
  /// The name that WordPress or the chatbot has for it; nil when there is none any more. Hostile text.
  public let name: String?
  /// What was used.
  public let count: TokenCount

  /// Everyone who used tokens in some days.
  public struct Lists: Sendable, Equatable {
    /// By assistant.
    public let assistants: [UsageByName]
    /// By page.
    public let pages: [UsageByName]
    /// By user.
    public let users: [UsageByName]
  }
}

extension LedgerReader {
  /// Who used tokens in `span`.
  func usageByName(_ span: ClosedRange<Day>) throws -> UsageByName.Lists {
    let usage = try usage(in: span)
    let names = try names(of: usage)
    func named(_ dimension: Dimension) -> [UsageByName] {
      (usage[dimension] ?? []).map { entry in
        UsageByName(id: entry.id, name: Name(entry.id).flatMap { names[dimension]?[$0] }, count: entry.count)
      }
    }
    let groups = [User.erased.id: "Erased users", User.everyone.id: "All users"]
    return UsageByName.Lists(
      assistants: named(.assistant), pages: named(.page),
      users: named(.user).map { UsageByName(id: $0.id, name: groups[$0.id] ?? $0.name, count: $0.count) })
  }

  private enum Dimension: Int, CaseIterable {
    case assistant, page, user

    /// What people know `ids` by: the dimension, the id and its name; nil when none of them can have a name.
    func names(of ids: [String], _ tables: Tables) -> Query? {
      let numbers = ids.compactMap { Int($0) }
      if self == .assistant ? ids.isEmpty : numbers.isEmpty { return nil }
      // The tables may each be of another character set, and what is united must be of one.
      func text(_ expression: String) -> Query {
        Query(
          unchecked: tables.textIsBytes ? tables.text(expression) : "CONVERT(\(expression) USING utf8mb4)")
      }
      return switch self {
      case .assistant:
        """
        SELECT \(rawValue), \(query: text("assistant_id")), \(query: text("common_name"))
        FROM \(identifier: tables.assistants) WHERE \(query: Self.isAssistant(ids, tables))
        """
      case .page:
        """
        SELECT \(rawValue), \(query: text("ID")), \(query: text("post_title"))
        FROM \(identifier: tables.posts) WHERE ID IN (\(list: numbers))
        """
      case .user:
        tables.users.map { users -> Query in
          """
          SELECT \(rawValue), \(query: text("ID")),
            \(query: text("COALESCE(NULLIF(display_name, ''), user_login)"))
          FROM \(query: users) WHERE ID IN (\(list: numbers))
          """
        }
      }
    }

    /// When the texts are read as bytes, they are also compared as bytes.
    private static func isAssistant(_ ids: [String], _ tables: Tables) -> Query {
      tables.textIsBytes
        ? "\(query: Query(unchecked: tables.text("assistant_id"))) IN (\(list: ids.map { Array($0.utf8) }))"
        : "assistant_id IN (\(list: ids))"
    }
  }

  /// The usage by each dimension. Every summary waits for the answer: the server adds up once what has the same
  /// assistant, page and user, and to add that up by each of them alone takes it longer than it takes us.
  private func usage(in span: ClosedRange<Day>) throws -> [Dimension: [UsageByName]] {
    let query: Query = """
      SELECT u.assistant_id, assistant.name, u.page_id, page.name, u.user_id, u.prompt, u.completion, u.total, u.requests
      FROM (
        SELECT assistant_id, page_id, user_id, CAST(SUM(prompt_tokens) AS SIGNED) AS prompt,
          CAST(SUM(completion_tokens) AS SIGNED) AS completion, CAST(SUM(total_tokens) AS SIGNED) AS total,
          CAST(SUM(requests) AS SIGNED) AS requests
        FROM \(identifier: session.tables.facts)
        WHERE day >= \(span.lowerBound) AND day <= \(span.upperBound)
        GROUP BY assistant_id, page_id, user_id
      ) AS u
      LEFT JOIN \(identifier: session.tables.names) assistant ON assistant.id = u.assistant_id
      LEFT JOIN \(identifier: session.tables.names) page ON page.id = u.page_id
      """
    var usage: [Dimension: [UInt64: (id: String, count: TokenCount)]] = [:]
    // As they come: a site of many users has as many rows as combinations, most of them of names known already.
    try session.connection.forEachRow(query) { row in
      let count = try TokenCount(
        prompt: row[5].decode(), completion: row[6].decode(), total: row[7].decode(),
        requests: row[8].decode())
      func add(to dimension: Dimension, _ number: UInt64, id: () throws -> String) rethrows {
        if usage[dimension]?[number] == nil { usage[dimension, default: [:]][number] = (try id(), .zero) }
        usage[dimension]?[number]?.count += count
      }
      func text(_ cell: Cell) throws -> String {
        try cell.withBytes { $0.map { String(decoding: $0, as: UTF8.self) } ?? "" }
      }
      try add(to: .assistant, row[0].decode()) { try text(row[1]) }
      try add(to: .page, row[2].decode()) { try text(row[3]) }
      try add(to: .user, row[4].decode()) {
        let user = User(stored: try row[4].decode())
        return user == .guest ? "" : user.id
      }
    }
    return usage.mapValues { entries in
      entries.values.map { UsageByName(id: $0.id, name: nil, count: $0.count) }
    }
  }

  /// The names of the largest of each list, as many as anyone looks at, in one statement. Without a table, or the right
  /// to read it, the logged ids have to do for what it would have named.
  private func names(of usage: [Dimension: [UsageByName]]) throws -> [Dimension: [Name: String]] {
    let queries = Dimension.allCases.compactMap { dimension in
      let named = (usage[dimension] ?? []).filter { !$0.id.isEmpty }
      let largest = named.sorted { $0.count.total > $1.count.total }.prefix(200)
      return dimension.names(of: largest.map(\.id), session.tables)
    }
    if let names = try names(asking: queries) { return names }
    return try queries.reduce(into: [:]) { names, query in
      names.merge(try self.names(asking: [query]) ?? [:]) { $1 }
    }
  }

  /// - Returns: Nil when a table is not there, or may not be read.
  private func names(asking queries: [Query]) throws -> [Dimension: [Name: String]]? {
    var names: [Dimension: [Name: String]] = [:]
    if queries.isEmpty { return names }
    do {
      let rows = try session.connection.rows(union(queries), as: (Int, RepairedText?, RepairedText?).self)
      for row in rows {
        guard let dimension = Dimension(rawValue: row.0), let id = Name(row.1?.text) else { continue }
        names[dimension, default: [:]][id] = row.2?.text
      }
    } catch let error as MariaDBError where error.isUnknownTable || error.isAccessDenied {
      return nil
    }
    return names
  }

  private func union(_ queries: [Query]) -> Query {
    queries.dropFirst().reduce(into: queries.first ?? "") { all, query in
      all.append(" UNION ALL ")
      all.append(query)
    }
  }
}
