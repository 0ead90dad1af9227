import Text

/// What a USD comes to in another currency, by day.
public struct ExchangeRates: Hashable, Sendable {
  /// A rate and since when it holds.
  public struct Rate: Hashable, Sendable {
    /// The first of the site's days.
    public let from: Day
    /// The amount for 1 USD, in units of 1e-10.
    public let count: Int128

    /// A rate that holds from a day until the next one's; `count` is the amount for 1 USD in units of 1e-10.
    public init(from: Day, count: Int128) {
      (self.from, self.count) = (from, count)
    }

    /// The amount for 1 USD as an exact decimal.
    public var exact: String { DecimalText(count, digits: ExchangeRates.digits).exact }
  }

  /// The currency; where it is USD there are no rates.
  public let currency: Currency
  /// The rates by their days, no two of one day.
  public let rates: [Rate]

  /// How many digits a rate has after the point at most, and in all.
  static let digits = 10

  /// The rates of a currency, in any order.
  public init(_ currency: Currency, _ rates: [Rate] = []) {
    self.currency = currency
    self.rates = rates.sorted { $0.from < $1.from }
  }

  /// A decimal above 0 of at most ten digits, zeros before the first aside, such as "0.9213", in units of 1e-10; nil for any
  /// other text.
  public static func amount(_ text: String) -> Int128? {
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }) else { return nil }
    let (whole, fraction) = (parts[0], parts.count == 2 ? parts[1] : "")
    let significant = (whole + fraction).drop { $0 == "0" }
    guard (1...digits).contains(significant.utf8.count), fraction.utf8.count <= digits else { return nil }
    return Int128(whole + fraction + String(repeating: "0", count: digits - fraction.utf8.count))
  }

  /// The rate that holds on a day; nil before the first.
  public func rate(on day: Day) -> Rate? {
    var (low, high) = (0, rates.count)
    while low < high {
      let middle = (low + high) / 2
      if rates[middle].from <= day { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? rates[low - 1] : nil
  }
}
