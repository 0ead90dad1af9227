import Configuration
import Ledger
import LedgerStore
import Output
import Text

/// Declare which model was used on some days.
package struct ModelsSetRequest: Request {
  private let from: Day
  private let to: Day?
  private let model: Model

  /// `model` from a day to another; nil for the day before the next declaration, or before models were first seen.
  package init(from: Day, to: Day?, model: Model) {
    self.from = from
    self.to = to
    self.model = model
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let session = site.session
    let facts = try session.facts()
    let entry = ModelHistory.Entry(from: from, to: to, model: model)
    let declaration = try ModelDeclaration(
      of: ModelHistory([entry], beside: ModelReport(session).declared), session)
    guard !declaration.spans.isEmpty else {
      throw Failure(
        .usage, "models were seen before \(from), so that nothing says until when this one was used",
        advice: "Give the last day with --to.")
    }
    let report = try ModelReport(session)
    let warnings = site.configuration.map { contradictions($0, report, facts) } ?? []
    let standing = try LedgerContext(session, facts, site.listener, warnings: warnings)
    return Answer(report, relabelled: declaration.relabelled, standing.head)
  }

  /// A warning when tokenledger.yml declares other models, which take precedence.
  private func contradictions(
    _ configuration: ConfigurationFile, _ report: ModelReport, _ facts: SiteFacts
  ) -> [String] {
    let firstSeen = ModelTimeline(spans: report.seen).firstSeen ?? facts.siteNow.day
    let configured = configuration.models.spans(firstSeen: firstSeen)
    if DeclaredModels(report.declared.spans + configured) == report.declared { return [] }
    return [
      "\(configuration.path) declares other models for some days; the next sync applies them"
    ]
  }
}
