import Text

extension Failure {
  /// Another run was quicker.
  static let overtaken = Failure(
    .tryAgain, "another run changed the ledger while this one was at work",
    advice: "Nothing was lost or counted twice; run it again.", cause: .overtaken)

  /// Whether the ledger or the log contradicts itself. A log without the columns that are read does not.
  package var isContradiction: Bool { kind == .badData && cause != .logShape }
}
