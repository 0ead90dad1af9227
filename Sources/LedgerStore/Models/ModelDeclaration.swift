import Ledger
import MariaDB
import Text

/// What becomes of the model of an assistant's, a page's or some days' usage.
public struct ModelChange: Sendable {
  /// Whose usage: all of these.
  public let scopes: [ModelRules.Scope]
  /// The first day; nil: from the beginning.
  public let from: Day?
  /// The last day; nil: with a first day and a model, the day before the next declaration, else for good.
  public let to: Day?
  /// The model; nil: what was declared is taken back, and what was seen counts again.
  public let model: Model?

  /// A change of some days.
  public init(of scopes: [ModelRules.Scope], from: Day?, to: Day?, to model: Model?) {
    (self.scopes, self.from, self.to, self.model) = (scopes, from, to, model)
  }

  /// The days for which nothing earlier and nothing later can be declared: from the first that counts on.
  private static let allDays = CountingRules.earliest.day...Day.last

  fileprivate func apply(to rules: inout ModelRules) {
    for scope in scopes {
      var spans = rules[scope]
      let first = from ?? Self.allDays.lowerBound
      let next =
        from == nil || model == nil ? nil : spans.spans.map(\.days.lowerBound).filter { $0 > first }.min()
      let last = to ?? next?.adding(days: -1) ?? Self.allDays.upperBound
      if first > last { continue }
      if let model { spans.declare(model, on: first...last) } else { spans.remove(first...last) }
      rules[scope] = spans
    }
  }
}

/// Declares which models were used, and labels usage accordingly, in one fenced transaction. No total changes.
///
///     let history = ModelHistory([.init(from: from, to: to, model: model)])
///     let declaration = try ModelDeclaration(of: history, session)
///     declaration.relabelled.count.total  // the tokens that have a model now
public struct ModelDeclaration: Sendable {
  /// The usage that has another label now.
  public let relabelled: MovedUsage
  /// What a history declared for days.
  public let spans: [DeclaredModels.Span]
  /// What the owner should know: entries that declared nothing, assistants and pages without usage, a line each.
  public let warnings: [String]

  /// Declares `history` for days of which no model was seen, and remembers it, so that later rows, rebuilds and imports of
  /// these days are labelled likewise. What was declared for other days stays; where nothing changes, nothing is written.
  ///
  /// The ledger's tables are made when there are none yet.
  /// - Throws: `Failure` when there is neither a ledger nor a log, when the ledger contradicts itself, or when
  ///   other runs leave no room; `MariaDBError`.
  public init(of history: ModelHistory, _ session: SiteSession) throws {
    var spans: [DeclaredModels.Span] = []
    var warnings: [String] = []
    relabelled = try session.declare { rules, facts in
      let firstSeen = try session.modelsSeenSince(facts)
      spans = history.spans(firstSeen: firstSeen)
      warnings = history.warnings(firstSeen: firstSeen)
      for span in spans { rules[.unseen].declare(span.model, on: span.days) }
    }
    (self.spans, self.warnings) = (spans, warnings + HourRecount.warnings(after: relabelled, session))
  }

  /// Declares a model, or takes back what was declared, likewise. Hours of which a part gets another label are counted
  /// again by model where the log still has all of their rows.
  ///
  /// - Throws: As ``init(of:_:)``.
  public init(of change: ModelChange, _ session: SiteSession) throws {
    relabelled = try session.declare { rules, _ in change.apply(to: &rules) }
    spans = []
    let unknown =
      change.model == nil
      ? [] : try session.connection.snapshot { try session.unknownMembers(of: change.scopes) }
    let unknownWarnings = unknown.map {
      "the ledger has no usage of the \($0); what was declared is kept for when it has"
    }
    warnings = unknownWarnings + HourRecount.warnings(after: relabelled, session)
  }
}

extension SiteSession {
  /// Changes what is declared of the models.
  ///
  /// - Returns: The usage whose label changed.
  fileprivate func declare(_ change: (inout ModelRules, SiteFacts) throws -> Void) throws -> MovedUsage {
    try changeLedger { writer in
      let facts = try facts()
      let old = try connection.currentSnapshot {
        try ModelDeclarations(connection: connection, tables: tables).load()
      }
      var rules = old
      try change(&rules, facts)
      if rules == old { return .none }
      var moved = MovedUsage.none
      try writer.commit(writer.state) { connection in
        moved = try ModelDeclarations(connection: connection, tables: tables)
          .save(rules, over: old, at: facts.utcNow)
      }
      return moved
    }
  }

  /// What assistants and pages among some scopes have no usage in the ledger, as the ends of sentences.
  fileprivate func unknownMembers(of scopes: [ModelRules.Scope]) throws -> [String] {
    try scopes.compactMap { scope in
      let (noun, column, name): (String, String, Name)
      switch scope {
      case .unseen: return nil
      case .assistant(let id): (noun, column, name) = ("assistant", "assistant_id", id)
      case .page(let id): (noun, column, name) = ("page", "page_id", id)
      }
      let kind: NameDictionary.Kind = noun == "page" ? .page : .assistant
      let query: Query = """
        SELECT 1 FROM \(identifier: tables.facts) WHERE \(identifier: column) = (
          SELECT id FROM \(identifier: tables.names) WHERE kind = \(kind.rawValue) AND name = \(Array(name.text.utf8)))
        LIMIT 1
        """
      return try connection.firstRow(query, as: Int.self) == nil ? "\(noun) '\(printable(name.text))'" : nil
    }
  }

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
