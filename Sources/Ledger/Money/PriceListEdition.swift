/// Which prices a cost was found with, and in which currency it is shown.
public struct PriceListEdition: Sendable {
  /// What it is, by reference: each cost of thousands of days holds it.
  private final class Facts: Sendable {
    let version: String
    let date: Day
    let hasOwnPrices: Bool
    let currency: Currency
    let name: String

    init(_ version: String, _ date: Day, hasOwnPrices: Bool, _ currency: Currency) {
      self.version = version
      self.date = date
      self.hasOwnPrices = hasOwnPrices
      self.currency = currency
      name = "\(version) of \(date)" + (hasOwnPrices ? ", with own prices" : "")
    }
  }

  private let facts: Facts

  /// The list's version.
  public var version: String { facts.version }
  /// The list's date: what vendors changed later it does not know.
  public var date: Day { facts.date }
  /// Whether the owner has said prices that precede the list's.
  public var hasOwnPrices: Bool { facts.hasOwnPrices }
  /// The currency in which costs are shown.
  public var currency: Currency { facts.currency }
  /// What it is called, for people: "1 of 2026-11-28".
  public var name: String { facts.name }

  /// The list of a version and a date.
  public init(version: String, date: Day, hasOwnPrices: Bool = false, currency: Currency = .usd) {
    facts = Facts(version, date, hasOwnPrices: hasOwnPrices, currency)
  }
}

extension PriceListEdition: Hashable {
  /// Equal when both say the same.
  public static func == (left: PriceListEdition, right: PriceListEdition) -> Bool {
    left.facts === right.facts
      || (left.name, left.currency) == (right.name, right.currency)
  }

  /// Hashes what it says.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(currency)
  }
}
