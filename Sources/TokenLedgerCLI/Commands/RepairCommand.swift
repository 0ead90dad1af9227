import ArgumentParser
import LedgerStore
import Rendering

/// `tokenledger repair`
struct RepairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "repair",
    abstract: "Correct the ledger's own totals when they contradict its days.",
    discussion: """
      For a ledger in which two syncs of release 0.3.0 or earlier met on a database cluster: its days hold more than its \
      totals. First the days are compared with the log. If they differ, nothing is written (exit code 65).

      Example: tokenledger repair --dry-run
      """)

  @Flag(help: "Show what would change, and write nothing.")
  var dryRun = false
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let repair = try Repair(session, facts: session.facts())
    let isWritten = repair.isNeeded && !dryRun
    if isWritten { try repair.write() }
    let standing = try LedgerContext(session, session.facts(), console)
    let document = RepairDocument(
      state: (repair.stateTotal, repair.stateLastID), days: (repair.daysTotal, repair.lastID),
      needed: repair.isNeeded, dryRun: dryRun, written: isWritten)
    let note =
      isWritten
      ? "The state holds the new figures."
      : repair.isNeeded ? "Nothing was written." : "The state is what the days add up to: nothing to repair."
    try console.write(
      output.renderer.text(
        screen: [document.sheet(note: note)], records: document.sheet(note: nil),
        document: { Document("repair", version: 1, standing.head, document) }))
  }
}
