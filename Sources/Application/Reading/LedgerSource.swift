import Ledger
import LedgerStore
import MariaDB
import Output
import Pricing
import Reports
import Text

/// Where a command's figures come from, and what there is to say about them.
package struct LedgerSource {
  /// Whether the ledger is brought up to date first.
  package enum Mode: Sendable {
    /// Sync, then read the ledger.
    case sync(SyncRequest)
    /// Read the ledger after a sync that said this.
    case synced(News)
    /// Read the ledger as it is.
    case ledger
    /// Count the log alone; write nothing.
    case live
  }

  /// What a sync said, and the numbers of the notices that say it, too.
  package struct News: Sendable {
    let warnings: [String]
    var notices: Set<Int> = []
  }

  /// The days with usage, ascending.
  let days: [DayUsage]
  /// The requested hours.
  let early: EarlyUsage?
  /// How far the figures are complete.
  let completeness: Completeness
  /// The site's options and clock.
  let facts: SiteFacts
  /// What the owner should know.
  let warnings: [String]
  /// What the ledger holds; nil when there is none yet, or when the log alone was counted.
  let snapshot: LedgerSnapshot?
  /// The usage that was asked for; nil when none was, or when there is no ledger yet.
  let usage: NamedUsages?
  /// How to read more of the same, without another sync.
  let again: Mode
  /// Where imported figures can be asked for; nil when the figures are the log's alone.
  private let ledger: LedgerReader?
  /// The prices; nil where nobody asks what usage cost, or where the models are not known by the day.
  let pricer: Pricer?

  /// Reads the figures, the hours that `hours` requests (it gets the site's time until which the figures are complete),
  /// and the usage that `request` chooses, of what `filter` names, with `prices` by price. With `--live` there are no prices.
  init(
    _ session: SiteSession, _ mode: Mode, prices: SitePrices? = nil, byModel: Bool = false,
    filter: UsageFilter = UsageFilter(),
    hours: (SiteFacts, SiteTime?) -> EarlyUsage.Request? = { _, _ in nil },
    usageOf request: (SiteFacts, [DayUsage]) throws -> ([UsageRequest.Grouping], ClosedRange<Day>)? = {
      _, _ in
      nil
    }, _ listener: Listener
  ) throws {
    let facts = try session.facts()
    self.facts = facts
    switch mode {
    case .live:
      let live = try LiveUsage(session, facts: facts, hours: hours(facts, facts.siteNow))
      days = live.days
      early = live.early
      completeness = .log(readAt: facts.now)
      var warnings = live.warnings + facts.warnings
      if live.rowsRejected > 0 { warnings.append("\(live.rowsRejected) rows of the log do not count") }
      if live.rowsWaiting > 0 { warnings.append("\(live.rowsWaiting) rows of the log have no type yet") }
      self.warnings = warnings
      snapshot = nil
      usage = try request(facts, live.days).flatMap { groupings, span in
        guard case .combined(let dimensions)? = groupings.first else { return nil }
        return try live.usage(by: dimensions, in: span, filter: filter)
      }
      again = .live
      ledger = nil
      pricer = nil
    case .ledger, .synced, .sync:
      var news: News?
      if case .sync(let reading) = mode {
        news = try Self.sync(session, facts, reading, listener)
      } else if case .synced(let earlier) = mode {
        news = earlier
      }
      again = news.map(Mode.synced) ?? .ledger
      let reader = LedgerReader(session)
      snapshot = try reader.snapshot(
        hours: { hours(facts, $0.lastSync?.local) }, byModel: byModel || prices != nil,
        usageOf: { days, models, kept in
          guard let (groupings, span) = try request(facts, days) else { return nil }
          guard let models, var prices = try prices?.pricer(kept ?? OwnPrices()) else {
            return UsageRequest(groupings, in: span, filter: filter)
          }
          let present = models.lazy.filter { span.contains($0.day) }
          try prices.requireRates(for: present)
          let cuts = try prices.cuts(of: Set(present.compactMap(\.model)), in: span)
          return UsageRequest(
            groupings, in: span, filter: filter,
            pricing: .init(cuts: cuts, price: { try prices.cost(of: $0) }))
        })
      usage = snapshot?.usage
      pricer = try snapshot?.prices.flatMap { try prices?.pricer($0) }
      days = snapshot?.days ?? []
      early = snapshot?.early
      completeness = Completeness(lastSync: snapshot?.state.lastSync)
      let notices = snapshot?.notices
      if let news {
        // The sync has said what it noticed itself.
        warnings = news.warnings + (notices ?? []).filter { !news.notices.contains($0.id) }.map(\.message)
      } else {
        warnings =
          facts.warnings + (notices?.map(\.message) ?? ["there is no ledger yet: run 'tokenledger sync'"])
      }
      ledger = reader
    }
    for warning in warnings { listener.warn(warning) }
  }

  /// What the usage of each of some days cost; nil where that was not asked, or cannot be known.
  func costs(of days: ClosedRange<Day>) throws -> DailyCosts? {
    guard var pricer, let models = snapshot?.models else { return nil }
    return try DailyCosts(of: models, in: days, &pricer)
  }

  /// The largest `limit` of each dimension that rankings show; none of a ledger that is not there yet.
  func rankings(limit: Int) -> Rankings {
    guard let ranked = usage else { return Rankings(limit: limit) }
    return Rankings(ranked.usage, names: ranked.names, limit: limit)
  }

  /// The prices, and the usage of each day and model to put them to.
  ///
  /// - Throws: `Failure` (66) without a ledger, and for one whose days do not tell models apart.
  func priced() throws -> (pricer: Pricer, usage: [ModelUsage]) {
    guard let pricer, let usage = snapshot?.models else {
      throw Failure(
        .noInput, "there is no ledger yet, or one of an earlier release",
        advice: "Run 'tokenledger sync' first.")
    }
    return (pricer, usage)
  }

  /// Warns when the price list is too old for figures of days up to `last`, and returns the warning.
  func outdatedPrices(through last: Day, _ listener: Listener) -> String? {
    guard let pricer, let models = snapshot?.models,
      let warning = pricer.edition.age(on: min(last, facts.siteNow.day), of: models)
    else { return nil }
    listener.warn(warning)
    return warning
  }

  /// Says, where it is so, that figures from `first` to `last` were imported; returns what it said.
  func importNote(from first: Day, to last: Day, _ listener: Listener) throws -> String? {
    guard let ledger, let snapshot,
      let warning = try ledger.importedFigures(from: first, to: last, at: snapshot.state)?.warning
    else { return nil }
    listener.warn(warning)
    return warning
  }

  /// Warns when figures of days up to `last` are not complete, and returns the warning. A missing ledger was reported
  /// before.
  func incompleteness(through last: Day, _ listener: Listener) -> String? {
    guard snapshot != nil || ledger == nil,
      let warning = completeness.warning(through: last, today: facts.siteNow.day)
    else { return nil }
    listener.warn(warning)
    return warning
  }

  /// Syncs. When the log is missing or damaged, another run is active, or the server refuses writes or is too busy, an
  /// existing ledger answers with a warning.
  private static func sync(
    _ session: SiteSession, _ facts: SiteFacts, _ reading: SyncRequest, _ listener: Listener
  ) throws -> News {
    do {
      let outcome = try reading.sync(session, listener, isAwaited: true)
      return News(warnings: outcome.warnings, notices: outcome.notices)
    } catch let error as Failure where error.cause == .overtaken || error.kind == .noInput {
      guard try LedgerReader(session).snapshot() != nil else { throw error }
      return News(warnings: ["\(error.message); these are the ledger's figures as they stand"])
    } catch let error as MariaDBError where Self.goesOn(after: error.kind) {
      // A cluster's node that does not catch up would be waited for again.
      if error.isLockWait && facts.cluster != nil { throw error }
      guard try LedgerReader(session).snapshot() != nil else { throw error }
      return News(warnings: [
        "the ledger could not be brought up to date (\(error)); these are its figures as they stand"
      ])
    }
  }
}

extension LedgerSource {
  /// Why a site without a ledger has no figures, where they are to be added to others'.
  static let nothing = Failure(.noInput, "there is no ledger yet", advice: "Run 'tokenledger sync' first.")

  /// Whether the ledger may still answer after an error of the sync.
  private static func goesOn(after kind: MariaDBError.Kind) -> Bool {
    [.transient, .interrupted, .timeLimit, .exhausted, .readOnly, .damagedTable, .storageFull].contains(kind)
  }
}

extension [DayUsage] {
  /// The first and the last of these days, which are in ascending order.
  var span: ClosedRange<Day>? {
    guard let first = first?.day, let last = last?.day else { return nil }
    return first...last
  }
}
