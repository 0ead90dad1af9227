import Ledger

extension WallClock {
  /// This time, shown by a clock in UTC, as RFC 3339 writes it: "2026-11-21T14:03:11Z".
  public var rfc3339UTC: String {
    String(description.map { $0 == " " ? "T" : $0 }) + "Z"
  }
}
