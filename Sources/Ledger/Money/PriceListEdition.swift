/// Which prices a cost was found with, and in which currency it is shown.
public struct PriceListEdition: Hashable, Sendable {
  /// The list's version.
  public let version: String
  /// The list's date: what vendors changed later it does not know.
  public let date: Day
  /// Whether the owner has said prices that precede the list's.
  public let hasOwnPrices: Bool
  /// The currency in which costs are shown.
  public let currency: Currency
  /// What it is called, for people: "1 of 2026-11-28".
  public let name: String

  /// The list of a version and a date.
  public init(version: String, date: Day, hasOwnPrices: Bool = false, currency: Currency = .usd) {
    self.version = version
    self.date = date
    self.hasOwnPrices = hasOwnPrices
    self.currency = currency
    name = "\(version) of \(date)" + (hasOwnPrices ? ", with own prices" : "")
  }
}
