import Application
import ArgumentParser
import Ledger

/// `tokenledger verify`
struct VerifyCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    of: "verify",
    abstract: "Compare the ledger with the log, day by day.",
    discussion: """
      The database adds up the log once more, and the ledger's tables are compared with each other. Nothing is \
      written. Rows that no sync has examined yet, gaps and rows without a type are not faults; rows that were not \
      compared are listed. Exit code 0: the ledger is right. 65: it is not, or rows share an id.

      Example: tokenledger verify --from 2026-01-01
      """)

  @OptionGroup var span: SpanArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: VerifyRequest { VerifyRequest(span.days) }
}

/// The days that a command is about.
struct SpanArguments: ParsableArguments {
  @Option(help: AskedDay.help("The first day"))
  var from: AskedDay?
  @Option(help: AskedDay.help("The last day"))
  var to: AskedDay?

  /// The days.
  var days: AskedDays { AskedDays(from: from, to: to) }

  func validate() throws { try days.validate() }
}
