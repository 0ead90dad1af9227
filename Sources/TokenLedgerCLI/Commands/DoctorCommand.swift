import Application
import ArgumentParser

/// `tokenledger doctor`
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "doctor",
    abstract: "Check the connection, the log and the ledger, and say what to do about faults.",
    discussion: """
      Each check is ok, a warning or a failure. A check that cannot be made is a failure that says why. Exit code 0: \
      no failure. 75: some checks could not be made now, because of a lock or a busy server. 65: any other failure.

      Example: tokenledger doctor --wp-path /var/www/html
      """)

  @Flag(help: "Mark the notices of blind intervals and new epochs, and the rejected rows, as read.")
  var acknowledge = false
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    let console = output.console
    let configuration = try site.configuration(console)
    let found = try site.find(console, configuration)
    let request = DoctorRequest(acknowledges: acknowledge, isMarkup: output.format.isMarkup)
    let (answer, level, acknowledge) = try request.answer(found, configuration, console.listener)
    try console.write(answer, output.renderer)
    try acknowledge()
    if let level { throw ExitCode(level.rawValue) }
  }
}
