import Ledger
import MariaDB

/// The members of dimensions that a sync met and that WordPress or the chatbot may have a name for.
struct MetMembers {
  /// How many are kept of a dimension, for all have to fit into memory. The names of others are noted by a later sync
  /// that meets them.
  private static let most = 10_000

  private(set) var members: [Dimension: Set<Member>] = [:]

  /// Notes the members of some attributions.
  mutating func insert(_ attributions: Set<Attribution>) {
    for attribution in attributions {
      insert(attribution.assistant.map { .name($0) }, of: .assistant)
      insert(attribution.page.map { .name($0) }, of: .page)
      if case .person = attribution.user { insert(.user(attribution.user), of: .user) }
    }
  }

  private mutating func insert(_ member: Member?, of dimension: Dimension) {
    guard let member, members[dimension]?.count ?? 0 < Self.most else { return }
    members[dimension, default: []].insert(member)
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
  struct Row: Sendable {
    let kind: Int
    let memberID: Int
    let name: [UInt8]
  }

  /// The number of a dimension in the table; nil for one whose members have no names.
  static func kind(of dimension: Dimension) -> Int? {
    switch dimension {
    case .assistant: 1
    case .page: 2
    case .user: 3
    default: nil
    }
  }

  /// The current names of what a sync met, but for those that are noted already.
  func unnoted(of met: MetMembers, _ reader: LedgerReader) throws -> [Row] {
    var rows: [Row] = []
    for (dimension, members) in met.members {
      guard let kind = Self.kind(of: dimension) else { continue }
      for batch in Array(members).chunked(by: Self.batch) {
        let current = try reader.currentNames(of: [dimension: Array(batch)])[dimension] ?? [:]
        if current.isEmpty { continue }
        let numbers = try numbers(of: Array(current.keys), kind)
        let noted = try noted(kind, numbers.values.sorted())
        for (member, name) in current {
          guard let id = numbers[member], !name.isEmpty else { continue }
          let bytes = Array(name.cut(to: Self.length).utf8)
          if noted[id] != bytes { rows.append(Row(kind: kind, memberID: id, name: bytes)) }
        }
      }
    }
    return rows.sorted { ($0.kind, $0.memberID) < ($1.kind, $1.memberID) }
  }

  /// The numbers under which members are noted; an assistant or a page of which there is no usage has none.
  private func numbers(of members: [Member], _ kind: Int) throws -> [Member: Int] {
    var numbers: [Member: Int] = [:]
    var names: [[UInt8]] = []
    for member in members {
      switch member {
      case .user(.person(let id)): numbers[member] = id.number
      case .name(let name): names.append(Array(name.text.utf8))
      case .none, .model, .user, .day: continue
      }
    }
    if names.isEmpty { return numbers }
    let query: Query = """
      SELECT id, name FROM \(identifier: tables.names) WHERE kind = \(kind) AND name IN (\(list: names))
      """
    for (id, bytes) in try connection.rows(query, as: (Int, [UInt8]).self) {
      if let name = Name(String(decoding: bytes, as: UTF8.self)) { numbers[.name(name)] = id }
    }
    return numbers
  }

  private func noted(_ kind: Int, _ ids: [Int]) throws -> [Int: [UInt8]] {
    if ids.isEmpty { return [:] }
    let query: Query = """
      SELECT member_id, name FROM \(identifier: tables.lastNames) WHERE kind = \(kind) AND member_id IN (\(list: ids))
      """
    return Dictionary(try connection.rows(query, as: (Int, [UInt8]).self)) { $1 }
  }

  // MARK: Inside a fenced transaction

  /// Notes names. None is an erased user's: an erasure since the sync met the user has raised the fence, which ends the
  /// transaction.
  func note(_ rows: [Row], at now: UTCTime) throws {
    try connection.insert(
      rows.map { [$0.kind, $0.memberID, $0.name, now] }, into: tables.lastNames,
      columns: "kind, member_id, name, noted_utc",
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
    for (dimension, members) in members where !members.isEmpty {
      guard let kind = Self.kind(of: dimension) else { continue }
      let numbers = try numbers(of: members, kind)
      let noted = try noted(kind, numbers.values.sorted())
      for (member, number) in numbers {
        guard let bytes = noted[number] else { continue }
        names[dimension, default: [:]][member] = String(decoding: bytes, as: UTF8.self)
      }
    }
    return names
  }
}
