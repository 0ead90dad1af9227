import Ledger
import LedgerStore
import Rendering

/// Which model was declared or seen when: the body of `tokenledger.models/2`.
struct ModelsDocument: Encodable {
  let declared: [Declared]
  let seen: [Seen]
  let unknown: Unknown
  @OrNull var relabelled: Relabelled?

  /// What the owner says of some days.
  struct Declared: Encodable {
    let from: String
    let to: String
    let platform: String
    let model: String
  }

  /// What the chatbot's options said, by the site's clock.
  struct Seen: Encodable {
    let firstSeen: String
    let lastSeen: String
    let platform: String
    let model: String
  }

  /// Usage that has no model.
  struct Unknown: Encodable {
    let days: Int
    @OrNull var from: String?
    @OrNull var to: String?
    let totalTokens: Int
    let requests: Int
  }

  /// Usage that was given another model now.
  struct Relabelled: Encodable {
    let days: Int
    let totalTokens: Int
    let requests: Int
  }

  init(_ report: ModelReport, relabelled: MovedUsage? = nil) {
    declared = report.declared.spans.map { span in
      Declared(
        from: span.days.lowerBound.description, to: span.days.upperBound.description,
        platform: span.model.platform, model: span.model.name)
    }
    seen = report.seen.map { span in
      Seen(
        firstSeen: span.first.description, lastSeen: span.last.description, platform: span.model.platform,
        model: span.model.name)
    }
    unknown = Unknown(
      days: report.unknown.dayCount, from: report.unknown.days?.lowerBound.description,
      to: report.unknown.days?.upperBound.description, totalTokens: report.unknown.count.total,
      requests: report.unknown.count.requests)
    self.relabelled = relabelled.map {
      Relabelled(days: $0.days, totalTokens: $0.count.total, requests: $0.count.requests)
    }
  }

  /// The timeline, for people.
  var screen: Sheet {
    Sheet(columns: records.columns, rows: records.rows, footnotes: notes)
  }

  /// The timeline, for spreadsheets.
  var records: Sheet {
    let rows =
      declared.map { [$0.from, $0.to, $0.platform, $0.model, "declared"] }
      + seen.map { [$0.firstSeen, $0.lastSeen, $0.platform, $0.model, "seen"] }
    return Sheet(
      columns: ["From", "To", "Platform", "Model", "Source"].map { Sheet.Column($0) },
      rows: rows.map { $0.map { .text($0) } })
  }

  private var notes: [String] {
    func phrase(_ tokens: Int, _ days: Int) -> String {
      "\(NumberText.grouped(tokens)) tokens of \(NumberText.grouped(days)) day\(days == 1 ? "" : "s")"
    }
    var notes: [String] = []
    if let relabelled {
      notes.append(
        relabelled.days == 0
          ? "No usage of these days has another model now."
          : phrase(relabelled.totalTokens, relabelled.days) + " changed their model; no total has changed.")
    }
    if let from = unknown.from, let to = unknown.to {
      notes.append(phrase(unknown.totalTokens, unknown.days) + ", \(from) … \(to), are of unknown model.")
    }
    return notes
  }
}
