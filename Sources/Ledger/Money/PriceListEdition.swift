/// Which price list a cost was found with.
public struct PriceListEdition: Hashable, Sendable {
  /// The list's version.
  public let version: String
  /// The list's date: what vendors changed later it does not know.
  public let date: Day

  /// The list of a version and a date.
  public init(version: String, date: Day) {
    self.version = version
    self.date = date
  }
}
