import Ledger

/// Which tokens of a platform are billed as output.
package enum Billing: String, Sendable, CaseIterable {
  /// The completion tokens.
  case completion
  /// All that is not prompt: the platform logs its thinking tokens in the total alone.
  case totalWithoutPrompt = "total-prompt"
  /// None: nothing of the platform costs anything.
  case free

  /// The tokens of some usage that are billed as output. It is additive, so it can be negative where an answer has no
  /// Total row.
  package func output(of count: TokenCount) -> Int {
    switch self {
    case .completion: count.completion
    case .totalWithoutPrompt: count.total - count.prompt
    case .free: 0
    }
  }
}

/// What a model costs from some day on.
package struct Price: Hashable, Sendable {
  /// A higher price of requests with a long prompt.
  package struct Tier: Hashable, Sendable {
    /// The request's prompt has more tokens than this.
    package let above: Int
    /// What all its tokens cost then.
    package let price: TokenPrice
  }

  /// The list price: of a prompt that is not cached and below the tier.
  package let list: TokenPrice
  /// The price above a number of tokens, if there is one.
  package let tier: Tier?
  /// A lower price at some hours of the day, if there is one: at which the ledger's days do not say.
  package let offPeak: TokenPrice?
  /// A higher price at some hours of the day, if there is one.
  package let peak: TokenPrice?

  /// The least that any token can cost: with all of the prompt cached, off-peak.
  var least: TokenPrice {
    TokenPrice(
      input: min(list.leastInput, offPeak?.leastInput ?? list.leastInput),
      output: min(list.output, offPeak?.output ?? list.output), cachedInput: nil)
  }

  /// The most that any token can cost: at peak hours, and at the tier's price if some request can be in it.
  func most(reachesTier: Bool) -> TokenPrice {
    var (input, output) = (list.input, list.output)
    if let peak { (input, output) = (max(input, peak.input), max(output, peak.output)) }
    if reachesTier, let tier {
      (input, output) = (max(input, tier.price.input), max(output, tier.price.output))
    }
    return TokenPrice(input: input, output: output, cachedInput: nil)
  }
}

/// What a price list knows of a model on a day.
package enum PriceAnswer: Hashable, Sendable {
  /// It has a price, and which of its tokens are billed as output.
  case price(Price, Billing)
  /// It costs exactly nothing. That is not the same as unknown.
  case free
  /// No price is known.
  case unpriced(UnpricedReason)
}

/// Why no price is known.
package enum UnpricedReason: Hashable, Sendable {
  /// Nobody knows which model was used.
  case unknownModel
  /// The list does not know the platform.
  case unknownPlatform
  /// The list does not know the name on that platform.
  case unknownName
  /// The first known price begins later.
  case before(Day)
  /// The owner says that it has the price of this name, which has none.
  case sameAs(String)
  /// The list says that there is none, and why.
  case listed(String)
  /// A snapshot of a name that had several prices: nobody says which of them is the snapshot's.
  case snapshot(of: String)
}

/// How many tokens a model takes and gives at most.
package struct ModelLimits: Hashable, Sendable {
  /// Of a prompt and its answer together; nil when it is not known.
  package let context: Int?
  /// Of an answer; nil when it is not known.
  package let answer: Int?
}
