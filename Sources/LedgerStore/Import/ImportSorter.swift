import Ledger

/// Decides what becomes of a part's rows.
struct ImportSorter {
  typealias Candidate = (row: TokenRow, key: ImportedRowKey)

  private let rules: CountingRules
  private let declared: ModelRules
  private let shift: ClockShift?
  /// What has come of all rows so far.
  var outcome: ImportOutcome
  /// The rows that may have to be imported; after ``decide(by:_:)`` those that have to.
  private(set) var missing: [Candidate] = []
  /// The rows that ``decide(by:_:)`` has left out.
  private(set) var leftOut: [ImportedRowKey] = []

  /// Sorts by rules; `declared` is what the owner declared of the models.
  init(rules: CountingRules, declared: ModelRules, shift: ClockShift?, outcome: ImportOutcome) {
    self.rules = rules
    self.declared = declared
    self.shift = shift
    self.outcome = outcome
  }

  /// What the rows to import add up to. Nobody saw their model.
  var usage: UsageFold {
    var usage = UsageFold(rules: rules, timeline: ModelTimeline(), declared: declared, shift: shift)
    for candidate in missing { usage.add(candidate.row) }
    return usage
  }

  /// Keeps the countable rows and drops duplicates.
  mutating func take(_ rows: [TokenRow]) {
    outcome.rowsRead += rows.count
    var seen: Set<ImportedRowKey> = []
    for row in rows {
      switch rules.count(row) {
      case .failure(let reason):
        outcome.rowsRejected += 1
        outcome.rejections[reason, default: 0] += 1
      case .success(let (time, tokens)):
        let key = ImportedRowKey(id: row.id, time: time, kind: row.kind, tokens: tokens)
        if seen.insert(key).inserted { missing.append((row, key)) } else { outcome.rowsRepeated += 1 }
      }
    }
  }

  /// Leaves out the rows that an earlier part or import has brought, and those that an earlier part has left out.
  mutating func leaveOutRepeated(_ imported: ImportedRows, _ seen: SeenRows) throws {
    let keys = Set(missing.map(\.key))
    let known = try imported.known(of: keys).union(seen.known(of: keys))
    outcome.rowsRepeated += known.count
    missing.removeAll { known.contains($0.key) }
  }

  /// Leaves out the rows that the ledger does not surely lack.
  mutating func decide(by history: CountedHistory, _ reader: HistoryReader) throws {
    let exceptions = try reader.exceptions(of: missing.map { ($0.key.id, $0.key.time) }, in: history)
    var decided: [Candidate] = []
    for candidate in missing {
      let key = candidate.key
      switch history.verdict(id: key.id, time: key.time, exceptions: exceptions) {
      case .counted:
        leftOut.append(key)
        outcome.rowsTakenAsCounted += 1
      case .leftToSync:
        leftOut.append(key)
        outcome.rowsLeftToSync += 1
      case .missing:
        decided.append(candidate)
        outcome.rowsImported += 1
        let time = shift?.siteTime(of: key.time) ?? key.time
        outcome.days[time.day, default: ImportedDay()].rows += 1
      }
    }
    missing = decided
    for (day, count) in usage.days { outcome.days[day, default: ImportedDay()].count += count }
  }
}
