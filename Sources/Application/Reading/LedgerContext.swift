import Ledger
import LedgerStore
import Output
import Reports

/// The head and the warnings of commands that show the ledger without a sync.
struct LedgerContext {
  /// The head of the command's document.
  let head: DocumentHead

  /// Reads the ledger's progress, and prints `warnings` and a warning about it.
  init(_ session: SiteSession, _ facts: SiteFacts, _ listener: Listener, warnings: [String] = []) throws {
    let progress = try session.progress()
    self.init(
      SiteIdentity(session, facts), hasLedger: progress.hasLedger, progress.lastSync, listener,
      warnings: warnings)
  }

  /// The same, for a command that has read the progress already.
  init(
    _ site: SiteIdentity, hasLedger: Bool, _ lastSync: Moment?, _ listener: Listener, warnings: [String]
  ) {
    let completeness = Completeness(lastSync: lastSync)
    let standing =
      hasLedger ? completeness.neverSynced : "there is no ledger yet: run 'tokenledger sync'"
    let warnings = warnings + [standing].compactMap(\.self)
    for warning in warnings { listener.warn(warning) }
    head = DocumentHead(site, completeness, warnings: warnings)
  }

  /// Reads the ledger's progress after `warnings` have been printed.
  init(_ session: SiteSession, _ facts: SiteFacts, said warnings: [String]) throws {
    head = DocumentHead(
      SiteIdentity(session, facts), Completeness(lastSync: try session.progress().lastSync),
      warnings: warnings)
  }
}
