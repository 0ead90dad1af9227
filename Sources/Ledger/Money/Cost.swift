import Text

/// What some usage cost: exact amounts, and what of it has no price.
///
/// Costs are added up model by model, so that sums of days, models, pages and users are equal however they are grouped.
/// Where fewer tokens are billed as output than were logged, because answers have no Total row, the sum is too low, and says
/// so; a model whose output comes to less than nothing in the sum at hand is unknown in it.
///
///     var cost = Cost()
///     cost += try pricer.cost(of: usage)
///     cost.usd?.exact      // "0.3765325"
///     cost.unpricedTokens  // 0
public struct Cost: Hashable, Sendable {
  /// A model with usage that has no price.
  public struct Unpriced: Hashable, Comparable, Sendable {
    /// The model; nil when nobody knows it.
    public let model: Model?
    /// Its total tokens without a price.
    public let tokens: Int

    /// Usage of a model without a price.
    public init(model: Model?, tokens: Int) {
      self.model = model
      self.tokens = tokens
    }

    /// More tokens come first, then platforms and names in their order.
    public static func < (left: Unpriced, right: Unpriced) -> Bool {
      if left.tokens != right.tokens { return left.tokens > right.tokens }
      return (left.model?.platform ?? "", left.model?.name ?? "")
        < (right.model?.platform ?? "", right.model?.name ?? "")
    }
  }

  /// What one model's usage cost.
  public struct Part: Hashable, Sendable {
    /// At list prices: nothing cached, below every tier, at the hours without a surcharge or a discount.
    public var usd = PicoDollars.zero
    /// The least that it can have cost.
    public var atLeast = PicoDollars.zero
    /// The most that it can have cost.
    public var atMost = PicoDollars.zero
    /// The cost in the currency that it is shown in, in units of 1e-22; 0 where that is USD.
    public var converted: Int128 = 0
    /// The tokens that are billed as output, of the usage with a price; negative where answers have no Total row.
    public var output: Int128 = 0
    /// The completion tokens that were logged of it.
    public var completion: Int128 = 0
    /// The usage with a price, or that is free.
    public var priced = TokenCount.zero
    /// The usage without a price.
    public var unpriced = TokenCount.zero

    /// What no usage cost.
    public init() {}

    fileprivate var isKnown: Bool { output >= 0 && usd >= .zero }
    /// Whether less is billed than was logged, so that the amounts are too low.
    fileprivate var lacksOutput: Bool { output < completion }
    fileprivate var isComplete: Bool { isKnown && !lacksOutput && unpriced == .zero }
  }

  /// A model and what its usage cost. There are few, so that a list takes less memory and time than a dictionary.
  private struct Entry: Hashable {
    let model: Model?
    var part: Part
  }

  /// The list that the prices are from; nil for a sum without a cost of any list.
  public private(set) var edition: PriceListEdition?
  private var entries: [Entry] = []

  /// The cost of nothing, which is 0.
  public init(_ edition: PriceListEdition? = nil) {
    self.edition = edition
  }

  /// What one model's usage cost by the prices of a list; `model` is nil when nobody knows it.
  public init(_ part: Part, of model: Model?, by edition: PriceListEdition) {
    self.edition = edition
    entries = [Entry(model: model, part: part)]
  }

  /// Adds other usage's cost. What is larger than can be counted stays at the largest number there is, and is found by
  /// ``checked()``.
  public static func += (left: inout Cost, right: Cost) {
    if left.edition == nil { left.edition = right.edition }
    if left.entries.isEmpty {
      left.entries = right.entries
      return
    }
    // By number, as a copy of an entry takes longer than its sum.
    for number in right.entries.indices {
      let model = right.entries[number].model
      if let place = left.entries.firstIndex(where: { $0.model == model }) {
        left.entries[place].part += right.entries[number].part
      } else {
        left.entries.append(right.entries[number])
      }
    }
  }

  /// The same cost, said to be by another list, in the currency of which it is shown: USD, or the currency that it was
  /// converted to.
  public func shown(by edition: PriceListEdition) -> Cost {
    var cost = self
    cost.edition = edition
    return cost
  }

  /// Equal when each model's cost is.
  public static func == (left: Cost, right: Cost) -> Bool {
    left.edition == right.edition && Set(left.entries) == Set(right.entries)
  }

  /// Hashes the models and their costs.
  public func hash(into hasher: inout Hasher) { hasher.combine(Set(entries)) }

  /// The same cost.
  ///
  /// - Throws: `Failure` (65) when it is larger than can be counted, so that nothing is shown of it.
  public func checked() throws -> Cost {
    for part in entries.map(\.part) {
      for amount in [part.usd, part.atLeast, part.atMost] { _ = try amount.plus(.zero) }
      if part.converted == .max || part.converted == .min { throw PicoDollars.isTooLarge }
      if Int(exactly: part.output) == nil {
        throw Failure(
          .badData, "a number of tokens is larger than can be counted",
          advice:
            "Look for impossible numbers of tokens: tokenledger verify compares the ledger with the log.")
      }
    }
    // Each model's amount may be countable, and their sum not.
    for sum in [usd, atLeast, atMost] { _ = try sum?.plus(.zero) }
    if amount?.count == .max || amount?.count == .min { throw PicoDollars.isTooLarge }
    return self
  }
}

extension Cost.Part {
  fileprivate static func += (left: inout Cost.Part, right: Cost.Part) {
    left.usd = PicoDollars(left.usd.count.clampedSum(right.usd.count))
    left.atLeast = PicoDollars(left.atLeast.count.clampedSum(right.atLeast.count))
    left.atMost = PicoDollars(left.atMost.count.clampedSum(right.atMost.count))
    left.converted = left.converted.clampedSum(right.converted)
    left.output = left.output.clampedSum(right.output)
    left.completion = left.completion.clampedSum(right.completion)
    left.priced += right.priced
    left.unpriced += right.unpriced
  }
}

extension Int128 {
  fileprivate func clampedSum(_ other: Int128) -> Int128 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (self < 0 ? .min : .max) : sum
  }
}

extension Cost {
  /// The known cost at list prices: nothing cached, below every tier, at the hours without a surcharge or a discount. Nil
  /// when there is usage and none of it has a price: that is unknown, not 0.
  public var usd: PicoDollars? { sum { $0.usd.count }.map { PicoDollars($0) } }

  /// The same in the currency in which costs are shown.
  public var amount: Money? {
    guard let currency = edition?.currency, currency != .usd else { return usd.map { Money($0) } }
    return sum { $0.converted }.map { Money($0, in: currency) }
  }

  /// The least that the same usage can have cost: all of the prompt cached where there is a price for that, off-peak.
  public var atLeast: PicoDollars? { sum { min($0.atLeast, $0.usd).count }.map { PicoDollars($0) } }

  /// The most that the same usage can have cost: at the tier's price where a prompt may have been that long, and at peak
  /// hours.
  public var atMost: PicoDollars? { sum { max($0.atMost, $0.usd).count }.map { PicoDollars($0) } }

  /// Whether some of the usage has a price or is free.
  public var hasPrices: Bool { !entries.isEmpty && usd != nil }

  /// All total tokens, with a price or without.
  public var tokens: Int { sum { $0.priced + $0.unpriced }.total }

  /// The usage with a price, or that is free.
  public var priced: TokenCount {
    sum { $0.isKnown ? $0.priced : .zero }
  }

  /// The total tokens without a price.
  public var unpricedTokens: Int { sum { $0.isKnown ? $0.unpriced : $0.unpriced + $0.priced }.total }

  /// Whether all usage has a price or is free, and its output is known.
  public var isComplete: Bool { entries.allSatisfy(\.part.isComplete) }

  /// The models some of whose output is not known, as answers have no Total row: their cost is too low, or not known.
  public var lackingOutput: [Model] {
    entries.compactMap { $0.part.lacksOutput ? $0.model : nil }.sorted()
  }

  /// The models with usage that has no price, those with the most tokens first. One can have no total tokens at all,
  /// where answers have no Total row.
  public var unpriced: [Unpriced] {
    entries.compactMap { entry in
      let part = entry.part
      let count = part.isKnown ? part.unpriced : part.unpriced + part.priced
      return count == .zero ? nil : Unpriced(model: entry.model, tokens: count.total)
    }.sorted()
  }

  private func sum(_ count: (Part) -> TokenCount) -> TokenCount {
    var sum = TokenCount.zero
    for entry in entries { sum += count(entry.part) }
    return sum
  }

  /// The sum of an amount over what is known.
  private func sum(_ amount: (Part) -> Int128) -> Int128? {
    var sum: Int128 = 0
    var isKnown = entries.isEmpty
    for entry in entries where entry.part.isKnown && entry.part.priced != .zero {
      sum = sum.clampedSum(amount(entry.part))
      isKnown = true
    }
    return isKnown ? sum : nil
  }
}
