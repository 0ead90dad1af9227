import Ledger
import Output
import Pricing
import Reports
import Text

/// What another price list would change of the costs of the ledger's usage, before it is put in place.
package struct PricesDiffRequest: Request {
  private let path: String

  /// A comparison with the list at a path.
  package init(path: String) { self.path = path }

  package func answer(_ site: OpenSite) throws -> Answer {
    let list = try PriceList(InputFile(path: path))
    let source = try LedgerSource(site.session, .ledger, prices: site.prices, site.listener)
    let (pricer, usage) = try source.priced()
    // Both in USD: the days without a rate are among them.
    var (present, other) = (pricer.inUSD, Pricer(list, own: pricer.own.inUSD))
    var costs: [Key: (present: Cost, other: Cost)] = [:]
    for usage in usage where usage.count.hasTokens {
      let key = Key(month: Period.monthly.start(of: usage.day), model: usage.model)
      costs[key, default: (Cost(), Cost())].present += try present.cost(of: usage)
      costs[key, default: (Cost(), Cost())].other += try other.cost(of: usage)
    }
    let changes = try costs.filter { _, costs in
      try costs.present.checked().differs(from: costs.other.checked())
    }
    let sheet = Sheet(changes.sorted { $0.key < $1.key }.map { ($0.key, $0.value.present, $0.value.other) })
    return Answer(
      "prices-diff/1",
      DocumentHead(SiteIdentity(site.session, source.facts), source.completeness, warnings: source.warnings),
      [
        "price_list": .object(present.edition.members), "new_price_list": .object(other.edition.members),
      ], rows: "changes", sheet)
  }

  fileprivate struct Key: Hashable, Comparable {
    let month: Day
    let model: Model?

    static func < (left: Key, right: Key) -> Bool {
      (left.month, left.model?.platform ?? "", left.model?.name ?? "")
        < (right.month, right.model?.platform ?? "", right.model?.name ?? "")
    }
  }
}

extension Sheet {
  /// A month and model a row, with what it costs by either list.
  fileprivate init(_ changes: [(key: PricesDiffRequest.Key, present: Cost, other: Cost)]) {
    func facts(_ title: String) -> [Column] {
      ["", "At Least ", "At Most "].map { Column("\($0)Cost \(title)", audience: .csv) }
        + [Column("Tokens without a Price \(title)", audience: .csv)]
    }
    func cells(_ cost: Cost) -> [Cell] {
      [.usd(cost.usd), .usd(cost.atLeast), .usd(cost.atMost), .integer(cost.unpricedTokens)]
    }
    let isPartial = changes.contains { !$0.present.isComplete || !$0.other.isComplete }
    self.init(
      columns: [
        Column("Month", key: "month"), Column("Platform", key: "platform"),
        Column("Model", key: "model", overflow: .truncate),
        Column("Total Tokens", key: "total_tokens", alignment: .right),
        Column("Cost Now", alignment: .right, audience: .people),
        Column("Cost With the File", alignment: .right, audience: .people),
        Column("Cost Now", key: "cost", audience: .json),
        Column("Cost With the File", key: "new_cost", audience: .json),
      ] + facts("Now") + facts("With the File"),
      rows: changes.map { key, present, other in
        let (now, new) = present.toldApart(from: other)
        return [
          .text(Period.monthly.label(key.month)), .optional(key.model?.platform), .optional(key.model?.name),
          .integer(present.tokens), now, new, .cost(present), .cost(other),
        ] + cells(present) + cells(other)
      },
      footnotes: changes.isEmpty
        ? ["No cost would change."]
        : ["In USD; what is not among these months and models would stay as it is."]
          + (isPartial
            ? [
              "≥ means that a part of the tokens has no price, or no known output, and a dash that none has one. CSV and JSON "
                + "say how many."
            ] : []))
  }
}

extension Cost {
  /// Whether a list says anything else of it than another one.
  fileprivate func differs(from other: Cost) -> Bool {
    (usd, atLeast, atMost) != (other.usd, other.atLeast, other.atMost)
      || unpricedTokens != other.unpricedTokens
  }

  /// This one and another one that differs, as short as shows that they do: rounded, exact, with their ends, or with the
  /// tokens that have no price.
  fileprivate func toldApart(from other: Cost) -> (Sheet.Cell, Sheet.Cell) {
    if text != other.text { return (.cost(self), .cost(other)) }
    let forms: [(Cost) -> String] = [\.exactText, \.textWithEnds, \.textWithTokens]
    let form = forms.first { $0(self) != $0(other) } ?? \.text
    return (.text(form(self)), .text(form(other)))
  }

  private var exactText: String { usd.map { (isComplete ? "" : "≥ ") + $0.exact } ?? text }

  /// "0.02 (0.01 … 0.03)".
  private var textWithEnds: String {
    guard let atLeast, let atMost else { return text }
    return "\(exactText) (\(atLeast.exact) … \(atMost.exact))"
  }

  /// "≥ 0.02 (1,000 tokens without a price)".
  private var textWithTokens: String {
    "\(text) (\(NumberText.grouped(unpricedTokens)) tokens without a price)"
  }
}
