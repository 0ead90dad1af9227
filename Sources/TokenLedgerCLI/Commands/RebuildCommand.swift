import Application
import ArgumentParser
import Ledger

/// `tokenledger rebuild`
struct RebuildCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "rebuild",
    abstract: "Count the given days again from the log.",
    discussion: """
      For days in which 'tokenledger verify' finds a fault. Imported figures stay as they are, and rows that may still \
      come are left to the sync. If rows of a day were purged or erased after they had been counted, nothing is written \
      (exit code 65) without --accept-loss.

      Example: tokenledger rebuild --from 2026-11-01 --to 2026-11-03 --dry-run
      """)

  @Option(help: AskedDay.help("The first day"))
  var from: AskedDay
  @Option(help: AskedDay.help("The last day"))
  var to: AskedDay
  @Flag(help: "Show what would change, and write nothing.")
  var dryRun = false
  @Flag(help: "Accept the loss of usage whose rows are gone from the log.")
  var acceptLoss = false
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    try AskedDays(from: from, to: to).validate()
  }

  var request: RebuildRequest { RebuildRequest(from: from, to: to, isTrial: dryRun, acceptsLoss: acceptLoss) }
}
