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
    let sheet = Sheet(
      columns: [
        Sheet.Column("Month", key: "month"), Sheet.Column("Platform", key: "platform"),
        Sheet.Column("Model", key: "model", overflow: .truncate),
        Sheet.Column("Total Tokens", key: "total_tokens", alignment: .right),
        Sheet.Column("Cost Now", key: "usd", alignment: .right),
        Sheet.Column("Cost With the File", key: "new_usd", alignment: .right),
      ],
      rows: changes.sorted { $0.key < $1.key }.map { key, costs in
        [
          .text(Period.monthly.label(key.month)), .optional(key.model?.platform), .optional(key.model?.name),
          .integer(costs.present.tokens), .usd(costs.present.usd), .usd(costs.other.usd),
        ]
      },
      footnotes: [
        changes.isEmpty
          ? "No cost would change." : "In USD; what is not among these months and models would stay as it is."
      ])
    return Answer(
      "prices-diff/1",
      DocumentHead(SiteIdentity(site.session, source.facts), source.completeness, warnings: source.warnings),
      [
        "price_list": .object(present.edition.members), "new_price_list": .object(other.edition.members),
      ], rows: "changes", sheet)
  }

  private struct Key: Hashable, Comparable {
    let month: Day
    let model: Model?

    static func < (left: Key, right: Key) -> Bool {
      (left.month, left.model?.platform ?? "", left.model?.name ?? "")
        < (right.month, right.model?.platform ?? "", right.model?.name ?? "")
    }
  }
}

extension Cost {
  /// Whether a list says anything else of it than another one.
  fileprivate func differs(from other: Cost) -> Bool {
    (usd, atLeast, atMost) != (other.usd, other.atLeast, other.atMost)
      || unpricedTokens != other.unpricedTokens
  }
}
