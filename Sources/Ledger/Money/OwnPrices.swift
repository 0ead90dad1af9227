/// What an owner says of prices: it precedes a price list.
public struct OwnPrices: Sendable, Equatable {
  /// What holds for one model from a day on.
  public struct Entry: Sendable, Equatable {
    /// What holds.
    public enum Meaning: Sendable, Equatable {
      /// A price that was agreed on.
      case price(TokenPrice)
      /// Nothing has to be paid.
      case free
      /// The price of another name of the same platform, such as the model behind a deployment.
      case sameAs(String)
    }

    /// The model.
    public let model: Model
    /// The first day of the site's; nil: from the beginning.
    public let from: Day?
    /// What holds.
    public let meaning: Meaning

    /// What holds for a model from a day on.
    public init(_ model: Model, from: Day?, _ meaning: Meaning) {
      self.model = model
      self.from = from
      self.meaning = meaning
    }
  }

  /// The entries, no two of one model for one day.
  public let entries: [Entry]
  /// The price list that replaces the built-in one, as a path; nil for that one.
  public let file: String?
  /// The currency in which costs are shown, with its rates; nil where nothing is said of it, which is USD.
  public let rates: ExchangeRates?

  /// What an owner says; by default nothing.
  public init(_ entries: [Entry] = [], file: String? = nil, rates: ExchangeRates? = nil) {
    self.entries = entries
    self.file = file
    self.rates = rates
  }

  /// The same prices, with costs in USD.
  public var inUSD: OwnPrices { OwnPrices(entries, file: file) }

  /// What is said in two places, of which this one comes first: of a model that it names, and of the currency if it names
  /// one, the other place says nothing.
  public func over(_ other: OwnPrices) -> OwnPrices {
    let models = Set(entries.map(\.model))
    return OwnPrices(
      entries + other.entries.filter { !models.contains($0.model) }, file: file ?? other.file,
      rates: rates ?? other.rates)
  }
}
