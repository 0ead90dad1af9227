import Ledger

/// Whether rows may have been purged before any sync saw them.
struct Blindness {
  private let lastSync: SiteTime?
  private let cutoffAtStart: SiteTime?
  private let missesRows: Bool

  /// Looks at the ids past the highest seen, before a sync reads on.
  ///
  /// The chatbot purges from the oldest on: when the very next id is still there, or none was handed out,
  /// nothing unseen has been purged.
  init(before state: LedgerState, facts: SiteFacts, reader: LogReader, log: LogTable) throws {
    lastSync = state.syncedSite
    cutoffAtStart = facts.purgeCutoff
    guard let lastSync, let cutoffAtStart, lastSync < cutoffAtStart else {
      missesRows = false
      return
    }
    let next = try reader.firstID(after: state.lastID) ?? log.nextID
    missesRows = next.map { $0 - 1 > state.lastID } ?? true
  }

  /// What to tell the owner when the sync has ended.
  func warning(at end: SiteFacts) -> String? {
    guard let cutoff = end.purgeCutoff else { return nil }
    if let lastSync, missesRows, lastSync < cutoff {
      return """
        rows logged between \(lastSync) and \(cutoff) may have been purged before any sync saw them \
        (the chatbot's retention was shorter than the time between two syncs)
        """
    }
    if let cutoffAtStart, cutoff > cutoffAtStart, lastSync.map({ $0 < cutoff }) ?? true {
      return """
        the retention moved from \(cutoffAtStart) to \(cutoff) while this sync was reading: rows in between \
        may have been purged before it saw them
        """
    }
    return nil
  }
}
