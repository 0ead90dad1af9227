import Ledger
import MariaDB

/// What was declared of the models, in the ledger.
struct ModelDeclarations {
  let connection: Connection
  let tables: Tables

  /// Reads what was declared.
  func load() throws -> ModelRules {
    let scope: Query =
      tables.version < Migrations.declaringByMember
      ? "0, NULL" : "d.kind, (SELECT name FROM \(identifier: tables.names) n WHERE n.id = d.member_id)"
    let query: Query = """
      SELECT \(query: scope), d.first_day, d.last_day, m.platform, m.model
      FROM \(identifier: tables.declaredModels) d JOIN \(identifier: tables.models) m ON m.id = d.model_id
      """
    var rules = ModelRules()
    for (kind, name, first, last, platform, model) in try connection.rows(
      query, as: (Int, [UInt8]?, Day, Day, [UInt8], [UInt8]).self)
    {
      guard first <= last, let scope = ModelRules.Scope(kind, name) else { continue }
      let model = Model(
        platform: String(decoding: platform, as: UTF8.self), name: String(decoding: model, as: UTF8.self))
      rules[scope].declare(model, on: first...last)
    }
    return rules
  }

  /// Writes what is declared now, at `now`, and labels the usage that it is about; inside a transaction that raised the
  /// fence.
  ///
  /// - Returns: The usage whose label changed.
  func save(_ rules: ModelRules, over old: ModelRules, at now: UTCTime) throws -> MovedUsage {
    var names = NameDictionary(tables: tables)
    try names.learn(rules.models, using: connection)
    let scopes = Set(old.scopes + rules.scopes).sorted()
    for kind in NameDictionary.Kind.allCases {
      let members = [kind: Set(scopes.filter { $0.kind == kind }.compactMap(\.name))]
      try names.find(members, using: connection)
      try names.add(members, using: connection)
    }
    var changes: [Query] = []
    for scope in scopes {
      let (before, after) = (old[scope].spans, rules[scope].spans)
      // A span that stays as it was keeps the time at which it was declared.
      let (gone, new) = (before.filter { !after.contains($0) }, after.filter { !before.contains($0) })
      if gone.isEmpty && new.isEmpty { continue }
      let member = try scope.kind.map { try names.number(of: scope.name, $0) } ?? 0
      for span in gone + new {
        try connection.execute(
          """
          DELETE FROM \(identifier: tables.declaredModels)
          WHERE kind = \(scope.number) AND member_id = \(member)
            AND first_day <= \(span.days.upperBound) AND last_day >= \(span.days.lowerBound)
          """)
      }
      try connection.insert(
        new.map { span in
          [
            scope.number, member, span.days.lowerBound, span.days.upperBound,
            try names.number(of: span.model), now,
          ]
        }, into: tables.declaredModels,
        columns: "kind, member_id, first_day, last_day, model_id, declared_utc")
      let days: [Query] = (gone + new).map { span in
        "f.day BETWEEN \(span.days.lowerBound) AND \(span.days.upperBound)"
      }
      changes.append("\(query: scope.condition(member)) AND (\(query: days.joined(by: " OR ")))")
    }
    if changes.isEmpty { return .none }
    return try ModelLabels(connection: connection, tables: tables).renew(
      where: Query("(") + changes.joined(by: " OR ") + ")")
  }
}

extension ModelRules.Scope {
  /// The scope that columns say; nil for one whose name is gone.
  fileprivate init?(_ kind: Int, _ name: [UInt8]?) {
    let name = name.flatMap { Name(String(decoding: $0, as: UTF8.self)) }
    switch (NameDictionary.Kind(rawValue: kind), name) {
    case (.assistant, let name?): self = .assistant(name)
    case (.page, let name?): self = .page(name)
    case (nil, nil): self = .unseen
    default: return nil
    }
  }

  /// What its name is a name of; nil for days.
  fileprivate var kind: NameDictionary.Kind? {
    switch self {
    case .unseen: nil
    case .assistant: .assistant
    case .page: .page
    }
  }

  /// The column `kind`.
  fileprivate var number: Int { kind?.rawValue ?? 0 }

  fileprivate var name: Name? {
    switch self {
    case .unseen: nil
    case .assistant(let name), .page(let name): name
    }
  }

  /// The condition for facts `f` that the scope is about; `member` is the number of its name.
  fileprivate func condition(_ member: Int) -> Query {
    switch self {
    case .unseen: "f.seen_model_id = 0"
    case .assistant: "f.assistant_id = \(member)"
    case .page: "f.page_id = \(member)"
    }
  }
}
