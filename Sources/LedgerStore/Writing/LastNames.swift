import Ledger
import MariaDB

/// The members of dimensions that a sync met and that WordPress or the chatbot may have a name for.
struct MetMembers {
  /// How many are kept of a dimension, for all have to fit into memory. The names of others are noted by a later sync
  /// that meets them.
  private static let most = 10_000

  private var assistants: Set<Name> = []
  private var pages: Set<Name> = []
  private var users: Set<UserID> = []

  /// Notes the members of some attributions.
  mutating func insert(_ attributions: Set<Attribution>) {
    for attribution in attributions {
      if let assistant = attribution.assistant, assistants.count < Self.most { assistants.insert(assistant) }
      if let page = attribution.page, pages.count < Self.most { pages.insert(page) }
      if case .person(let id) = attribution.user, users.count < Self.most { users.insert(id) }
    }
  }

  /// Whether a member is one of them.
  fileprivate func contains(_ member: Member) -> Bool {
    switch member {
    case .user(.person(let id)): users.contains(id)
    case .name(let name): assistants.contains(name) || pages.contains(name)
    case .none, .model, .user, .day, .weekday, .hour, .source: false
    }
  }

  /// The members, at most `size` of each dimension at a time.
  fileprivate func batches(of size: Int) -> [[Dimension: [Member]]] {
    let members: [(Dimension, [Member])] = [
      (.assistant, assistants.map { .name($0) }), (.page, pages.map { .name($0) }),
      (.user, users.map { .user(.person($0)) }),
    ]
    var batches: [[Dimension: [Member]]] = []
    for (dimension, members) in members {
      for (number, batch) in members.chunked(by: size).enumerated() {
        if number == batches.count { batches.append([:]) }
        batches[number][dimension] = Array(batch)
      }
    }
    return batches
  }
}

/// What WordPress and the chatbot last called assistants, pages and users, in the ledger: their own tables lose an
/// assistant, a page or a user whose usage stays.
struct LastNames {
  /// How many names are asked for at once.
  private static let batch = 500
  /// How many characters of a name are kept.
  private static let length = 255

  let connection: Connection
  let tables: Tables

  /// A name to note.
  struct Row {
    fileprivate let kind: Int
    fileprivate let member: Member
    fileprivate let name: [UInt8]
    /// The number under which it is noted; nil while the member has none.
    fileprivate var id: Int?
  }

  /// The dimensions whose members have names, with their numbers in the table.
  private static let kinds: [(dimension: Dimension, number: Int)] = [(.assistant, 1), (.page, 2), (.user, 3)]

  private static func kind(of dimension: Dimension) -> Int? {
    kinds.first { $0.dimension == dimension }?.number
  }

  /// The current names of what a sync met, but for those that are noted already; `numbers` are those it has learnt.
  func unnoted(
    of met: MetMembers, _ reader: LedgerReader, _ numbers: inout NameDictionary
  ) throws -> [Row] {
    var rows: [Row] = []
    for batch in met.batches(of: Self.batch) {
      let named = try reader.currentNames(of: batch).flatMap { dimension, names in
        Self.kind(of: dimension).map { kind in
          names.map { Row(kind: kind, member: $0.key, name: Array($0.value.cut(to: Self.length).utf8)) }
        } ?? []
      }
      let places = try self.numbers(of: named, &numbers)
      let noted = try noted(zip(named, places).compactMap { row, id in id.map { (row.kind, $0) } })
      for (row, id) in zip(named, places) where !row.name.isEmpty {
        // One without a number was met for the first time.
        if id.flatMap({ noted[row.kind]?[$0] }) == row.name { continue }
        var row = row
        row.id = id
        rows.append(row)
      }
    }
    return rows
  }

  /// The number under which a name is noted; nil where the member has none.
  private static func number(of row: Row, _ numbers: NameDictionary) -> Int? {
    switch row.member {
    case .user(.person(let id)): id.number
    case .name(let name): NameDictionary.Kind(rawValue: row.kind).flatMap { numbers.known(name, $0) }
    case .none, .model, .user, .day, .weekday, .hour, .source: nil
    }
  }

  /// The numbers under which members are noted; nil of an assistant or a page of which there is no usage.
  private func numbers(of rows: [Row], _ numbers: inout NameDictionary) throws -> [Int?] {
    // A dictionary may have forgotten some, where there are very many.
    let wanted = NameDictionary.Kind.allCases.map { kind in
      (kind, Set(rows.filter { $0.kind == kind.rawValue }.compactMap(\.member.loggedName)))
    }
    try numbers.find(Dictionary(uniqueKeysWithValues: wanted), using: connection)
    return rows.map { Self.number(of: $0, numbers) }
  }

  /// The names that are noted in some places, by kind and number.
  private func noted(_ places: [(kind: Int, id: Int)]) throws -> [Int: [Int: [UInt8]]] {
    var noted: [Int: [Int: [UInt8]]] = [:]
    let conditions: [Query] = Self.kinds.map(\.number).compactMap { kind in
      let ids = places.filter { $0.kind == kind }.map(\.id).sorted()
      return ids.isEmpty ? nil : "kind = \(kind) AND member_id IN (\(list: ids))"
    }
    if conditions.isEmpty { return noted }
    let query: Query = """
      SELECT kind, member_id, name FROM \(identifier: tables.lastNames) WHERE \(query: conditions.joined(by: " OR "))
      """
    for (kind, id, name) in try connection.rows(query, as: (Int, Int, [UInt8]).self) {
      noted[kind, default: [:]][id] = name
    }
    return noted
  }

  // MARK: Inside a fenced transaction

  /// Notes names under the numbers that the writer's transaction has learnt, of those whom it has met. None is an erased
  /// user's: the transaction looked who is one, and an erasure since has raised the fence, which ends it.
  func note(_ rows: [Row], by writer: LedgerWriter, at now: UTCTime) throws {
    let numbered = rows.filter { writer.met.contains($0.member) }.compactMap { row in
      (row.id ?? Self.number(of: row, writer.names)).map { (kind: row.kind, id: $0, name: row.name) }
    }
    try connection.insert(
      numbered.sorted { ($0.kind, $0.id) < ($1.kind, $1.id) }.map { [$0.kind, $0.id, $0.name, now] },
      into: tables.lastNames, columns: "kind, member_id, name, noted_utc",
      onDuplicate: "name = VALUES(name), noted_utc = VALUES(noted_utc)")
  }

  /// Forgets a user's name.
  func forget(_ user: UserID) throws {
    try connection.execute(
      "DELETE FROM \(identifier: tables.lastNames) WHERE \(query: Self.isOf(user))")
  }

  /// Forgets the names of users who have no usage of their own any more.
  func forgetUsersWithoutFacts() throws {
    try connection.execute(
      """
      DELETE FROM \(identifier: tables.lastNames)
      WHERE kind = 3 AND member_id NOT IN (SELECT user_id FROM \(identifier: tables.facts) WHERE user_kind = 1)
      """)
  }

  /// Whether a user's name is noted.
  func knows(_ user: UserID) throws -> Bool {
    try !names(of: [.user: [.user(.person(user))]]).isEmpty
  }

  /// The condition for a name to be a user's.
  static func isOf(_ user: UserID) -> Query { "kind = 3 AND member_id = \(user.number)" }

  // MARK: Reading

  /// The last names of some members, which are shown where WordPress and the chatbot have none any more.
  func names(of members: [Dimension: [Member]]) throws -> [Dimension: [Member: String]] {
    guard tables.version >= Migrations.lastNames else { return [:] }
    var names: [Dimension: [Member: String]] = [:]
    var numbers = NameDictionary(tables: tables)
    for (dimension, members) in members where !members.isEmpty {
      guard let kind = Self.kind(of: dimension) else { continue }
      let rows = members.map { Row(kind: kind, member: $0, name: []) }
      let ids = try self.numbers(of: rows, &numbers)
      let noted = try noted(ids.compactMap(\.self).map { (kind, $0) })
      for (member, id) in zip(members, ids) {
        guard let bytes = id.flatMap({ noted[kind]?[$0] }) else { continue }
        names[dimension, default: [:]][member] = String(decoding: bytes, as: UTF8.self)
      }
    }
    return names
  }
}

extension Member {
  /// The name of an assistant or a page, as logged; nil for others.
  fileprivate var loggedName: Name? {
    if case .name(let name) = self { name } else { nil }
  }
}
