import Ledger

/// A row by which the log is known again.
struct Checkpoint: Sendable, Equatable {
  let id: Int
  let time: SiteTime
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
  /// What was found out about rows that wait.
  var waiting = WaitingEdits()
  /// A row to know the log by.
  var checkpoint: Checkpoint?
}
