import Configuration
import Ledger
import LedgerStore
import Output
import Pricing
import Text

/// What the owner says of prices, in the ledger and in tokenledger.yml.
package struct KeptPricesRequest: Request {
  private let file: String?

  /// The prices that are kept, after those of the file at a path were, if one is given.
  package init(keeping file: String? = nil) { self.file = file }

  package func answer(_ site: OpenSite) throws -> Answer {
    let session = site.session
    let facts = try session.facts()
    if let file {
      let prices = try OwnPrices.toKeep(in: file)
      // A list that cannot be read is told before anything is written.
      _ = try site.prices.pricer(prices)
      try session.keep(prices)
    }
    let (kept, configured) = (try session.keptPrices(), site.configuration?.prices ?? OwnPrices())
    let (pricer, missing) = try site.pricer(of: ModelReport(session))
    let warnings =
      Self.precedence(of: site.configuration, over: kept) + (try pricer.unlisted())
      + [missing].compactMap(\.self)
    let head = try LedgerContext(session, facts, site.listener, warnings: warnings).head
    let list = pricer.edition
    let sheet = Sheet(
      columns: [
        "Where", "Platform", "Model", "From", "Input", "Output", "Cached Input", "Same As", "Rate", "List",
        "File",
      ]
      .enumerated()
      .map { index, title in
        Sheet.Column(title, alignment: (4...6).contains(index) || index == 8 ? .right : .left)
      },
      rows: [
        [.text("price list")] + Array(repeating: .empty, count: 8)
          + [.text("\(list.version) of \(list.date)"), .optional(configured.file)]
      ] + kept.rows("ledger") + configured.rows("tokenledger.yml"),
      footnotes: [
        "USD per 1,000,000 tokens, and what 1 USD comes to from a day on. tokenledger.yml comes before the ledger: of the models and the "
          + "currency that it names."
      ])
    return Answer(
      "own-prices/1", head,
      [
        "price_list": .object(list.members), "kept": .object(kept.members),
        "configured": .object(configured.members.merging(["file": .text(configured.file)]) { $1 }),
      ], screen: [sheet],
      records: sheet)
  }

  /// Warnings of what is kept and does not count, because tokenledger.yml says something else of the same.
  private static func precedence(of configuration: ConfigurationFile?, over kept: OwnPrices) -> [String] {
    guard let configuration else { return [] }
    var firstPlaces: [Model: Int] = [:]
    for (place, entry) in configuration.prices.entries.enumerated() {
      firstPlaces[entry.model] = min(firstPlaces[entry.model] ?? place, place)
    }
    let models = kept.entries.map(\.model).reduce(into: [Model]()) { models, model in
      if models.last != model { models.append(model) }
    }
    let warnings = models.compactMap { model in
      firstPlaces[model].map { place in
        let file = configuration.place(of: "prices.models.\(place + 1)") ?? printable(configuration.path)
        return
          "\(file) has prices of \(printable(model.name)) (\(printable(model.platform))), so that those in the ledger do not count"
      }
    }
    guard let currency = configuration.prices.rates?.currency, kept.rates != nil else { return warnings }
    let file = configuration.place(of: "prices.currency") ?? printable(configuration.path)
    return warnings + [
      "\(file) says that costs are in \(currency.code), so that the currency and the rates in the ledger do not count"
    ]
  }
}

extension Pricer {
  /// Warnings of names whose price others are said to have, and which the list does not know.
  fileprivate func unlisted() throws -> [String] {
    try own.entries.compactMap { entry in
      guard let name = entry.meaning.otherName,
        case .unpriced(let reason) = try list.history(of: Model(platform: entry.model.platform, name: name))
          .answer(on: list.edition.date)
      else { return nil }
      switch reason {
      case .unknownPlatform, .unknownName, .snapshot:
        return
          "same_as of \(printable(entry.model.name)) (\(printable(entry.model.platform))) is \(printable(name)), of which the "
          + "price list has no price: its usage has none either"
      case .unknownModel, .before, .sameAs, .listed: return nil
      }
    }
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
