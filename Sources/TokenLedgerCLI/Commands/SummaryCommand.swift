import Application
import ArgumentParser
import Sites

/// `tokenledger summary`
struct SummaryCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "summary",
    abstract: "Show today, this month and this year on one screen, or in a mail.",
    discussion: """
      Compares the hours of each period that are over with the same hours of the period before. Also shows averages, \
      the busiest day, and who used most this month.

      Example: tokenledger summary --wp-path /var/www/html | mail -s Tokens owner@example.org
      """)

  @Flag(help: "Do not sync first; show what the ledger has now.")
  var noSync = false
  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: SummaryRequest { SummaryRequest(noSync ? .ledger : .sync(reading.sync)) }
}
