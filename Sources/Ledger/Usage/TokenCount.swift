/// Tokens and requests over some span: the one measure that every table, report and file is made of.
///
/// `prompt`, `completion` and `total` are the sums of their own row types, so `total` may exceed
/// `prompt + completion` (some providers count thinking tokens in the total alone).
public struct TokenCount: Hashable, Sendable {
  /// Tokens of prompt rows.
  public var prompt: Int
  /// Tokens of completion rows.
  public var completion: Int
  /// Tokens of total rows.
  public var total: Int
  /// The number of total rows: answered messages.
  public var requests: Int

  /// A count of the given parts.
  public init(prompt: Int = 0, completion: Int = 0, total: Int = 0, requests: Int = 0) {
    self.prompt = prompt
    self.completion = completion
    self.total = total
    self.requests = requests
  }

  /// No tokens and no requests.
  public static let zero = TokenCount()

  /// Whether there are any tokens.
  public var hasTokens: Bool { prompt != 0 || completion != 0 || total != 0 }

  /// Part by part. What no database column could hold stays at the largest number there is.
  public static func + (left: TokenCount, right: TokenCount) -> TokenCount {
    TokenCount(
      prompt: clampedSum(left.prompt, right.prompt),
      completion: clampedSum(left.completion, right.completion), total: clampedSum(left.total, right.total),
      requests: clampedSum(left.requests, right.requests))
  }

  /// Adds part by part.
  public static func += (left: inout TokenCount, right: TokenCount) {
    left = left + right
  }

  private static func clampedSum(_ left: Int, _ right: Int) -> Int {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? (left < 0 ? .min : .max) : sum
  }
}
