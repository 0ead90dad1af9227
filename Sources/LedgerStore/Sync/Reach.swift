import Ledger
import MariaDB

/// How far the syncs have looked into the log that is there now, and under which epoch they wrote down what
/// they found: rows up to an epoch's `resumedID` were looked at in the epochs before it.
struct Reach {
  /// The ids that an epoch was the first to look at.
  struct Part {
    let epoch: Int
    /// Ids up to this one are of an earlier epoch.
    let resumedID: Int
    /// The highest id of the log that the epoch knows.
    let lastID: Int
    /// Rows up to this time were taken as counted, and never looked at.
    let countedUntil: SiteTime?
  }

  /// The parts of the log, from the lowest ids to the highest. The newest epoch is always the last.
  let parts: [Part]
  /// The lowest id that was or may have been examined: below 1 only when syncs search for such ids.
  let firstID: Int
  /// Whether the ledger has bitmaps of missing ids; one of an earlier version has not.
  let hasBitmaps: Bool
  private let tables: Tables

  /// The highest id that was looked at.
  var lastID: Int { parts.last?.lastID ?? 0 }

  /// Looks at the epochs up to the state's; `lastID` is the highest id that they have seen of this very log.
  init(state: LedgerState, lastID: Int, _ connection: Connection, _ tables: Tables) throws {
    let query: Query = """
      SELECT epoch, resumed_id, counted_until, \(query: Epoch.hasLowIDs(state.epoch, tables))
      FROM \(identifier: tables.epochs) WHERE \(query: tables.isLog) AND epoch <= \(state.epoch) ORDER BY epoch DESC
      """
    hasBitmaps = state.version >= Migrations.bitmaps
    self.tables = tables
    var parts: [Part] = []
    var limit = lastID
    let epochs = try connection.rows(query, as: (Int, Int, SiteTime?, Bool).self)
    firstID = epochs.first?.3 ?? false ? IDRange.lowestID : 1
    for (epoch, resumedID, countedUntil, _) in epochs {
      // An epoch of which nothing is left has nothing to say of this log.
      guard epoch == state.epoch || limit > 0 else { break }
      parts.append(
        Part(epoch: epoch, resumedID: resumedID, lastID: limit, countedUntil: countedUntil))
      limit = min(limit, resumedID)
    }
    self.parts = parts.reversed()
  }

  /// The part that an id lies in; nil above the highest one.
  func part(of id: Int) -> Part? {
    parts.first { id <= $0.lastID }
  }

  /// The condition for a row of one of our tables, under the alias `table`, to speak of this log.
  func covers(_ table: String, id column: String) -> Query {
    covers(table, idIn: "\(table).\(column)")
  }

  /// The condition for an id, as the row of our tables under the alias `table` means it, to speak of this log.
  func covers(_ table: String, idIn expression: String) -> Query {
    let id = Query(unchecked: expression)
    var condition: Query = "(FALSE"
    for part in parts {
      condition.append(
        """
         OR (\(query: tables.isLog(of: table)) AND \(query: Query(unchecked: table)).epoch = \(part.epoch)
          AND \(query: id) <= \(part.lastID))
        """)
    }
    condition.append(")")
    return condition
  }
}
