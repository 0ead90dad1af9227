import Chatbots
import Ledger
import LedgerStore
import Output
import Reports
import Text

/// Bring the ledger up to date.
package struct SyncRequest: Request {
  private let connections: Int?
  private let pace: SyncPace?

  /// A sync that reads a long log over some connections and at some pace; nil for what the site's configuration or else
  /// the default says.
  package init(connections: Int? = nil, pace: SyncPace? = nil) {
    self.connections = connections
    self.pace = pace
  }

  package func answer(_ site: OpenSite) throws -> Answer {
    let start = ContinuousClock.now
    let outcome = try syncUntilCurrent(site)
    let elapsed = (ContinuousClock.now - start) / .milliseconds(1)
    for warning in outcome.warnings where warning != outcome.rowIDs?.message { site.listener.warn(warning) }
    var answer = Answer(
      "sync/2",
      DocumentHead(
        SiteIdentity(site.session, try site.session.facts()), Completeness(lastSync: outcome.lastSync),
        warnings: outcome.warnings), outcome.facts(milliseconds: Int(elapsed), site.session.chatbot))
    answer.fault = outcome.rowIDs?.fault
    return answer
  }

  /// How often a sync begins again after another run.
  private static let attempts = 3

  /// Syncs, and begins again where another run that changed the ledger meanwhile made this one give up: most of the work is
  /// done then, and the ledger is current at the end. What this run counted before it gave up stays counted, but the
  /// outcome is that of the last attempt.
  private func syncUntilCurrent(_ site: OpenSite) throws -> SyncOutcome {
    for _ in 1..<Self.attempts {
      do {
        return try sync(site.session, site.listener)
      } catch let error as Failure where error.cause == .overtaken {
        site.listener.detail?(error.message)
      }
    }
    return try sync(site.session, site.listener)
  }

  /// Syncs, and shows progress of long work; `isAwaited` where the sync is made for figures that somebody waits for.
  func sync(
    _ session: SiteSession, _ listener: Listener, isAwaited: Bool = false
  ) throws -> SyncOutcome {
    let display = listener.progress("Counting")
    defer { display?.end(note: nil) }
    var settings = SyncSettings(pace: pace ?? session.pace)
    settings.isAwaited = isAwaited
    if let connections { settings.connections = connections }
    if let display {
      settings.progress = { done, all in display.show(done, of: all) }
      settings.paused = { time in display.show(note: Self.note(time)) }
    }
    if let detail = listener.detail { settings.log = { detail($0) } }
    var sync = try Sync(session, settings: settings)
    let outcome = try sync.run()
    display?.end(note: Self.note(outcome.timePaused))
    if outcome.tablesMade > 0 {
      listener.note?(
        "\(outcome.tablesMade) tables \(session.site.prefix)tokenledger_* were made for the ledger; "
          + "'tokenledger uninstall' drops them")
    }
    return outcome
  }

  /// A note about pauses that are long enough to notice.
  private static func note(_ paused: Duration) -> String? {
    let seconds = paused.components.seconds
    return seconds > 0 ? "paused \(seconds) s for visitors; hurry: --pace full" : nil
  }
}

extension SyncOutcome {
  /// What the sync did, which took some milliseconds.
  fileprivate func facts(milliseconds: Int, _ chatbot: any ChatSource) -> Facts {
    Facts(
      ("What", "Count"),
      [
        Facts.Fact("Rows read", key: "rows_read", .integer(rowsRead)),
        Facts.Fact("Rows counted", key: "rows_counted", .integer(rowsCounted)),
        Facts.Fact("Rows rejected", key: "rows_rejected", .integer(rowsRejected)),
        Facts.Fact("Rows waiting for a type", key: "rows_waiting", .integer(rowsWaiting)),
        Facts.Fact("Rows repaired", key: "rows_repaired", .integer(rowsRepaired)),
        Facts.Fact("Gaps open", key: "gaps_open", .integer(gapsOpen)),
        Facts.Fact("Gaps expired", key: "gaps_expired", .integer(gapsExpired)),
        Facts.Fact("Days changed", key: "days_changed", .integer(daysChanged.count)),
        Facts.Fact("Epoch", .text("\(epoch)")),
        Facts.Fact("Milliseconds", key: "elapsed_ms", .integer(milliseconds)),
        Facts.Fact(
          "Milliseconds paused", key: "paused_ms", .integer(Int(timePaused / .milliseconds(1)))),
      ],
      more: [
        "epoch": .integer(epoch), "complete": .flag(isComplete),
        "model_options": .texts(chatbot.modelOptionNames),
      ])
  }
}
