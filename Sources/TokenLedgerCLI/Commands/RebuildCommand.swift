import ArgumentParser
import Ledger
import LedgerStore
import Rendering

/// `tokenledger rebuild`
struct RebuildCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "rebuild",
    abstract: "Count the given days again from the log.",
    discussion: """
      For days in which 'tokenledger verify' finds a fault. Imported figures stay as they are, and rows that may still \
      come are left to the sync. If rows of a day were purged or erased after they had been counted, nothing is written \
      (exit code 65) without --accept-loss.

      Example: tokenledger rebuild --from 2026-11-01 --to 2026-11-03 --dry-run
      """)

  @Option(help: ArgumentHelp("The first day.", valueName: "YYYY-MM-DD"))
  var from: Day
  @Option(help: ArgumentHelp("The last day.", valueName: "YYYY-MM-DD"))
  var to: Day
  @Flag(help: "Show what would change, and write nothing.")
  var dryRun = false
  @Flag(help: "Accept the loss of usage whose rows are gone from the log.")
  var acceptLoss = false
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if from > to { throw ValidationError("--from \(from) is after --to \(to)") }
  }

  func run() throws {
    let console = output.console
    let session = try site.open(console)
    let facts = try session.facts()
    try Day.refuseFuture(from, of: "--from", today: facts.siteNow.day)
    let rebuild = try Rebuild(session, facts: facts, days: from...to)
    let standing = try LedgerContext(session, facts, console, warnings: rebuild.warnings)
    let refusal = Result { if !dryRun { try rebuild.write(acceptingLoss: acceptLoss) } }
    let isWritten: Bool
    switch refusal {
    case .success: isWritten = !dryRun
    case .failure(let error as StoreError) where error.kind == .badData: isWritten = false
    case .failure(let error): throw error
    }
    let document = RebuildDocument(
      rebuild.days, of: from...to, imported: rebuild.imported, dryRun: dryRun, written: isWritten)
    let note = isWritten ? "The ledger holds the new figures." : "Nothing was written."
    try console.write(
      output.renderer.text(
        screen: [Sheet(rebuild: rebuild.days, imported: rebuild.imported, note: note)],
        records: Sheet(rebuildRecords: rebuild.days),
        document: { Document("rebuild", version: 3, standing.head, document) }))
    try refusal.get()
  }
}
