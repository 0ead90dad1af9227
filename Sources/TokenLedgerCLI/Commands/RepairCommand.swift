import ArgumentParser
import LedgerStore
import Rendering

/// `tokenledger repair`
struct RepairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    _superCommandName: TokenLedger.name,
    abstract: "Add the ledger's state up again from its days.",
    discussion: """
      For a ledger that contradicts itself since two syncs of an earlier release met on a database cluster: its days \
      hold what its state does not know of. The days are compared with the log first; where they are not what the log \
      holds, nothing is written (exit code 65).

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
