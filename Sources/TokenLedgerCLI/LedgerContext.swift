import Ledger
import LedgerStore
import Rendering
import Reports

/// What every command that shows the ledger as it is has to say of it besides.
struct LedgerContext {
  /// The head of the command's document.
  let head: DocumentHead

  /// Looks where the ledger stands, and says `warnings` and what is to be said of that.
  init(_ session: SiteSession, _ facts: SiteFacts, _ console: Console, warnings: [String] = []) throws {
    let progress = try session.progress()
    self.init(
      SiteIdentity(session, facts), hasLedger: progress.hasLedger, progress.lastSync, console,
      warnings: warnings)
  }

  /// The same, for a command that has looked already.
  init(
    _ site: SiteIdentity, hasLedger: Bool, _ lastSync: Moment?, _ console: Console, warnings: [String]
  ) {
    let completeness = Completeness(lastSync: lastSync)
    let standing =
      hasLedger ? completeness.neverSynced : "there is no ledger yet: run 'tokenledger sync'"
    let warnings = warnings + [standing].compactMap(\.self)
    for warning in warnings { console.warn(warning) }
    head = DocumentHead(site, completeness, warnings: warnings)
  }

  /// Looks where the ledger stands after `warnings` have been said.
  init(_ session: SiteSession, _ facts: SiteFacts, said warnings: [String]) throws {
    head = DocumentHead(
      SiteIdentity(session, facts), Completeness(lastSync: try session.progress().lastSync),
      warnings: warnings)
  }
}
