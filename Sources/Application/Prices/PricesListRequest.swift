import Ledger
import Output
import Pricing
import Text

/// The prices of the built-in list on a day. It connects to no database.
package struct PricesListRequest: Sendable {
  private let day: Day?
  private let model: String?

  /// The prices of a day, nil for the date of the list; of the models with one name, nil for all.
  package init(on day: Day?, model: String?) {
    self.day = day
    self.model = model
  }

  /// The prices, a model a line.
  ///
  /// - Throws: `Failure` (66) when no model has the name.
  package func answer() throws -> Answer {
    let list = try PriceList.embedded()
    let day = day ?? list.date
    let models =
      try model.map { name in try list.platforms().map { Model(platform: $0, name: name) } }
      ?? list.models()
    var histories = try models.map { (model: $0, history: try list.history(of: $0)) }
    if let model {
      histories.removeAll { [.free, .unpriced(.unknownName)].contains($0.history.answer(on: day)) }
      if histories.isEmpty {
        throw Failure(
          .noInput, "the price list has no model '\(printable(model))'",
          advice: "Names match exactly: tokenledger prices list shows them.")
      }
    }
    return Answer(
      "prices/1", nil, ["version": .text(list.version), "date": .day(list.date), "on": .day(day)],
      rows: "models", Sheet(histories, on: day, of: list))
  }
}

extension Sheet {
  /// A model a row, with its prices in USD per 1,000,000 tokens.
  fileprivate init(_ histories: [(model: Model, history: PriceHistory)], on day: Day, of list: PriceList) {
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
          .amount(price?.peak?.output), .day(day), .day(list.date),
        ]
      },
      footnotes: [
        "USD per 1,000,000 tokens on \(day), from a list of \(list.date)"
          + (day > list.date ? ", which does not know what has changed since." : ".")
      ])
  }
}

extension Sheet.Cell {
  /// A price, given in micro-dollars per 1,000,000 tokens, in dollars; empty for nil.
  fileprivate static func amount(_ price: Int?) -> Sheet.Cell {
    .optional(price.map { PicoDollars(Int128($0) * 1_000_000).exact })
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
}
