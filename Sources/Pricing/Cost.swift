import Ledger
import Text

/// What some usage cost: exact amounts, and what of it has no price.
///
/// Costs are added up model by model, so that sums of days, models, pages and users are equal however they are grouped.
/// A model whose tokens that are billed as output come to less than nothing, because answers have no Total row, is
/// unknown in the sum at hand; that is decided when a figure is read, never before sums are made.
///
///     var cost = Cost()
///     try cost.add(pricer.cost(of: count, largestPrompt: 812, by: model, on: day))
///     cost.usd?.exact      // "0.3765325"
///     cost.unpricedTokens  // 0
package struct Cost: Hashable, Sendable {
  /// A model with usage that has no price.
  package struct Unpriced: Hashable, Sendable {
    /// The model; nil when nobody knows it.
    package let model: Model?
    /// Its total tokens without a price.
    package let tokens: Int
  }

  private struct Part: Hashable {
    var (usd, atLeast, atMost) = (PicoDollars.zero, PicoDollars.zero, PicoDollars.zero)
    /// The tokens that are billed as output, of the usage with a price.
    var output = 0
    var priced = TokenCount.zero
    var unpriced = TokenCount.zero

    var isKnown: Bool { output >= 0 }
  }

  private var parts: [Model?: Part] = [:]

  /// The cost of nothing, which is 0.
  package init() {}

  /// Adds other usage's cost.
  ///
  /// - Throws: `Failure` (65) when the sum is larger than can be counted.
  package mutating func add(_ other: Cost) throws {
    for (model, part) in other.parts { try add(part, of: model) }
  }

  /// The cost of usage for which the list has `answer`. Usage without tokens costs nothing, even without a price.
  init(of count: TokenCount, largestPrompt: Int?, by model: Model?, _ answer: PriceAnswer) throws {
    guard count.prompt != 0 || count.completion != 0 || count.total != 0 else { return }
    var part = Part()
    switch answer {
    case .free: part.priced = count
    case .unpriced: part.unpriced = count
    case .price(let price, let billing):
      let output = billing.output(of: count)
      // Where the longest prompt is not known, it is at most all of them.
      let reachesTier = price.tier.map { (largestPrompt ?? count.prompt) > $0.above } ?? false
      func amount(_ tokens: TokenPrice) throws -> PicoDollars {
        try PicoDollars(Int128(tokens.input)).times(count.prompt)
          .plus(PicoDollars(Int128(tokens.output)).times(output))
      }
      part.usd = try amount(price.list)
      part.atLeast = try amount(price.least)
      part.atMost = try amount(price.most(reachesTier: reachesTier))
      (part.output, part.priced) = (output, count)
    }
    parts[model] = part
  }

  private mutating func add(_ other: Part, of model: Model?) throws {
    var part = parts[model] ?? Part()
    part.usd = try part.usd.plus(other.usd)
    part.atLeast = try part.atLeast.plus(other.atLeast)
    part.atMost = try part.atMost.plus(other.atMost)
    part.output = try part.output.plus(other.output)
    part.priced += other.priced
    part.unpriced += other.unpriced
    parts[model] = part
  }
}

extension Cost {
  /// The known cost at list prices: nothing cached, below every tier, at the hours without a surcharge or a discount. Nil
  /// when there is usage and none of it has a price: that is unknown, not 0.
  package var usd: PicoDollars? { sum(\.usd) }

  /// The least that the same usage can have cost: all of the prompt cached where there is a price for that, off-peak.
  package var atLeast: PicoDollars? { sum { min($0.atLeast, $0.usd) } }

  /// The most that the same usage can have cost: at the tier's price where a prompt may have been that long, and at peak
  /// hours.
  package var atMost: PicoDollars? { sum { max($0.atMost, $0.usd) } }

  /// All total tokens, with a price or without.
  package var tokens: Int { parts.values.reduce(TokenCount.zero) { $0 + $1.priced + $1.unpriced }.total }

  /// The total tokens without a price.
  package var unpricedTokens: Int {
    unpriced.reduce(TokenCount.zero) { $0 + TokenCount(total: $1.tokens) }.total
  }

  /// Whether all usage has a price or is free.
  package var isComplete: Bool { unpriced.isEmpty }

  /// The models with usage that has no price, those with the most tokens first. One can have no total tokens at all,
  /// where answers have no Total row.
  package var unpriced: [Unpriced] {
    parts.compactMap { model, part in
      let count = part.isKnown ? part.unpriced : part.unpriced + part.priced
      return count == .zero ? nil : Unpriced(model: model, tokens: count.total)
    }.sorted { left, right in
      if left.tokens != right.tokens { return left.tokens > right.tokens }
      return (left.model?.platform ?? "", left.model?.name ?? "")
        < (right.model?.platform ?? "", right.model?.name ?? "")
    }
  }

  /// The sum of an amount over what is known. No amount of a part reaches ``PicoDollars/limit``, so that it takes more
  /// models than there can be to overflow.
  private func sum(_ amount: (Part) -> PicoDollars) -> PicoDollars? {
    let known = parts.values.filter { $0.isKnown && $0.priced != .zero }
    if known.isEmpty, !parts.isEmpty { return nil }
    return PicoDollars(known.reduce(0) { $0 + amount($1).count })
  }
}

extension Int {
  /// The sum of two numbers of tokens.
  fileprivate func plus(_ other: Int) throws -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    if overflow {
      throw Failure(
        .badData, "a number of tokens is larger than can be counted",
        advice: "Look for impossible numbers of tokens: tokenledger verify compares the ledger with the log.")
    }
    return sum
  }
}
