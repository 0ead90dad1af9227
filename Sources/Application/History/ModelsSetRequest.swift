import Configuration
import Ledger
import LedgerStore
import Output
import Text

/// Declare which model was used, or take back what was declared.
package struct ModelsSetRequest: Request {
  private let days: AskedDays
  private let model: Model?
  private let assistants: [String]
  private let pages: [String]

  /// A declaration.
  ///
  /// - Parameters:
  ///   - days: When. Without a first day: from the beginning; days alone have one. Without a last day: the day before the next declaration, for days alone also the one on which models were
  ///     first seen; for assistants and pages else for good.
  ///   - assistants: Whose usage, by id or name.
  ///   - pages: Where it was used, likewise. Without any of either, the usage of which no model was seen.
  ///   - model: The model; nil: what was declared is taken back.
  package init(_ days: AskedDays, assistants: [String], pages: [String], model: Model?) {
    (self.days, self.model) = (days, model)
    (self.assistants, self.pages) = (assistants, pages)
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let session = site.session
    let facts = try session.facts()
    // A list that cannot be read is told before anything is written.
    _ = try site.pricer()
    let declaration = try declaration(session, today: facts.siteNow.day)
    let report = try ModelReport(session)
    let contrary = site.configuration.map { contradictions($0, report, facts) } ?? []
    let (pricer, warning) = try site.pricer(of: report)
    let standing = try LedgerContext(
      session, facts, site.listener,
      warnings: declaration.warnings + contrary + [warning].compactMap(\.self))
    return try Answer(report, relabelled: declaration.relabelled, pricer, standing.head)
  }

  private func declaration(_ session: SiteSession, today: Day) throws -> ModelDeclaration {
    let (from, to) = try days.resolved(today: today, mayBegin: true)
    if let to, to < CountingRules.earliest.day {
      throw Failure(
        .usage, "--to \(to) is before the first day that counts, \(CountingRules.earliest.day)",
        advice: "Give a later day.")
    }
    var scopes: [ModelRules.Scope] = []
    for assistant in assistants { scopes.append(.assistant(try session.id(of: assistant, in: .assistant))) }
    for page in pages { scopes.append(.page(try session.id(of: page, in: .page))) }
    guard scopes.isEmpty, let model, let from else {
      let change = ModelChange(of: scopes.isEmpty ? [.unseen] : scopes, from: from, to: to, to: model)
      return try ModelDeclaration(of: change, session)
    }
    let entry = ModelHistory.Entry(from: from, to: to, model: model)
    let declaration = try ModelDeclaration(
      of: ModelHistory([entry], beside: ModelReport(session).declared[.unseen]), session)
    if declaration.spans.isEmpty {
      throw Failure(
        .usage, "models were seen before \(from), so that nothing says until when this one was used",
        advice: "Give the last day with --to.")
    }
    return declaration
  }

  /// A warning when tokenledger.yml declares other models, which take precedence.
  private func contradictions(
    _ configuration: ConfigurationFile, _ report: ModelReport, _ facts: SiteFacts
  ) -> [String] {
    let firstSeen = ModelTimeline(spans: report.seen).firstSeen ?? facts.siteNow.day
    let configured = configuration.models.spans(firstSeen: firstSeen)
    let declared = report.declared[.unseen]
    if DeclaredModels(declared.spans + configured) == declared { return [] }
    return [
      "\(configuration.path) declares other models for some days; the next sync applies them"
    ]
  }
}
