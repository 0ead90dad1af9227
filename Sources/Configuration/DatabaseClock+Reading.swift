import Ledger
import Sites
import Text

extension DatabaseClock {
  static let keys = ["before", "zone"]

  /// The section `log.database_clock`; nil when it is invalid.
  init?(_ reader: SettingsReader, _ problems: inout [Problem]) {
    let before = reader.day("before", isRequired: true, &problems)
    let zone = reader.value(
      "zone", expected: "a time zone of this system, such as UTC, Europe/Berlin or +02:00", isRequired: true,
      &problems
    ) { SiteTimeZone($0) }
    guard let before, let zone else { return nil }
    self.init(before: before, zone: zone)
  }

  /// A clock of a time zone.
  public init(before: Day, zone: SiteTimeZone) {
    self.init(before: before, zone: zone.name) { zone.secondsFromGMT(at: $0.secondsSince1970) }
  }
}
