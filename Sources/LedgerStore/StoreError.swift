/// What went wrong between the log and the ledger: one line that says what and where, and what to do.
public struct StoreError: Error, Sendable, Equatable {
  /// The kind of a failure, as sysexits sorts them.
  public enum Kind: Sendable {
    /// The ledger or the log contradicts itself.
    case badData
    /// The log, or the ledger, is not there.
    case noInput
    /// Another run is at work; try again.
    case busy
    /// The database user may not do this.
    case permission
    /// A newer TokenLedger wrote this ledger.
    case configuration
    /// A request that makes no sense for this site.
    case usage
  }

  /// The kind of failure.
  public let kind: Kind
  /// What happened, and where. Holds no values of rows.
  public let message: String
  /// What to do about it.
  public let advice: String

  /// An error of a kind.
  public init(_ kind: Kind, _ message: String, advice: String) {
    self.kind = kind
    self.message = message
    self.advice = advice
  }

  static let busy = StoreError(
    .busy, "another run changed the ledger while this one was at work",
    advice: "Nothing was lost or counted twice; run it again.")
}
