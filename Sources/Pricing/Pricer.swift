import Ledger

/// Puts prices to usage. It looks up each model once, so it is made for many facts.
///
///     var pricer = Pricer(try PriceList.embedded())
///     try pricer.cost(of: fact.count, largestPrompt: fact.largest?.prompt, by: fact.model, on: fact.day)
package struct Pricer: Sendable {
  /// Where the prices come from.
  package let list: PriceList
  private var histories: [Model: PriceHistory] = [:]

  /// A pricer with the prices of a list.
  package init(_ list: PriceList) {
    self.list = list
  }

  /// What the list knows of a model on a day of the site's.
  ///
  /// - Throws: `Failure` (78) when a line of the list cannot be read, which its check rules out.
  package mutating func answer(for model: Model?, on day: Day) throws -> PriceAnswer {
    guard let model else { return .unpriced(.unknownModel) }
    if let history = histories[model] { return history.answer(on: day) }
    let history = try list.history(of: model)
    histories[model] = history
    return history.answer(on: day)
  }

  /// What a model's usage on a day cost.
  ///
  /// - Parameters:
  ///   - count: The usage, of that day alone.
  ///   - largestPrompt: The largest number of tokens of a single prompt in it, on which a tier depends; nil when it is not
  ///     known.
  ///   - model: The model; nil when nobody knows it.
  ///   - day: The site's own day.
  /// - Returns: The cost, which others are added to.
  /// - Throws: `Failure`: the amount is larger than can be counted (65), the list cannot be read (78).
  package mutating func cost(
    of count: TokenCount, largestPrompt: Int?, by model: Model?, on day: Day
  ) throws -> Cost {
    try Cost(of: count, largestPrompt: largestPrompt, by: model, answer(for: model, on: day))
  }
}
