import ArgumentParser
import Ledger
import LedgerStore
import Rendering
import Reports
import WordPress

/// `tokenledger sync`
struct SyncCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "sync",
    abstract: "Bring the ledger up to date with the chatbot's log.",
    discussion: """
      The first run creates the ledger's tables. If a run is cut off, nothing is lost: the next one continues. If the \
      log has lost its primary key, rows that share an id are not counted, and the exit code is 65.

      Example: tokenledger sync --wp-path /var/www/html
      """)

  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func answer(_ site: OpenSite) throws -> Answer {
    let start = ContinuousClock.now
    let outcome = try reading.sync(site.session, site.console)
    let elapsed = (ContinuousClock.now - start) / .milliseconds(1)
    for warning in outcome.warnings where warning != outcome.rowIDs?.message { site.console.warn(warning) }
    var answer = Answer(
      "sync/2",
      DocumentHead(
        SiteIdentity(site.session, try site.session.facts()), Completeness(lastSync: outcome.lastSync),
        warnings: outcome.warnings), outcome.facts(milliseconds: Int(elapsed)))
    answer.fault = outcome.rowIDs?.fault
    return answer
  }
}

extension SyncOutcome {
  /// What the sync did, which took some milliseconds.
  fileprivate func facts(milliseconds: Int) -> Facts {
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
        "model_options": .texts(SiteOptions.modelNames),
      ])
  }
}
