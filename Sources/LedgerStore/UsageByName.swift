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
    return UsageByName.Lists(
      assistants: try named(assistants: usage[.assistant] ?? []), pages: try named(pages: usage[.page] ?? []),
      users: try named(users: usage[.user] ?? []))
  }

  private func named(assistants: [UsageByName]) throws -> [UsageByName] {
    try name(assistants) { ids in
      let query: Query = """
        SELECT assistant_id, common_name FROM \(identifier: session.tables.assistants)
        WHERE assistant_id IN (\(list: ids))
        """
      return try session.connection.rows(query, as: (RepairedText?, RepairedText?).self)
    }
  }

  private func named(pages: [UsageByName]) throws -> [UsageByName] {
    try name(pages) { ids in
      let numbers = ids.compactMap { Int($0) }
      if numbers.isEmpty { return [] }
      let query: Query = """
        SELECT CAST(ID AS CHAR), post_title FROM \(identifier: session.tables.posts)
        WHERE ID IN (\(list: numbers))
        """
      return try session.connection.rows(query, as: (RepairedText?, RepairedText?).self)
    }
  }

  private func named(users: [UsageByName]) throws -> [UsageByName] {
    let usage = users.map { usage in
      let user = UInt64(usage.id).map { User(stored: $0) } ?? .guest
      return UsageByName(id: user == .guest ? "" : user.id, name: nil, count: usage.count)
    }
    return try name(usage) { ids in
      let numbers = ids.compactMap { Int($0) }
      if numbers.isEmpty { return [] }
      let query: Query = """
        SELECT CAST(ID AS CHAR), COALESCE(NULLIF(display_name, ''), user_login)
        FROM \(identifier: session.tables.users) WHERE ID IN (\(list: numbers))
        """
      return try session.connection.rows(query, as: (RepairedText?, RepairedText?).self)
    }.map { usage in
      let groups = [User.erased.id: "Erased users", User.everyone.id: "All users"]
      return UsageByName(id: usage.id, name: groups[usage.id] ?? usage.name, count: usage.count)
    }
  }

  private enum Dimension: Int, CaseIterable {
    case assistant, page, user

    var column: Query {
      switch self {
      case .assistant: "assistant_id"
      case .page: "page_id"
      case .user: "user_id"
      }
    }

    /// The text that `number`, a value of the column, stands for; NULL for none.
    func name(of number: Query, _ tables: Tables) -> Query {
      switch self {
      case .assistant, .page:
        "(SELECT n.name FROM \(identifier: tables.names) n WHERE n.id = \(query: number))"
      case .user: "CAST(NULLIF(\(query: number), 0) AS CHAR)"
      }
    }
  }

  /// The usage by each dimension, in one statement: every summary waits for the answer.
  private func usage(in span: ClosedRange<Day>) throws -> [Dimension: [UsageByName]] {
    var query: Query = ""
    for dimension in Dimension.allCases {
      let name = dimension.name(of: "u.dimension", session.tables)
      query.append(
        """
        \(query: query.sql.isEmpty ? "" : " UNION ALL ")SELECT \(dimension.rawValue), CAST(\(query: name) AS BINARY),
          u.prompt, u.completion, u.total, u.requests
        FROM (
          SELECT \(query: dimension.column) AS dimension, CAST(SUM(prompt_tokens) AS SIGNED) AS prompt,
            CAST(SUM(completion_tokens) AS SIGNED) AS completion, CAST(SUM(total_tokens) AS SIGNED) AS total,
            CAST(SUM(requests) AS SIGNED) AS requests
          FROM \(identifier: session.tables.facts)
          WHERE day >= \(span.lowerBound.dateTime) AND day <= \(span.upperBound.dateTime)
          GROUP BY \(query: dimension.column)
        ) AS u
        """)
    }
    var usage: [Dimension: [UsageByName]] = [:]
    for row in try session.connection.rows(query, as: (Int, [UInt8]?, Int, Int, Int, Int).self) {
      guard let dimension = Dimension(rawValue: row.0) else {
        throw StoreError(
          .badData, "the database answered with usage by something that it was not asked for (\(row.0))",
          advice: "Run it again. If this stays, look at what lies between TokenLedger and the database.")
      }
      usage[dimension, default: []].append(
        UsageByName(
          id: row.1.map { String(decoding: $0, as: UTF8.self) } ?? "", name: nil,
          count: TokenCount(prompt: row.2, completion: row.3, total: row.4, requests: row.5)))
    }
    return usage
  }

  /// Names the largest of `usage`, as many as anyone looks at. Without the table, or the right to read it, the
  /// logged ids have to do.
  private func name(
    _ usage: [UsageByName], with look: ([String]) throws -> [(RepairedText?, RepairedText?)]
  ) throws -> [UsageByName] {
    let largest = usage.filter { !$0.id.isEmpty }.sorted { $0.count.total > $1.count.total }.prefix(200)
    if largest.isEmpty { return usage }
    let found: [(RepairedText?, RepairedText?)]
    do {
      found = try look(largest.map(\.id))
    } catch let error as MariaDBError where error.isUnknownTable || error.isAccessDenied {
      return usage
    }
    let names = Dictionary(
      found.compactMap { id, name in Name(id?.text).map { ($0, name?.text) } },
      uniquingKeysWith: { first, _ in first })
    return usage.map { entry in
      UsageByName(id: entry.id, name: Name(entry.id).flatMap { names[$0] } ?? nil, count: entry.count)
    }
  }
}
