import Ledger
import MariaDB
import Text

/// Whose usage is asked for, and with what it was used: of each dimension the ids or the names, any of which will do.
public struct UsageFilter: Sendable, Equatable {
  /// Ids as in documents, or names that exactly one has now, or several of them with commas between; of users ids alone.
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
    for (member, number) in found {
      if !members[dimension, default: []].contains(member) { members[dimension, default: []].append(member) }
      numbers[dimension, default: []].append(number)
    }
  }

  fileprivate mutating func add(_ user: User) {
    if !members[.user, default: []].contains(.user(user)) { members[.user, default: []].append(.user(user)) }
  }
}

extension LedgerReader {
  /// Finds the members that a filter names.
  ///
  /// - Throws: `Failure` (64) for what nobody in the ledger is called, and for names that several have; `MariaDBError`.
  func found(
    _ filter: UsageFilter, _ usageByModel: [ModelUsage]?, _ models: ModelDictionary?, _ tables: Tables
  ) throws -> FoundFilter {
    var found = FoundFilter()
    for (dimension, texts) in filter.texts.sorted(by: { $0.key.key < $1.key.key }) {
      if dimension == .user {
        for text in texts.flatMap(\.parts) {
          found.add(try user(text, in: "the ledger") { try hasUsage(of: $0, tables) })
        }
        continue
      }
      let candidates =
        try dimension == .model
        ? Candidates(ofModelsIn: usageByModel, models, self, tables) : Candidates(of: dimension, self, tables)
      found.add(try candidates.members(calledAnyOf: texts, in: "the ledger"), of: dimension)
    }
    return found
  }

  /// Finds the members of a dimension that a filter names among those that the log has usage of.
  ///
  /// - Throws: As ``found(_:_:_:)``.
  func found(_ filter: UsageFilter, of dimension: Dimension, among members: Set<Member>) throws -> [Member] {
    let texts = filter.texts[dimension] ?? []
    let place = "these days of the log"
    guard dimension == .user else {
      let candidates = try Candidates(dimension, members, self)
      return try candidates.members(calledAnyOf: texts, in: place).map(\.member)
    }
    return try texts.flatMap(\.parts).map { text in
      .user(try user(text, in: place) { members.contains(.user($0)) })
    }
  }

  private func user(_ text: String, in place: String, _ hasUsage: (User) throws -> Bool) throws -> User {
    let groups: [User] = [.guest, .erased, .everyone]
    if let group = groups.first(where: { $0.id == text }) { return group }
    guard let id = UserID(text) else {
      throw Failure(
        .usage, "'\(printable(text))' is no user's id",
        advice: "Give the number of a WordPress user, 0 for guests, or 'erased'.")
    }
    let user = User.person(id)
    guard try hasUsage(user) else {
      throw Failure(
        .usage, "no usage in \(place) is of the user \(id)",
        advice: "'tokenledger report --by user --all --format csv' shows the ids.")
    }
    return user
  }

  private func hasUsage(of user: User, _ tables: Tables) throws -> Bool {
    let query: Query = """
      SELECT 1 FROM \(query: tables.readFacts) f WHERE \(query: StoredUser(user).condition) LIMIT 1
      """
    return try session.connection.firstRow(query, as: Int.self) != nil
  }
}

extension SiteSession {
  /// The id of an assistant or a page that somebody means: an id of the ledger's, else that of the one with this name, else
  /// the text itself, of which there is no usage yet.
  ///
  /// - Throws: `Failure` (64) for a name that several have, and for one that is no id; `MariaDBError`.
  public func id(of text: String, in dimension: Dimension) throws -> Name {
    let version = try Migrations(session: self).version()
    if version > 0 {
      let tables = tables.at(version)
      let found = try connection.snapshot {
        try Candidates(of: dimension, LedgerReader(self), tables).named(text)
      }
      if case .name(let name)? = found?.first?.member { return name }
    }
    let isAssistant = dimension == .assistant
    guard let name = isAssistant ? Name(assistantID: text) : Name(text), text.unicodeScalars.count <= 255
    else {
      throw Failure(
        .usage, "'\(printable(text))' is no id of \(isAssistant ? "an assistant" : "a page")",
        advice: "Give an id of 1 to 255 characters, as the chatbot logs it.")
    }
    return name
  }
}

extension String {
  /// What commas separate.
  fileprivate var parts: [String] { split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
}

/// Those that a filter can name, with their numbers in the facts.
private struct Candidates {
  private let dimension: Dimension
  private let all: [(member: Member, number: Int64)]
  private let names: [Member: String]

  /// The models that some usage has: others, for which a price was said or which was declared, are not meant by a name. Nil
  /// stands for the usage of an earlier release's ledger.
  init(
    ofModelsIn usage: [ModelUsage]?, _ models: ModelDictionary?, _ reader: LedgerReader, _ tables: Tables
  ) throws {
    dimension = .model
    let connection = reader.session.connection
    let models = try models ?? ModelDictionary(connection, tables)
    let used: Set<Model>
    if let usage {
      used = Set(usage.lazy.compactMap(\.model))
    } else {
      let query: Query = "SELECT DISTINCT model_id FROM \(query: tables.readFacts) AS f"
      used = Set(try connection.rows(query, as: Int64.self).compactMap { models[$0] })
    }
    all =
      [(.none, 0)] + models.all.filter { used.contains($0.model) }.map { (.model($0.model), $0.number) }
    names = Dictionary(all.map { ($0.member, $0.member.id) }) { first, _ in first }
  }

  /// The assistants or the pages.
  init(of dimension: Dimension, _ reader: LedgerReader, _ tables: Tables) throws {
    self.dimension = dimension
    let connection = reader.session.connection
    let kind: NameDictionary.Kind = dimension == .page ? .page : .assistant
    let query: Query = "SELECT id, name FROM \(identifier: tables.names) WHERE kind = \(kind.rawValue)"
    let rows = try connection.rows(query, as: (Int64, [UInt8]).self)
    all =
      [(.none, 0)]
      + rows.compactMap { row in
        Name(String(decoding: row.1, as: UTF8.self)).map { (.name($0), row.0) }
      }
    names = try reader.currentNames(of: [dimension: all.map(\.member)])[dimension] ?? [:]
  }

  /// Those that the log has usage of; the log has no numbers for them.
  init(_ dimension: Dimension, _ members: Set<Member>, _ reader: LedgerReader) throws {
    self.dimension = dimension
    all = members.map { ($0, 0) }
    names = try reader.currentNames(of: [dimension: Array(members)])[dimension] ?? [:]
  }

  /// Those that texts name, which are ids, names, or several of them with commas between.
  ///
  /// - Throws: `Failure` (64) for what nobody in `place` is called, and as ``named(_:)``.
  func members(calledAnyOf texts: [String], in place: String) throws -> [(member: Member, number: Int64)] {
    try texts.flatMap { text in
      // A name may have a comma.
      if let whole = try named(text) { return whole }
      return try text.parts.flatMap { part in
        guard !part.isEmpty, let named = try named(part) else {
          throw Failure(
            .usage, "no \(dimension.name) in \(place) has the id or the name '\(printable(part))'",
            advice:
              "'tokenledger report --by \(dimension.name) --all --format csv' shows the ids and names.")
        }
        return named
      }
    }
  }

  /// The one with an id, else with a name; nil where there is none.
  ///
  /// - Throws: `Failure` (64) where several have the name.
  func named(_ text: String) throws -> [(member: Member, number: Int64)]? {
    // Byte by byte, as the ledger tells names apart.
    func isMeant(_ other: String?) -> Bool { other.map { $0.utf8.elementsEqual(text.utf8) } ?? false }
    let exact = all.filter { isMeant($0.member.filterID) }
    if !exact.isEmpty { return exact }
    let named = all.filter { isMeant(names[$0.member]) }
    let ids = Set(named.map(\.member.filterID))
    if ids.count > 1 {
      throw Failure(
        .usage,
        "several \(dimension.plural.lowercased()) are called '\(printable(text))': "
          + ids.sorted().map { printable($0) }.joined(separator: ", "),
        advice: "Give an id in place of the name.")
    }
    return named.isEmpty ? nil : named
  }
}

extension Member {
  /// The id by which a filter names it, which is that of documents.
  fileprivate var filterID: String {
    if case .model(let model) = self { "\(model.platform)/\(model.name)" } else { id }
  }
}
