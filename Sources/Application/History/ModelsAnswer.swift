import Ledger
import LedgerStore
import Output

extension Answer {
  /// Which model was declared or seen when; `relabelled` is usage that was given another model now.
  init(
    _ report: ModelReport, relabelled: MovedUsage? = nil,
    _ head: @autoclosure @escaping () throws -> DocumentHead?
  ) {
    let (declared, seen) = (Sheet(declared: report.declared), Sheet(seen: report.seen))
    let unknown = report.unknown
    let columns = ["From", "To", "Platform", "Model", "Source"].map { Sheet.Column($0) }
    let sheet = Sheet(
      columns: columns,
      rows: declared.rows.map { $0 + [.text("declared")] } + seen.rows.map { $0 + [.text("seen")] },
      footnotes: report.notes(relabelled))
    self.init(
      "models/2", try head(),
      [
        "declared": .list(declared.objects.map { .object($0) }),
        "seen": .list(seen.objects.map { .object($0) }),
        "unknown": .object(
          Self.members(unknown.dayCount, unknown.count).merging([
            "from": .day(unknown.days?.lowerBound), "to": .day(unknown.days?.upperBound),
          ]) { $1 }),
        "relabelled": relabelled.map { .object(Self.members($0.days, $0.count)) } ?? .null,
      ], screen: [sheet], records: sheet)
  }

  private static func members(_ days: Int, _ count: TokenCount) -> JSONObject {
    [
      "days": .integer(days), "total_tokens": .integer(count.total), "requests": .integer(count.requests),
    ]
  }
}

extension Sheet {
  /// What the owner says of some days.
  fileprivate init(declared: DeclaredModels) {
    self.init(
      columns: [
        Column("From", key: "from"), Column("To", key: "to"), Column("Platform", key: "platform"),
        Column("Model", key: "model"),
      ],
      rows: declared.spans.map { span in
        [.day(span.days.lowerBound), .day(span.days.upperBound)] + span.model.cells
      })
  }

  /// What the chatbot's options said, by the site's clock.
  fileprivate init(seen: [ModelTimeline.Span]) {
    self.init(
      columns: [
        Column("From", key: "first_seen"), Column("To", key: "last_seen"),
        Column("Platform", key: "platform"),
        Column("Model", key: "model"),
      ],
      rows: seen.map { span in
        [.text(span.first.description), .text(span.last.description)] + span.model.cells
      })
  }
}

extension Model {
  fileprivate var cells: [Sheet.Cell] { [.text(platform), .text(name)] }
}

extension ModelReport {
  fileprivate func notes(_ relabelled: MovedUsage?) -> [String] {
    func phrase(_ count: TokenCount, _ days: Int) -> String {
      "\(NumberText.grouped(count.total)) tokens of \(NumberText.grouped(days)) day\(days == 1 ? "" : "s")"
    }
    var notes: [String] = []
    if let relabelled {
      notes.append(
        relabelled.days == 0
          ? "No usage of these days has another model now."
          : phrase(relabelled.count, relabelled.days) + " changed their model; no total has changed.")
    }
    if let days = unknown.days {
      notes.append(
        phrase(unknown.count, unknown.dayCount)
          + ", \(days.lowerBound) … \(days.upperBound), are of unknown model.")
    }
    return notes
  }
}
