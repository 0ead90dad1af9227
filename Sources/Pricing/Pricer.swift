import Ledger
import Text

/// Puts prices to usage. It looks up each model once, so it is made for many facts.
///
///     var pricer = Pricer(try PriceList.embedded())
///     let usage = ModelUsage(day: day, model: model, count: count, largestPrompt: 812)
///     try pricer.cost(of: usage).usd
public struct Pricer: Sendable {
  /// Where the prices come from.
  package let list: PriceList
  /// What the owner says of them.
  package let own: OwnPrices
  /// The rates of the currency in which costs are shown; nil where that is USD.
  private let rates: ExchangeRates?
  private var histories: [Model: PriceHistory] = [:]
  private var latest: (model: Model, history: PriceHistory)?

  /// A pricer with the prices of a list, and what the owner says of them.
  package init(_ list: PriceList, own: OwnPrices = OwnPrices()) {
    self.list = list
    self.own = own
    rates = own.rates.flatMap { $0.currency == .usd ? nil : $0 }
    edition = PriceListEdition(
      version: list.edition.version, date: list.edition.date, hasOwnPrices: !own.entries.isEmpty,
      currency: rates?.currency ?? .usd)
  }

  /// A pricer with what an owner says and the list that he names, else the built-in one.
  ///
  /// - Throws: `Failure`: the list cannot be read (66, 74, 77), or is no price list (78).
  public init(_ own: OwnPrices) throws {
    self.init(try PriceList.of(own), own: own)
  }

  /// The list that the prices are from, and whether the owner's own precede it.
  public let edition: PriceListEdition

  /// The same prices, with costs in USD.
  package var inUSD: Pricer { Pricer(list, own: own.inUSD) }

  /// What the list knows of a model on a day of the site's.
  ///
  /// - Throws: `Failure` (78) when a line of the list cannot be read, which its check rules out.
  package mutating func answer(for model: Model?, on day: Day) throws -> PriceAnswer {
    guard let model else { return .unpriced(.unknownModel) }
    return try history(of: model).answer(on: day)
  }

  /// What some usage cost. Usage without tokens costs nothing, even without a price.
  ///
  /// - Returns: The cost, which others are added to.
  /// - Throws: `Failure`: the amount is larger than can be counted, or the currency has no rate for the day (65), the list
  ///   cannot be read (78).
  public mutating func cost(of usage: ModelUsage) throws -> Cost {
    guard usage.count.hasTokens else { return Cost(edition) }
    var part = try Cost.Part(of: usage, answer(for: usage.model, on: usage.day))
    if let rates, part.usd != .zero {
      guard let rate = rates.rate(on: usage.day) else {
        throw Failure(noRateOf: rates.currency, on: usage.day)
      }
      part.converted = try part.usd.converted(by: rate)
    }
    return Cost(part, of: usage.model, by: edition)
  }

  /// Makes sure that there are rates for usage that costs something.
  ///
  /// - Throws: As ``cost(of:)``, for the first day without one.
  public mutating func requireRates(for usage: some Sequence<ModelUsage>) throws {
    guard let rates else { return }
    for usage in usage where try lacksRate(usage) { throw Failure(noRateOf: rates.currency, on: usage.day) }
  }

  /// Whether some usage costs something on a day for which the currency has no rate.
  ///
  /// - Throws: `Failure`: the amount is larger than can be counted (65), the list cannot be read (78).
  package mutating func lacksRate(_ usage: ModelUsage) throws -> Bool {
    guard let rates, usage.count.hasTokens, rates.rate(on: usage.day) == nil else { return false }
    return try Cost.Part(of: usage, answer(for: usage.model, on: usage.day)).usd != .zero
  }

  /// Where the prices of some models differ within some days.
  ///
  /// - Throws: `Failure` (78) when the list cannot be read.
  public mutating func cuts(of models: Set<Model>, in days: ClosedRange<Day>) throws -> PriceCuts {
    var changes: Set<Day> = []
    var limits: [Model: Int] = [:]
    changes.formUnion(
      (rates?.rates ?? []).map(\.from).filter { days.contains($0) && $0 != days.lowerBound })
    for model in models {
      let history = try history(of: model)
      changes.formUnion(history.changes.filter { days.contains($0) && $0 != days.lowerBound })
      limits[model] = history.limitsOfTiers.min()
    }
    return PriceCuts(days: changes.sorted(), limits: limits)
  }

  private mutating func history(of model: Model) throws -> PriceHistory {
    // Mostly one day's model is that of the day before.
    if let latest, latest.model == model { return latest.history }
    let history = try histories[model] ?? own.history(of: model, in: list)
    histories[model] = history
    latest = (model, history)
    return history
  }
}

extension Failure {
  /// A day with a cost and without a rate.
  fileprivate init(noRateOf currency: Currency, on day: Day) {
    self.init(
      .badData, "there is no rate of \(currency.code) for \(day)",
      advice:
        "Add one that holds from that day or an earlier one, as 'tokenledger prices show' has them, or ask for later days."
    )
  }
}

extension Cost.Part {
  /// The cost of usage for which a list has `answer`.
  fileprivate init(of usage: ModelUsage, _ answer: PriceAnswer) throws {
    self.init()
    switch answer {
    case .free: priced = usage.count
    case .unpriced: unpriced = usage.count
    case .price(let price, let billing):
      let billed = billing.output(of: usage.count)
      // Where the longest prompt is not known, it is at most all of them.
      let reachesTier = price.tier.map { (usage.largestPrompt ?? usage.count.prompt) > $0.above } ?? false
      func amount(_ tokens: TokenPrice) throws -> PicoDollars {
        try PicoDollars(tokens.input, times: usage.count.prompt)
          .plus(PicoDollars(tokens.output, times: billed))
      }
      usd = try amount(price.list)
      let (least, most) = (price.least, price.most(reachesTier: reachesTier))
      atLeast = least.costsTheSame(as: price.list) ? usd : try amount(least)
      atMost = most.costsTheSame(as: price.list) ? usd : try amount(most)
      (output, completion, priced) = (Int128(billed), Int128(usage.count.completion), usage.count)
    }
  }
}

/// What the usage of each day cost.
public struct DailyCosts: Equatable, Sendable {
  /// The list that the prices are from.
  public let edition: PriceListEdition
  /// The days with usage, ascending.
  private var days: [Day] = []
  /// What each of them cost. Beside the days, as a search among these would copy costs.
  private var costs: [Cost] = []

  /// The cost of some usage.
  ///
  /// - Parameters:
  ///   - usage: The usage of each day and model.
  ///   - days: The days whose cost may be asked for.
  ///   - pricer: The prices.
  /// - Throws: `Failure`: an amount of a day is larger than can be counted (65), the list cannot be read (78).
  public init(of usage: [ModelUsage], in days: ClosedRange<Day>, _ pricer: inout Pricer) throws {
    edition = pricer.edition
    // The ledger's days come in their order, each with a part for each model.
    for usage in usage where days.contains(usage.day) {
      let cost = try pricer.cost(of: usage)
      let place = self.days.last.map { $0 < usage.day } ?? true ? costs.count : place(of: usage.day)
      if place < costs.count, self.days[place] == usage.day {
        costs[place] += cost
      } else {
        self.days.insert(usage.day, at: place)
        costs.insert(cost, at: place)
      }
    }
  }

  /// What some days cost together.
  public func cost(of days: ClosedRange<Day>) -> Cost {
    let first = place(of: days.lowerBound)
    guard first < costs.count, self.days[first] <= days.upperBound else { return Cost(edition) }
    var sum = costs[first]
    for place in costs.indices.dropFirst(first + 1) {
      if self.days[place] > days.upperBound { break }
      sum += costs[place]
    }
    return sum
  }

  /// The place of a day, or of the first one after it.
  private func place(of day: Day) -> Int {
    var (low, high) = (0, costs.count)
    while low < high {
      let middle = (low + high) / 2
      if days[middle] < day { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
