/// Which price list a cost was found with.
public struct PriceListEdition: Hashable, Sendable {
  /// The list's version.
  public let version: String
  /// The list's date: what vendors changed later it does not know.
  public let date: Day
  /// Whether the owner has said prices that precede the list's.
  public let hasOwnPrices: Bool

  /// The list of a version and a date.
  public init(version: String, date: Day, hasOwnPrices: Bool = false) {
    self.version = version
    self.date = date
    self.hasOwnPrices = hasOwnPrices
  }
}
