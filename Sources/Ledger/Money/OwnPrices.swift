import Ledger

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

  /// What an owner says; by default nothing.
  public init(_ entries: [Entry] = [], file: String? = nil) {
    self.entries = entries
    self.file = file
  }
}
