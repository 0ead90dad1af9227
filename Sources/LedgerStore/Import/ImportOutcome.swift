import Ledger

/// What an import did, or would do.
public struct ImportOutcome: Sendable, Equatable {
  /// The import's number; nil when it brought nothing, and when it was tried only.
  public internal(set) var id: Int?
  /// Token rows in the files; the sum of the next five.
  public internal(set) var rowsRead = 0
  /// Rows that the ledger surely lacked and has now.
  public internal(set) var rowsImported = 0
  /// Rows that an earlier import brought, or that the files hold more than once.
  public internal(set) var rowsRepeated = 0
  /// Rows that the ledger has counted from the log, or of which nothing proves that it has not.
  public internal(set) var rowsTakenAsCounted = 0
  /// Rows that a sync may still find.
  public internal(set) var rowsLeftToSync = 0
  /// Rows that do not count.
  public internal(set) var rowsRejected = 0
  /// Why they do not.
  public internal(set) var rejections: [RejectionReason: Int] = [:]
  /// What was imported, by day.
  public internal(set) var days: [Day: ImportedDay] = [:]

  /// Nothing was read.
  public init() {}

  /// What all days brought.
  public var total: TokenCount { days.values.reduce(.zero) { $0 + $1.count } }
}

/// What an import brought for one day.
public struct ImportedDay: Sendable, Equatable {
  /// How many rows.
  public internal(set) var rows = 0
  /// Their sum.
  public internal(set) var count = TokenCount.zero
}
