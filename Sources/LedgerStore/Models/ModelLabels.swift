import Ledger
import MariaDB

/// Labels the usage that is there with the models that count, after the declarations in the ledger have changed; inside a
/// transaction that raised the fence.
struct ModelLabels {
  let connection: Connection
  let tables: Tables

  /// How many days a condition names at most.
  private static let batch = 500

  /// The usage of one day from one source.
  private struct Place: Hashable {
    let day: Day
    let source: Int
  }

  /// Where hours are found that get another label; all of a place, or those with one label.
  private struct Hours: Hashable {
    let source: Int
    let old: ModelColumns?
    let new: ModelColumns
  }

  /// Gives the facts `f` that a condition names, where another model counts than their label says, that model's label.
  /// Days, hours and users' months follow.
  ///
  /// Hours are not kept by assistant and page. Where only a part of an hour's usage gets another label, its model is not
  /// known by the hour any more.
  /// - Returns: The usage whose label changed.
  func renew(where condition: Query) throws -> MovedUsage {
    let changes: Query = "\(query: condition) AND \(query: isMislabelled("f"))"
    var moved = try connection.usage(ofFactsWhere: changes, tables)
    guard let span = moved.span else { return .none }
    let hours = try hours(of: span)
    let key: Query = "day, source_id, seen_model_id, assistant_id, page_id, user_kind, user_id"
    let (columns, sums) = (Query(unchecked: UsageColumns.names), Query(unchecked: UsageColumns.sums))
    try connection.execute(
      """
      INSERT INTO \(identifier: tables.facts) (\(query: key), model_id, model_basis, \(query: columns))
      SELECT \(query: key), COALESCE(declared, seen_model_id) AS model,
        \(query: Self.basis(declared: "declared")) AS basis, \(query: sums)
      FROM (SELECT f.*, \(query: declared("f")) AS declared FROM \(identifier: tables.facts) AS f
        WHERE \(query: changes)) AS moved
      GROUP BY \(query: key), model, basis
      ON DUPLICATE KEY UPDATE \(query: UsageColumns.merged(into: tables.facts))
      """)
    try connection.execute("DELETE FROM f USING \(identifier: tables.facts) AS f WHERE \(query: changes)")
    try connection.recountTotals(of: DayBounds(first: span.lowerBound, last: span.upperBound), tables)
    for (hours, days) in hours {
      for days in days.sorted().chunked(by: Self.batch) {
        var condition: Query = "day IN (\(list: Array(days))) AND source_id = \(hours.source)"
        condition.append(
          " AND \(query: hours.old.map { Self.hasLabel($0) } ?? "NOT (\(query: Self.hasLabel(hours.new)))")")
        try connection.moveHours(where: condition, to: .model(hours.new), tables)
      }
    }
    moved.hasLostHours = hours.keys.contains { $0.new == .notByHour }
    return moved
  }

  /// Which hours of some days get another label, before the facts have theirs: all of a day where its facts have one label
  /// then; else those whose facts all get the same.
  private func hours(of span: ClosedRange<Day>) throws -> [Hours: [Day]] {
    let query: Query = """
      SELECT day, source_id, model_id, model_basis, seen_model_id, declared
      FROM (SELECT f.*, \(query: declared("f")) AS declared FROM \(identifier: tables.facts) AS f
        WHERE day BETWEEN \(span.lowerBound) AND \(span.upperBound)) AS f
      GROUP BY day, source_id, model_id, model_basis, seen_model_id, declared
      """
    var labels: [Place: [ModelColumns: Set<ModelColumns>]] = [:]
    for (day, source, model, basis, seen, declared) in try connection.rows(
      query, as: (Day, Int, Int, Int, Int, Int?).self)
    {
      let old = ModelColumns(model: model, basis: ModelBasis(rawValue: basis) ?? .unknown, seen: seen)
      labels[Place(day: day, source: source), default: [:]][old, default: []].insert(
        ModelColumns(seen: seen, declared: declared))
    }
    var hours: [Hours: [Day]] = [:]
    for (place, labels) in labels {
      func note(_ old: ModelColumns?, _ new: ModelColumns) {
        if old != new {
          hours[Hours(source: place.source, old: old, new: new), default: []].append(place.day)
        }
      }
      let all = labels.values.reduce(into: Set()) { $0.formUnion($1) }
      if let only = all.first, all.count == 1 {
        note(nil, only)
        continue
      }
      let moves = labels.mapValues { new in new.count == 1 ? new.first : nil }.filter { $0.key != $0.value }
      for (old, new) in moves {
        // What one label gives away, another must not have given it just before: then neither is known by the hour.
        let isFree = new.map { moves[$0] == nil } ?? false
        note(old, isFree ? new ?? .notByHour : .notByHour)
      }
    }
    return hours
  }

  /// The number of the model that was declared for facts; NULL where none was that counts.
  private func declared(_ facts: Query) -> Query {
    func model(_ kind: Int, _ member: Query) -> Query {
      """
      (SELECT d.model_id FROM \(identifier: tables.declaredModels) AS d
        WHERE d.kind = \(kind) AND d.member_id = \(query: member)
          AND \(query: facts).day BETWEEN d.first_day AND d.last_day)
      """
    }
    let (page, assistant) = (NameDictionary.Kind.page.rawValue, NameDictionary.Kind.assistant.rawValue)
    return """
      COALESCE(\(query: model(page, facts + ".page_id")), \(query: model(assistant, facts + ".assistant_id")),
        IF(\(query: facts).seen_model_id = 0, \(query: model(0, "0")), NULL))
      """
  }

  private static func basis(declared: Query) -> Query {
    let (unknown, seen) = (ModelBasis.unknown.rawValue, ModelBasis.seen.rawValue)
    return """
      IF(\(query: declared) IS NOT NULL, \(ModelBasis.declared.rawValue), IF(seen_model_id = 0, \(unknown), \(seen)))
      """
  }

  private func isMislabelled(_ facts: Query) -> Query {
    let declared = declared(facts)
    return """
      (model_id <> COALESCE(\(query: declared), seen_model_id)
        OR model_basis <> \(query: Self.basis(declared: declared)))
      """
  }

  private static func hasLabel(_ columns: ModelColumns) -> Query {
    """
    model_id = \(columns.model) AND model_basis = \(columns.basis.rawValue) AND seen_model_id = \(columns.seen)
    """
  }
}
