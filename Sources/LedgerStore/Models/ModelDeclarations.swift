import Ledger
import MariaDB

/// What was declared of the models, in the ledger.
struct ModelDeclarations {
  let connection: Connection
  let tables: Tables

  /// The condition for usage that its model was not seen, so that it gets the one that is declared. Hours that are
  /// not kept by model are not among it.
  static let isUnseen = Query(
    unchecked: "seen_model_id = 0 AND model_basis <> \(ModelBasis.notByHour.rawValue)")

  /// Reads what was declared.
  func load() throws -> DeclaredModels {
    let query: Query = """
      SELECT d.first_day, d.last_day, m.platform, m.model
      FROM \(identifier: tables.declaredModels) d JOIN \(identifier: tables.models) m ON m.id = d.model_id
      """
    let rows = try connection.rows(query, as: (Day, Day, [UInt8], [UInt8]).self)
    return DeclaredModels(
      rows.compactMap { row in
        guard row.0 <= row.1 else { return nil }
        let model = Model(
          platform: String(decoding: row.2, as: UTF8.self), name: String(decoding: row.3, as: UTF8.self))
        return DeclaredModels.Span(days: row.0...row.1, model: model)
      })
  }

  /// Writes what is declared now, at `now`, and labels the usage of these days; inside a transaction that
  /// raised the fence.
  ///
  /// - Returns: The usage whose label changed.
  func save(_ spans: [DeclaredModels.Span], over old: DeclaredModels, at now: UTCTime) throws -> MovedUsage {
    var declared = old
    for span in spans { declared.declare(span.model, on: span.days) }
    var names = NameDictionary(tables: tables)
    try names.learn(declared.spans.map(\.model), using: connection)
    // A span that stays as it was keeps the time at which it was declared.
    for span in old.spans where !declared.spans.contains(span) {
      let delete: Query = """
        DELETE FROM \(identifier: tables.declaredModels)
        WHERE first_day >= \(span.days.lowerBound) AND first_day <= \(span.days.upperBound)
        """
      try connection.execute(delete)
    }
    var moved = MovedUsage.none
    for span in declared.spans where !old.spans.contains(span) {
      let (first, last) = (span.days.lowerBound, span.days.upperBound)
      let number = try names.number(of: span.model)
      try connection.execute(
        """
        INSERT INTO \(identifier: tables.declaredModels) (first_day, last_day, model_id, declared_utc)
        VALUES (\(first), \(last), \(number), \(now))
        """)
      // Usage without a model has the number 0.
      let changes: Query = """
        day >= \(first) AND day <= \(last) AND \(query: Self.isUnseen) AND model_id <> \(number)
        """
      moved += try connection.move(
        factsWhere: changes, hoursWhere: changes, to: .declared(number), tables)
    }
    return moved
  }
}

/// Declares which models were used, and labels usage whose model was not seen accordingly, in one fenced transaction.
/// No total changes.
///
///     let history = ModelHistory([.init(from: from, to: to, model: model)])
///     let declaration = try ModelDeclaration(of: history, session)
///     declaration.relabelled.count.total  // the tokens that have a model now
public struct ModelDeclaration: Sendable {
  /// The usage that has another label now.
  public let relabelled: MovedUsage
  /// What the history declared.
  public let spans: [DeclaredModels.Span]
  /// What the owner should know: entries that declared nothing, a line each.
  public let warnings: [String]

  /// Declares `history`, and remembers it, so that later rows, rebuilds and imports of these days are labelled
  /// likewise. What was declared for other days stays; where nothing changes, nothing is written.
  ///
  /// The ledger's tables are made when there are none yet.
  /// - Throws: `Failure` when there is neither a ledger nor a log, when the ledger contradicts itself, or when
  ///   other runs leave no room; `MariaDBError`.
  public init(of history: ModelHistory, _ session: SiteSession) throws {
    (relabelled, spans, warnings) = try session.changeLedger { writer in
      let (connection, tables) = (session.connection, session.tables)
      let facts = try session.facts()
      let firstSeen = try session.modelsSeenSince(facts)
      let spans = history.spans(firstSeen: firstSeen)
      let warnings = history.warnings(firstSeen: firstSeen)
      let old = try connection.currentSnapshot {
        try ModelDeclarations(connection: connection, tables: tables).load()
      }
      if DeclaredModels(old.spans + spans) == old { return (.none, spans, warnings) }
      var moved = MovedUsage.none
      try writer.commit(writer.state) { connection in
        moved = try ModelDeclarations(connection: connection, tables: tables)
          .save(spans, over: old, at: facts.utcNow)
      }
      return (moved, spans, warnings)
    }
  }
}

extension SiteSession {
  /// The first day on which the models were seen.
  fileprivate func modelsSeenSince(_ facts: SiteFacts) throws -> Day {
    let tables = tables.at(try Migrations(session: self).version())
    let timeline = try ModelSpans(connection: connection, tables: tables).load().observing(facts)
    return timeline.firstSeen ?? facts.siteNow.day
  }

  /// The warnings that a sync would give about the models that the configuration declares.
  ///
  /// - Throws: `Failure` or `MariaDBError`.
  func declaredModelWarnings() throws -> [String] {
    let facts = try facts()
    let hasLedger = try Migrations(session: self).version() > 0
    return models.warnings(firstSeen: hasLedger ? try modelsSeenSince(facts) : facts.siteNow.day)
  }
}

extension ModelHistory {
  /// Warnings about entries that have no effect, a line each.
  fileprivate func warnings(firstSeen: Day) -> [String] {
    entries.filter { $0.to == nil && $0.from > firstSeen }.map { entry in
      """
      the entry from \(entry.from) has no effect without a last day: models were seen from \(firstSeen) on
      """
    }
  }
}
