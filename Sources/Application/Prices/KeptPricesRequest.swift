import Configuration
import Ledger
import LedgerStore
import Output

/// What the owner says of prices, in the ledger and in tokenledger.yml.
package struct KeptPricesRequest: Request {
  private let file: String?

  /// The prices that are kept, after those of the file at a path were, if one is given.
  package init(keeping file: String? = nil) { self.file = file }

  package func answer(_ site: OpenSite) throws -> Answer {
    let session = site.session
    if let file { try session.keep(OwnPrices.toKeep(in: file)) }
    let (kept, configured) = (try session.keptPrices(), site.configuration?.prices ?? OwnPrices())
    let (_, warning) = try site.pricer(of: ModelReport(session))
    let head = try LedgerContext(
      session, session.facts(), site.listener, warnings: [warning].compactMap(\.self)
    ).head
    let sheet = Sheet(
      columns: ["Where", "Platform", "Model", "From", "Input", "Output", "Cached Input", "Same As", "Rate"]
        .enumerated()
        .map { index, title in
          Sheet.Column(title, alignment: (4...6).contains(index) || index == 8 ? .right : .left)
        },
      rows: kept.rows("ledger") + configured.rows("tokenledger.yml"),
      footnotes: [
        "USD per 1,000,000 tokens, and what 1 USD comes to from a day on. tokenledger.yml comes before the ledger: of the models and the "
          + "currency that it names."
      ])
    return Answer(
      "own-prices/1", head,
      ["kept": .object(kept.members), "configured": .object(configured.members)], screen: [sheet],
      records: sheet)
  }
}

extension OwnPrices {
  /// A row an entry and a rate; `place` is where they stand.
  fileprivate func rows(_ place: String) -> [[Sheet.Cell]] {
    let rateRows = (rates?.rates ?? []).map { rate in
      [
        .text(place), .empty, .empty, .day(rate.from), .empty, .empty, .empty, .empty,
        .text("\(rate.exact) \(rates?.currency.code ?? "")"),
      ] as [Sheet.Cell]
    }
    return rateRows
      + entries.map { entry in
        let price = entry.meaning.price
        let free: Sheet.Cell? = entry.meaning == .free ? .text("free") : nil
        return [
          .text(place), .text(entry.model.platform), .text(entry.model.name),
          entry.from.map { .day($0) } ?? .empty,
          free ?? .optional(price.map { usd($0.input) }), free ?? .optional(price.map { usd($0.output) }),
          .optional(price?.cachedInput.map(usd)), .optional(entry.meaning.otherName),
          .empty,
        ]
      }
  }

  /// Its keys in a document.
  fileprivate var members: JSONObject {
    [
      "currency": .text(rates?.currency.code),
      "rates": .list(
        (rates?.rates ?? []).map { .object(["from": .day($0.from), "rate": .text($0.exact)]) }),
      "models": .list(
        entries.map { entry in
          let price = entry.meaning.price
          return .object([
            "platform": .text(entry.model.platform), "model": .text(entry.model.name),
            "from": .day(entry.from),
            "input": .text(price.map { usd($0.input) }), "output": .text(price.map { usd($0.output) }),
            "cached_input": .text(price?.cachedInput.map(usd)), "free": .flag(entry.meaning == .free),
            "same_as": .text(entry.meaning.otherName),
          ])
        }),
    ]
  }

  private func usd(_ price: Int) -> String { TokenPrice.exact(price) }
}

extension OwnPrices.Entry.Meaning {
  fileprivate var price: TokenPrice? { if case .price(let price) = self { price } else { nil } }
  fileprivate var otherName: String? { if case .sameAs(let name) = self { name } else { nil } }
}
