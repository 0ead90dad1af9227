import Ledger
import LedgerStore
import Output
import Reports
import Text

/// Whether the ledger holds what the log holds.
package struct VerifyRequest: Request {
  private let days: AskedDays

  /// Some days.
  package init(_ days: AskedDays) {
    self.days = days
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let session = site.session
    let facts = try session.facts()
    let (from, to) = try days.resolved(today: facts.siteNow.day)
    let evidence = try Evidence(session, facts: facts, from: from, to: to)
    var verification = Verification(evidence)
    var asStored = verification.days(.countedAsStored).map(\.day)
    if evidence.asStored != nil && (from != nil || to != nil) {
      // A clock moves rows between neighbouring days, so all such days have to be rebuilt together.
      let whole = try Verification(Evidence(session, facts: facts, from: nil, to: nil))
      asStored = whole.days(.countedAsStored).map(\.day)
      verification = Verification(evidence, countedAsStored: asStored)
    }
    let standing = LedgerContext(
      SiteIdentity(session, facts), hasLedger: true, evidence.lastSync, site.listener,
      warnings: verification.warnings)
    var answer = Answer(
      verification, from: from, to: to, lastID: evidence.lastID, standing.head)
    answer.fault = Failure(verification, evidence, asStored)
    return answer
  }
}

extension Verification {
  /// What there is to say of the log and the ledger side by side.
  init(_ evidence: Evidence, countedAsStored: [Day] = []) {
    let ledger = evidence.ledger
    // Of days with imported usage alone there is nothing to compare.
    let usage = Usage(
      log: evidence.log, takenAsCounted: evidence.takenAsCounted, asStored: evidence.asStored,
      facts: ledger.facts.mapValues(\.log).filter { $0.value != .zero }, hours: ledger.hours)
    let checks =
      [
        Self.grandTotal(evidence),
        Self.agreement(
          "facts", of: ledger.facts.mapValues(\.all), with: ledger.days, name: "facts_match_days"),
        Self.agreement("hours", of: ledger.hoursByDay, with: ledger.days, name: "hours_match_days"),
      ] + (evidence.userTraces.map { [Self.users($0)] } ?? [])
      + (evidence.contradictions.map(Self.details) ?? [])
      + (evidence.rowIDs.map { [Self.rowIDs($0)] } ?? [])
    let late = evidence.late.keys.sorted()
    let lateness =
      late.isEmpty
      ? []
      : ["rows \(late.phrase) came after they had been given up: 'tokenledger rebuild' counts them"]
    let typed =
      evidence.typedSince == 0
      ? []
      : [
        "\(evidence.typedSince) rows have been given a type since the last sync: 'tokenledger sync' counts them"
      ]
    self.init(
      usage, checks: checks,
      leftOut: evidence.leftOut.map {
        LeftOut(reason: $0.reason.rawValue, phrase: $0.reason.phrase, rows: $0.rows)
      }, imported: ledger.imported, countedAsStored: Set(countedAsStored),
      warnings: evidence.warnings + lateness + typed)
  }

  private static func rowIDs(_ rowIDs: RowIDs) -> HealthCheck {
    HealthCheck(
      name: "row_ids", title: "Row ids", level: .failure, message: rowIDs.message, advice: rowIDs.advice)
  }

  private static func grandTotal(_ evidence: Evidence) -> HealthCheck {
    let figures: [(name: String, part: KeyPath<TokenCount, Int>)] = [
      ("tokens", \.total), ("prompt tokens", \.prompt), ("completion tokens", \.completion),
      ("requests", \.requests),
    ]
    let (sum, total) = (evidence.daysTotal, evidence.grandTotal)
    let wrong = figures.first { sum[keyPath: $0.part] != total[keyPath: $0.part] }
    return HealthCheck(
      name: "days_match_state", title: "Grand total", level: wrong == nil ? .ok : .failure,
      message: wrong.map { name, part in
        "the day totals add up to \(sum[keyPath: part]) \(name), the grand total is \(total[keyPath: part])"
      } ?? "the day totals add up to it",
      advice: wrong.map { _ in
        "Some tables were restored without the others: restore all of them from one backup."
      })
  }

  private static func users(_ traces: UserTraces) -> HealthCheck {
    let erased = traces.erasedUsers.prefix(10).map(\.description).joined(separator: ", ")
    let rest = traces.erasedUsers.count > 10 ? " and \(traces.erasedUsers.count - 10) more" : ""
    let found =
      (erased.isEmpty ? [] : ["erased users have figures or a name again: \(erased)\(rest)"])
      + (traces.unfoldedFacts == 0 ? [] : ["folded days have \(traces.unfoldedFacts) facts by user again"])
    return HealthCheck(
      name: "users_stay_erased", title: "Users", level: found.isEmpty ? .ok : .failure,
      message: found.isEmpty
        ? "none that was erased has figures or a name, no folded day has figures by user"
        : found.joined(separator: "; "),
      advice: found.isEmpty
        ? nil : "Do it again: 'tokenledger user erase ID' for each, 'tokenledger user fold --months N'.")
  }

  /// What is kept by model, and by user and month, against the facts.
  private static func details(_ found: LedgerContradictions) -> [HealthCheck] {
    let rebuild = "'tokenledger rebuild' counts these days again; what is purged, only a backup has."
    func check(
      _ name: String, _ title: String, _ wrong: [Day], _ right: String, _ what: String
    ) -> HealthCheck {
      HealthCheck(
        name: name, title: title, level: wrong.isEmpty ? .ok : .failure,
        message: wrong.isEmpty ? right : "\(what) \(wrong.phrase)", advice: wrong.isEmpty ? nil : rebuild)
    }
    let days = found.daysWithoutModelsByHour
    let unknown =
      days == 0
      ? ""
      : "; of \(days) day\(days == 1 ? "" : "s") the hours are not kept by model, "
        + "which 'tokenledger rebuild' mends where the rows are still in the log"
    let months = found.months.map {
      check(
        "months_match_facts", "Users' months", $0, "they are the sums of the facts",
        "they are not the sums of the facts in the months that begin")
    }
    return [
      check(
        "models_match_facts", "Days by model", found.days, "they are the sums of the facts",
        "they are not the sums of the facts"),
      check(
        "hours_match_models", "Hours by model", found.hours, "they are the day totals by model" + unknown,
        "they are not the day totals by model"),
    ] + [months].compactMap(\.self) + [
      HealthCheck(
        name: "facts_are_sound", title: "Facts", level: found.unsoundFacts == 0 ? .ok : .failure,
        message: found.unsoundFacts == 0
          ? "each says where it comes from, and how its model is known"
          : "\(found.unsoundFacts) say of their source, model or user what cannot be",
        advice: found.unsoundFacts == 0 ? nil : rebuild)
    ] + (found.unsoundSentiment.map { [sentiment($0)] } ?? [])
      + (found.unsoundInstructions.map { [instructions($0)] } ?? [])
  }

  private static func sentiment(_ unsound: Int) -> HealthCheck {
    HealthCheck(
      name: "sentiment_is_sound", title: "Sentiment", level: unsound == 0 ? .ok : .failure,
      message: unsound == 0
        ? "each count says of whose messages it is, where they were written, and their score"
        : "\(unsound) counts of messages say what cannot be",
      advice: unsound == 0
        ? nil : "Some tables were restored without the others: restore all of them from one backup.")
  }

  private static func instructions(_ unsound: Int) -> HealthCheck {
    HealthCheck(
      name: "instructions_are_sound", title: "Instructions", level: unsound == 0 ? .ok : .failure,
      message: unsound == 0
        ? "each length has its time, one after another"
        : "\(unsound) overlap an earlier one, end before they begin, or name what does not exist",
      advice: unsound == 0
        ? nil : "No count depends on them: restore the table tokenledger_instruction_lengths from a backup.")
  }

  private static func agreement(
    _ part: String, of sums: [Day: TokenCount], with days: [Day: TokenCount], name: String
  ) -> HealthCheck {
    let wrong = Set(sums.keys).union(days.keys).filter { sums[$0] ?? .zero != days[$0] ?? .zero }.sorted()
    guard let first = wrong.first, let last = wrong.last else {
      return HealthCheck(
        name: name, title: "Sums of \(part)", level: .ok, message: "they are the day totals of all days")
    }
    return HealthCheck(
      name: name, title: "Sums of \(part)", level: .failure,
      message: "they are not the day totals \(wrong.phrase)",
      advice: "'tokenledger rebuild --from \(first) --to \(last)' counts these days again.")
  }
}

extension Failure {
  /// The fault that a verification found; nil when it found none. `asStored` are all days that were counted as their
  /// rows are stored, also those that were not asked for.
  fileprivate init?(_ verification: Verification, _ evidence: Evidence, _ asStored: [Day]) {
    let short = verification.days(.ledgerHasLess).map(\.day)
    if let failure = Failure(verification, asStored) {
      self = failure
    } else if let first = short.first, let last = short.last {
      self.init(
        .badData, "the ledger has less than the log \(short.phrase)",
        advice: evidence.typedSince > 0
          ? "Run 'tokenledger sync', which counts rows that have been given a type, and verify again."
          : "'tokenledger rebuild --from \(first) --to \(last) --dry-run' shows what a rebuild would change.")
    } else if let fault = evidence.rowIDs?.fault {
      self = fault
    } else if let broken = verification.checks.first(where: { $0.level == .failure }) {
      self.init(
        .badData, "the ledger contradicts itself: \(broken.title.lowercased()): \(broken.message)",
        advice: broken.advice ?? "")
    } else {
      return nil
    }
  }

  /// The fault of days that were counted before a clock was declared. A rebuild of only those that also lack rows would
  /// be refused.
  private init?(_ verification: Verification, _ asStored: [Day]) {
    guard let first = asStored.first, let last = asStored.last else { return nil }
    let short = verification.days(.ledgerHasLess).map(\.day)
    let stored = verification.days(.countedAsStored).map(\.day)
    guard (short + stored).contains(where: { first <= $0 && $0 <= last }) else { return nil }
    let faults = [
      short.isEmpty ? nil : "the ledger has less than the log \(short.phrase)",
      stored.isEmpty
        ? nil
        : "rows \(stored.phrase) were counted as they are stored, before log.database_clock was declared",
    ]
    self.init(
      .badData, faults.compactMap(\.self).joined(separator: "; "),
      advice: """
        'tokenledger rebuild --from \(first) --to \(last)' counts all days together that were counted before it was \
        declared.
        """)
  }
}

extension LeftOut.Reason {
  fileprivate var phrase: String {
    switch self {
    case .notReached: "that no sync has reached"
    case .openGap: "that came late, for the next sync"
    case .givenUp: "that came after being given up"
    case .untyped: "without a type"
    case .rejected: "whose number or date does not count"
    case .sharedID: "that cannot be told apart"
    }
  }
}
