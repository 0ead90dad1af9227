import Application
import ArgumentParser

/// `tokenledger repair`
struct RepairCommand: SiteCommand {
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

  var request: RepairRequest { RepairRequest(isTrial: dryRun) }
}
