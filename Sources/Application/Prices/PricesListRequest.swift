import Ledger
import Output
import Pricing
import Text

/// The prices that hold on a day. It connects to no database itself.
package struct PricesListRequest: Sendable {
  private let day: Day?
  private let model: String?
  private let own: OwnPrices
  private let isOfSite: Bool

  /// Prices.
  ///
  /// - Parameters:
  ///   - day: The day; nil for the date of the list.
  ///   - model: The name of the models; nil for all.
  ///   - configured: What tokenledger.yml says of prices.
  ///   - kept: What the ledger of a site keeps of them; nil where no site is meant.
  package init(on day: Day?, model: String?, configured: OwnPrices, kept: OwnPrices?) {
    self.day = day
    self.model = model
    own = kept.map { configured.over($0) } ?? configured
    isOfSite = kept != nil
  }

  /// The prices, a model a line.
  ///
  /// - Throws: `Failure`: no model has the name (66), the owner's list cannot be read (66, 74, 77, 78).
  package func answer() throws -> Answer {
    let list = try PriceList.of(own)
    let day = day ?? list.edition.date
    let ownModels = own.entries.map(\.model).filter { $0.name == model ?? $0.name }
    let listed =
      try model.map { name in try list.platforms().map { Model(platform: $0, name: name) } }
      ?? list.models()
    let models =
      listed + Set(ownModels).subtracting(listed).sorted()
    var histories = try models.map { (model: $0, history: try own.history(of: $0, in: list)) }
    if let model {
      histories.removeAll { entry in
        !ownModels.contains(entry.model)
          && [.free, .unpriced(.unknownName)].contains(entry.history.answer(on: day))
      }
      if histories.isEmpty {
        throw Failure(
          .noInput, "the price list has no model '\(printable(model))'",
          advice: "Names match exactly: tokenledger prices list shows them.")
      }
    }
    return Answer(
      "prices/1", nil,
      [
        "version": .text(list.edition.version), "date": .day(list.edition.date), "on": .day(day),
        "kept_prices": .flag(isOfSite),
      ],
      rows: "models", Sheet(histories, on: day, of: list, isOfSite: isOfSite))
  }
}

extension Sheet {
  /// A model a row, with its prices in USD per 1,000,000 tokens.
  fileprivate init(
    _ histories: [(model: Model, history: PriceHistory)], on day: Day, of list: PriceList, isOfSite: Bool
  ) {
    func column(_ title: String, _ key: String) -> Column { Column(title, key: key, alignment: .right) }
    self.init(
      columns: [
        Column("Platform", key: "platform"), Column("Model", key: "model"), Column("Price", key: "status"),
        column("Input", "input_usd"), column("Output", "output_usd"),
        column("Cached Input", "cached_input_usd"), column("Prompts Above", "tier_above_tokens"),
        column("Input There", "tier_input_usd"), column("Output There", "tier_output_usd"),
        column("Context", "context_tokens"), column("Longest Answer", "answer_tokens"),
        column("Off-Peak Input", "off_peak_input_usd"), column("Off-Peak Output", "off_peak_output_usd"),
        column("Peak Input", "peak_input_usd"), column("Peak Output", "peak_output_usd"),
        Column("On", audience: .csv), Column("List of", audience: .csv),
        Column("Source", key: "source", audience: .programs),
        Column("Reason", key: "reason", audience: .programs),
      ],
      rows: histories.map { model, history in
        let answer = history.answer(on: day)
        let price: Price? = if case .price(let price, _) = answer { price } else { nil }
        return [
          .text(model.platform), .text(model.name), .text(answer.status), .amount(price?.list.input),
          .amount(price?.list.output), .amount(price?.list.cachedInput), .optional(price?.tier?.above),
          .amount(price?.tier?.price.input), .amount(price?.tier?.price.output),
          .optional(history.limits?.context), .optional(history.limits?.answer),
          .amount(price?.offPeak?.input), .amount(price?.offPeak?.output), .amount(price?.peak?.input),
          .amount(price?.peak?.output), .day(day), .day(list.edition.date),
          .optional(history.source(on: day)), .optional(answer.reason),
        ]
      },
      footnotes: [
        "USD per 1,000,000 tokens on \(day), from a list of \(list.edition.date)"
          + (day > list.edition.date ? ", which does not know what has changed since." : "."),
        isOfSite
          ? "Prices that the site's ledger keeps are among them."
          : "Prices that a site's ledger keeps are not among them: name the site, or see 'tokenledger prices show'.",
      ])
  }
}

extension Sheet.Cell {
  /// A price, given in micro-dollars per 1,000,000 tokens, in dollars; empty for nil.
  fileprivate static func amount(_ price: Int?) -> Sheet.Cell {
    .optional(price.map { TokenPrice.exact($0) })
  }
}

extension PriceAnswer {
  /// What is known, as a word.
  fileprivate var status: String {
    switch self {
    case .price: "known"
    case .free: "free"
    case .unpriced: "unknown"
    }
  }

  /// Why nothing is known; nil where something is.
  fileprivate var reason: String? {
    if case .unpriced(let reason) = self { reason.phrase } else { nil }
  }
}
