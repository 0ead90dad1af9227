import Application
import ArgumentParser
import Ledger
import Output
import Reports
import Sites

/// `tokenledger summary`
struct SummaryCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "summary",
    abstract: "Show today, this month and this year on one screen, or in a mail.",
    discussion: """
      Compares the hours of each period that are over with the same hours of the period before. Also shows averages, \
      the busiest day, and who used most this month.

      With --period it shows the last day, week, month or year that is over instead, beside the one before it: what a \
      mail on the 1st says of the month.

      Example: tokenledger summary --period month | mail -s Tokens owner@example.org
      """)

  @Option(help: "Show the last one of these that is over, in full.")
  var period: Period?
  @Option(
    help: ArgumentHelp(
      "Show the summary as it was on this day (default: today at the site).", valueName: "day"))
  var asOf: AskedDay?
  @Flag(help: "Do not sync first; show what the ledger has now.")
  var noSync = false
  @Flag(help: "Begin CSV with a byte order mark, so that Excel reads it as UTF-8.")
  var bom = false
  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var renderer: Renderer { output.renderer(marksUTF8: bom) }

  func validate() throws {
    if bom, output.format != .csv {
      throw ValidationError("--bom goes with --format csv, not \(output.format)")
    }
  }

  var request: SummaryRequest {
    SummaryRequest(noSync ? .ledger : .sync(reading.sync), of: period, asOf: asOf)
  }
}
