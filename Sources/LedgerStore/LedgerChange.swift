import Ledger

/// A row by which the log is known again.
struct Checkpoint: Sendable, Equatable {
  let id: Int
  let time: WallClock
  let type: String
  let sessionHash: String
}

/// What one transaction does to the ledger. All of it happens, or none.
struct LedgerChange {
  /// Usage to add, rows to reject and rows to wait for.
  var usage: UsageFold?
  /// The new highest id seen.
  var lastID: Int?
  /// Ids that turned out to be missing, and missing ids whose rows appeared.
  var gaps = GapEdits()
  /// Rows that wait no longer.
  var settledIDs: [Int] = []
  /// Rows that were gone before they had a type.
  var vanished: [Rejection] = []
  /// A row to know the log by.
  var checkpoint: Checkpoint?
}
