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
    let models = try list.models().filter { model == nil || $0.name == model }
    if let model, models.isEmpty {
      throw Failure(
        .noInput, "the price list has no model '\(printable(model))'",
        advice: "Names match exactly: tokenledger prices list shows all of them.")
    }
    let day = day ?? list.date
    let histories = try models.map { (model: $0, history: try list.history(of: $0)) }
    return Answer(
      "prices/1", nil, ["version": .text(list.version), "date": .day(list.date), "on": .day(day)],
      rows: "models", Sheet(histories, on: day))
  }
}

extension Sheet {
  /// A model a row, with its prices in USD per 1,000,000 tokens.
  fileprivate init(_ histories: [(model: Model, history: PriceHistory)], on day: Day) {
    func column(_ title: String, _ key: String) -> Column { Column(title, key: key, alignment: .right) }
    self.init(
      columns: [
        Column("Platform", key: "platform"), Column("Model", key: "model"), Column("Price", key: "status"),
        column("Input", "input_usd"), column("Output", "output_usd"),
        column("Cached Input", "cached_input_usd"), column("Prompts Above", "tier_above_tokens"),
        column("Input There", "tier_input_usd"), column("Output There", "tier_output_usd"),
        column("Context", "context_tokens"), column("Longest Answer", "answer_tokens"),
      ],
      rows: histories.map { model, history in
        let answer = history.answer(on: day)
        let price: Price? = if case .price(let price, _) = answer { price } else { nil }
        return [
          .text(model.platform), .text(model.name), .text(answer.status), .amount(price?.list.input),
          .amount(price?.list.output), .amount(price?.list.cachedInput), .optional(price?.tier?.above),
          .amount(price?.tier?.price.input), .amount(price?.tier?.price.output),
          .optional(history.limits?.context), .optional(history.limits?.answer),
        ]
      },
      footnotes: ["USD per 1,000,000 tokens on \(day)."])
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
