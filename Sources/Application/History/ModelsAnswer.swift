import Ledger
import LedgerStore
import Output
import Pricing

extension Answer {
  /// Which model was declared or seen when, and what was used; `relabelled` is usage that was given another model now.
  init(
    _ report: ModelReport, relabelled: MovedUsage? = nil, _ pricer: consuming Pricer,
    _ head: @autoclosure @escaping () throws -> DocumentHead?
  ) throws {
    let declared = report.declared.scopes.flatMap { scope in
      report.declared[scope].spans.map { DeclaredSpan(scope: scope, span: $0) }
    }
    let totals = try ModelTotal.totals(report.usage, &pricer)
    let usage = Sheet(usage: totals)
    let (declarations, seen) = (Sheet(declared: declared), Sheet(seen: report.seen))
    let unknown = report.unknown
    let sheet = Sheet(declared, report.seen, footnotes: report.notes(relabelled))
    self.init(
      "models/2", try head(),
      [
        "declared": .list(declarations.objects.map { .object($0) }),
        "seen": .list(seen.objects.map { .object($0) }),
        "usage": .list(usage.objects.map { .object($0) }),
        "unknown": .object(
          Self.members(unknown.dayCount, unknown.count).merging([
            "from": .day(unknown.days?.lowerBound), "to": .day(unknown.days?.upperBound),
          ]) { $1 }),
        "relabelled": relabelled.map { .object(Self.members($0.days, $0.count)) } ?? .null,
      ], screen: usage.rows.isEmpty ? [sheet] : [sheet, usage],
      records: Sheet(declared, report.seen, totals))
  }

  private static func members(_ days: Int, _ count: TokenCount) -> JSONObject {
    [
      "days": .integer(days), "total_tokens": .integer(count.total), "requests": .integer(count.requests),
    ]
  }
}

/// A model that was declared for some days of a scope.
private struct DeclaredSpan {
  let scope: ModelRules.Scope
  let span: DeclaredModels.Span

  /// The ids of the assistant and of the page that it is about; nothing where it is about none.
  var members: [Sheet.Cell] {
    switch scope {
    case .unseen: [.empty, .empty]
    case .assistant(let name): [.text(name.text), .empty]
    case .page(let name): [.empty, .text(name.text)]
    }
  }
  /// How the model of usage is known that it is about.
  var basis: ModelReport.Basis {
    switch scope {
    case .unseen: .declared(.days)
    case .assistant: .declared(.assistant)
    case .page: .declared(.page)
    }
  }
  /// Its first day; nothing where an assistant's or a page's model holds from the beginning. Days alone always have one.
  var from: Sheet.Cell {
    scope == .unseen || span.days.lowerBound > CountingRules.earliest.day
      ? .day(span.days.lowerBound) : .empty
  }
  /// Its last day; nothing where it holds for good.
  var to: Sheet.Cell { span.days.upperBound < .last ? .day(span.days.upperBound) : .empty }
}

/// What was used of a model that is known in one way.
private struct ModelTotal {
  let model: Model?
  let basis: ModelReport.Basis
  /// From the first day of it to the last.
  var days: ClosedRange<Day>
  var figures = Figures()
  var modelCells: [Sheet.Cell] { [.optional(model?.platform), .optional(model?.name)] }

  /// The totals of all models, those with the most tokens first.
  static func totals(
    _ usage: [(basis: ModelReport.Basis, usage: ModelUsage)], _ pricer: inout Pricer
  ) throws -> [ModelTotal] {
    var totals: [ModelTotal] = []
    for (basis, usage) in usage {
      let figures = Figures(usage.count, cost: try pricer.cost(of: usage))
      if let place = totals.firstIndex(where: { $0.model == usage.model && $0.basis == basis }) {
        totals[place].figures += figures
        let days = totals[place].days
        totals[place].days = min(days.lowerBound, usage.day)...max(days.upperBound, usage.day)
      } else {
        totals.append(
          ModelTotal(model: usage.model, basis: basis, days: usage.day...usage.day, figures: figures))
      }
    }
    for total in totals { _ = try total.figures.cost?.checked() }
    return totals.sorted { $0.rank > $1.rank }
  }

  private var rank: (Int, String, String, String) {
    (figures.count.total, model?.platform ?? "", model?.name ?? "", basis.key)
  }
}

extension Sheet {
  /// What was declared and seen, a line each.
  fileprivate init(_ declared: [DeclaredSpan], _ seen: [ModelTimeline.Span], footnotes: [String]) {
    let hasMembers = declared.contains { $0.scope != .unseen }
    self.init(
      columns: ["From", "To", "Platform", "Model", "Source"].map { Column($0) }
        + (hasMembers ? ["Assistant", "Page"] : []).map { Column($0) },
      rows: declared.map { entry in
        [entry.from, entry.to] + entry.span.model.cells
          + [.text("declared")] + (hasMembers ? entry.members : [])
      } + Sheet(seen: seen).rows.map { $0 + [.text("seen")] }, footnotes: footnotes)
  }

  /// All of it for spreadsheets: what was declared, what was seen, and what was used of each model.
  fileprivate init(_ declared: [DeclaredSpan], _ seen: [ModelTimeline.Span], _ usage: [ModelTotal]) {
    let noFigures: [Cell] = Array(repeating: .empty, count: Measure.all.count + Sheet.costColumns.count)
    var rows: [[Cell]] = []
    for entry in declared {
      let known: [Cell] = [.text(entry.basis.key)] + entry.members + noFigures
      rows.append([.text("Declared"), entry.from, entry.to] + entry.span.model.cells + known)
    }
    for cells in Sheet(seen: seen).rows {
      let known: [Cell] = [.text(ModelReport.Basis.seen.key), .empty, .empty]
      rows.append([.text("Seen")] + cells + known + noFigures)
    }
    for total in usage {
      let days: [Cell] = [.day(total.days.lowerBound), .day(total.days.upperBound)]
      let known: [Cell] = [.text(total.basis.key), .empty, .empty]
      let figures = Sheet.cells(total.figures.count) + Sheet.costCells(total.figures.cost)
      rows.append([.text("Usage")] + days + total.modelCells + known + figures)
    }
    let names = ["Section", "From", "To", "Platform", "Model", "Known", "Assistant", "Page"]
    self.init(
      columns: names.map { Column($0) } + Sheet.columns(Measure.all) + Sheet.costColumns, rows: rows)
  }

  /// What the owner says.
  fileprivate init(declared: [DeclaredSpan]) {
    self.init(
      columns: [
        ("From", "from"), ("To", "to"), ("Platform", "platform"), ("Model", "model"),
        ("Assistant", "assistant"), ("Page", "page"),
      ].map { Column($0, key: $1) },
      rows: declared.map { entry in [entry.from, entry.to] + entry.span.model.cells + entry.members })
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

  /// What was used of each model.
  fileprivate init(usage: [ModelTotal]) {
    let sum = usage.reduce(into: Figures()) { $0 += $1.figures }
    let costs = sum.cost
    self.init(
      title: "Usage",
      columns: [
        Column("Platform", key: "platform"), Column("Model", key: "model"),
        Column("Known", audience: .people), Column("Known", key: "known", audience: .json),
      ] + Sheet.columns(Measure.shown, isCostShown: costs?.hasPrices ?? false),
      rows: usage.map { total in
        total.modelCells + [.text(total.basis.phrase), .text(total.basis.key)]
          + Sheet.cells(total.figures, Measure.shown)
      }, footnotes: costs?.notes ?? [])
  }
}

extension ModelReport.Basis {
  /// How a model is known, as documents have it.
  fileprivate var key: String {
    switch self {
    case .seen: "seen"
    case .declared(.days): "declared_days"
    case .declared(.assistant): "declared_assistant"
    case .declared(.page): "declared_page"
    case .unknown: "unknown"
    }
  }

  /// The same for people.
  fileprivate var phrase: String {
    switch self {
    case .seen, .unknown: key
    case .declared(.days): "declared for days"
    case .declared(.assistant): "declared for an assistant"
    case .declared(.page): "declared for a page"
    }
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
          ? "No usage has another model now."
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
