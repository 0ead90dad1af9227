import Ledger
import MariaDB
import Text

/// Whose usage is asked for, and with what it was used: of each dimension the ids or the names, any of which will do.
public struct UsageFilter: Sendable, Equatable {
  /// Ids as in documents, or names that exactly one has now; nothing of a dimension that does not matter.
  let texts: [Dimension: [String]]

  /// A filter; by default of nothing.
  public init(_ texts: [Dimension: [String]] = [:]) {
    self.texts = texts.filter { !$0.value.isEmpty }
  }
}

/// A filter whose members are found.
struct FoundFilter {
  /// The members of each dimension that it names.
  private(set) var members: [Dimension: [Member]] = [:]
  private var numbers: [Dimension: [Int64]] = [:]

  /// Whether usage by day and model is enough to filter by.
  var isOfModels: Bool { members.keys.allSatisfy { $0 == .model } }

  /// Whether the usage of a model is meant; nil is an unknown model.
  func includes(_ model: Model?) -> Bool {
    members[.model].map { $0.contains(model.map { .model($0) } ?? .none) } ?? true
  }

  /// What a fact has to fulfil; every condition begins with AND.
  var condition: Query {
    var condition: Query = ""
    for (dimension, column) in [
      (Dimension.model, "model_id"), (.assistant, "assistant_id"), (.page, "page_id"),
    ] {
      guard let numbers = numbers[dimension] else { continue }
      condition.append(" AND f.\(identifier: column) IN (\(list: numbers))")
    }
    if let users = members[.user] {
      let conditions = users.compactMap { member in
        if case .user(let user) = member { StoredUser(user).condition } else { nil }
      }
      condition.append(" AND (\(query: conditions.joined(by: " OR ")))")
    }
    return condition
  }

  fileprivate mutating func add(_ found: [(member: Member, number: Int64)], of dimension: Dimension) {
    members[dimension, default: []] += found.map(\.member)
    numbers[dimension, default: []] += found.map(\.number)
  }

  fileprivate mutating func add(_ user: User) { members[.user, default: []].append(.user(user)) }
}

extension LedgerReader {
  /// Finds the members that a filter names.
  ///
  /// - Throws: `Failure` (64) for what nobody in the ledger is called, and for names that several have; `MariaDBError`.
  func found(_ filter: UsageFilter, _ models: ModelDictionary?, _ tables: Tables) throws -> FoundFilter {
    var found = FoundFilter()
    for (dimension, texts) in filter.texts.sorted(by: { $0.key.key < $1.key.key }) {
      if dimension == .user {
        for text in texts { found.add(try user(text)) }
        continue
      }
      let candidates = try candidates(of: dimension, models, tables)
      var names: [Member: String]?
      for text in texts {
        if let exact = candidates.first(where: { $0.member.filterID == text }) {
          found.add([exact], of: dimension)
          continue
        }
        if names == nil {
          names =
            dimension == .model
            ? Dictionary(candidates.map { ($0.member, $0.member.id) }) { first, _ in first }
            : try currentNames(of: [dimension: candidates.map(\.member)])[dimension] ?? [:]
        }
        let named = candidates.filter { names?[$0.member] == text }
        try Self.check(named.map(\.member.filterID), of: dimension, text)
        found.add(named, of: dimension)
      }
    }
    return found
  }

  private static func check(_ ids: [String], of dimension: Dimension, _ text: String) throws {
    switch ids.count {
    case 1: return
    case 0:
      throw Failure(
        .usage, "no \(dimension.name) in the ledger has the id or the name '\(printable(text))'",
        advice: "'tokenledger report --by \(dimension.name) --all --format csv' shows the ids and names.")
    default:
      throw Failure(
        .usage,
        "several \(dimension.plural.lowercased()) are called '\(printable(text))': "
          + ids.sorted().map { printable($0) }.joined(separator: ", "),
        advice: "Give an id in place of the name.")
    }
  }

  private func user(_ text: String) throws -> User {
    let groups: [User] = [.guest, .erased, .everyone]
    if let group = groups.first(where: { $0.id == text }) { return group }
    guard let id = UserID(text) else {
      throw Failure(
        .usage, "'\(printable(text))' is no user's id",
        advice: "Give the number of a WordPress user, 0 for guests, or 'erased'.")
    }
    return .person(id)
  }

  /// Those that a filter can name, with their numbers in the facts.
  private func candidates(
    of dimension: Dimension, _ models: ModelDictionary?, _ tables: Tables
  ) throws -> [(member: Member, number: Int64)] {
    if dimension == .model {
      return [(.none, 0)] + (models?.all ?? []).map { (.model($0.model), $0.number) }
    }
    let kind: NameDictionary.Kind = dimension == .page ? .page : .assistant
    let query: Query = "SELECT id, name FROM \(identifier: tables.names) WHERE kind = \(kind.rawValue)"
    let rows = try session.connection.rows(query, as: (Int64, [UInt8]).self)
    return [(.none, 0)]
      + rows.compactMap { row in
        Name(String(decoding: row.1, as: UTF8.self)).map { (.name($0), row.0) }
      }
  }
}

extension Member {
  /// The id by which a filter names it, which is that of documents.
  fileprivate var filterID: String {
    if case .model(let model) = self { "\(model.platform)/\(model.name)" } else { id }
  }
}
