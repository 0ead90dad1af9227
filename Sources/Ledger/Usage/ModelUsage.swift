/// Usage of one model at one price: what a cost is found from.
public struct ModelUsage: Hashable, Sendable {
  /// The site's own day, or the first of several with the same price.
  public let day: Day
  /// The model; nil when nobody knows it.
  public let model: Model?
  /// What was used.
  public let count: TokenCount
  /// The largest number of tokens of a single prompt in it, on which a price may depend; nil when it is not known. Where
  /// usage was told apart by ``PriceCuts``, a number on the same side of the model's limit.
  public let largestPrompt: Int?

  /// The usage of a model on a day.
  public init(day: Day, model: Model?, count: TokenCount, largestPrompt: Int?) {
    self.day = day
    self.model = model
    self.count = count
    self.largestPrompt = largestPrompt
  }
}

/// Where prices differ, so that usage can be added up between.
public struct PriceCuts: Hashable, Sendable {
  /// The days, ascending, on which a price of some model begins.
  public let days: [Day]
  /// Models whose requests cost more when their prompt has more tokens than this.
  public let limits: [Model: Int]

  /// Prices that change on `days` and above `limits`.
  public init(days: [Day], limits: [Model: Int]) {
    self.days = days
    self.limits = limits
  }
}
