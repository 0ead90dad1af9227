import Text

/// What tokens cost, in pico-dollars a token, which is micro-dollars per 1,000,000 tokens.
///
/// Prices are published in USD per 1,000,000 tokens with at most six digits after the point, so 2.5 is 2,500,000 here. A
/// list has prices from 0 to below 1,000,000 USD.
public struct TokenPrice: Hashable, Sendable {
  /// Of a token of the prompt.
  public let input: Int
  /// Of a token that is billed as output.
  public let output: Int
  /// Of a token of the prompt that the vendor has cached; nil when no such price is known. Never above ``input``.
  public let cachedInput: Int?

  /// A price in pico-dollars a token.
  public init(input: Int, output: Int, cachedInput: Int?) {
    self.input = input
    self.output = output
    self.cachedInput = cachedInput
  }

  /// A decimal of USD per 1,000,000 tokens, such as "0.15", in pico-dollars a token; nil for any other text, and for more
  /// than six digits before or after the point.
  public static func amount(_ text: String) -> Int? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard (1...6).contains(parts[0].utf8.count), parts[0].utf8.allSatisfy(isDigit), let whole = Int(parts[0])
    else {
      return nil
    }
    guard parts.count == 2 else { return whole * 1_000_000 }
    let digits = parts[1].utf8.count
    guard (1...6).contains(digits), parts[1].utf8.allSatisfy(isDigit),
      let part = Int(parts[1] + String(repeating: "0", count: 6 - digits))
    else { return nil }
    return whole * 1_000_000 + part
  }

  /// A price in pico-dollars a token as a decimal of USD per 1,000,000 tokens.
  public static func exact(_ price: Int) -> String { DecimalText(Int128(price), digits: 6).exact }

  /// Whether tokens that are not cached cost the same.
  package func costsTheSame(as other: TokenPrice) -> Bool { input == other.input && output == other.output }
  /// The least that a token of a prompt can cost.
  package var leastInput: Int { cachedInput ?? input }
}
