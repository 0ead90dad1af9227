import Ledger
import MariaDB

/// What the ledger knows of models when a sync begins. Whoever adds to it later raises the fence.
struct KnownModels {
  /// Which were seen when.
  var timeline = ModelTimeline()
  /// Their numbers.
  var numbers: [(model: Model, number: Int)] = []
  /// What the owner declared; nil where that was not read.
  var declared: ModelRules?
}

/// The model timeline in the ledger.
struct ModelSpans {
  let connection: Connection
  let tables: Tables

  /// Reads the timeline.
  func load() throws -> ModelTimeline { try read(areDeclared: "TRUE").known.timeline }

  /// Reads the timeline with what else a sync has to know of models, to save it round trips.
  func loadKnown() throws -> KnownModels {
    var (known, areDeclared) = try read(
      areDeclared: "EXISTS (SELECT 1 FROM \(identifier: tables.declaredModels))")
    known.declared =
      areDeclared ? try ModelDeclarations(connection: connection, tables: tables).load() : ModelRules()
    return known
  }

  private func read(areDeclared: Query) throws -> (known: KnownModels, areDeclared: Bool) {
    let query: Query = """
      SELECT m.id, m.platform, m.model, s.first_seen, s.last_seen, \(query: areDeclared)
      FROM \(query: tables.readSeenModels) s JOIN \(identifier: tables.models) m ON m.id = s.model_id
      WHERE \(query: tables.isLog(of: "s")) ORDER BY s.position
      """
    let rows = try connection.rows(query, as: (Int, [UInt8], [UInt8], SiteTime, SiteTime, Bool).self)
    var known = KnownModels()
    var spans: [ModelTimeline.Span] = []
    for (number, platform, name, first, last, _) in rows {
      let model = Model(
        platform: String(decoding: platform, as: UTF8.self), name: String(decoding: name, as: UTF8.self))
      known.numbers.append((model, number))
      spans.append(ModelTimeline.Span(model: model, first: first, last: last))
    }
    known.timeline = ModelTimeline(spans: spans)
    return (known, rows.first?.5 ?? true)
  }

  /// Writes the newest span of a timeline, behind the fence; the others do not change any more. `known` is the timeline
  /// as the ledger has it.
  func save(_ timeline: ModelTimeline, after known: ModelTimeline) throws {
    guard let newest = timeline.spans.last else { return }
    if timeline.spans.count == known.spans.count {
      try connection.execute(
        """
        UPDATE \(identifier: tables.seenModels) SET last_seen = \(newest.last)
        WHERE \(query: tables.isLog) ORDER BY position DESC LIMIT 1
        """)
      return
    }
    // After the last position that is there, whether or not it was among those that were read.
    let insert: Query = """
      INSERT INTO \(identifier: tables.seenModels) (source_id, position, model_id, first_seen, last_seen)
      SELECT \(Tables.logSource), COALESCE((SELECT MAX(position) FROM \(identifier: tables.seenModels) AS seen
          WHERE \(query: tables.isLog)), 0) + 1,
        id, \(newest.first), \(newest.last)
      FROM \(identifier: tables.models)
      WHERE platform = \(Array(newest.model.platform.utf8)) AND model = \(Array(newest.model.name.utf8))
      """
    // Mostly the model is known, and then this is all.
    if try connection.execute(insert).affectedRows > 0 { return }
    var names = NameDictionary(tables: tables)
    try names.learn([newest.model], using: connection)
    try connection.execute(insert)
  }
}

extension ModelTimeline {
  /// The timeline with what the options say now.
  func observing(_ facts: SiteFacts) -> ModelTimeline {
    var timeline = self
    timeline.observe(
      Model(
        platform: facts.options.platform.cut(to: Model.nameLengths.upperBound),
        name: facts.options.model.cut(to: Model.nameLengths.upperBound)),
      at: facts.siteNow)
    return timeline
  }
}
