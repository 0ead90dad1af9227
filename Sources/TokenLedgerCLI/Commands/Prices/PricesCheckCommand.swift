import Application
import ArgumentParser

/// `tokenledger prices check`
struct PricesCheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a file with a list of prices.",
    discussion: """
      Says where the first mistake is, and how many more there are (exit code 78). Connects to no database.

      Example: tokenledger prices check price-list.tsv
      """)

  @Argument(help: "The file.")
  var file: String
  @OptionGroup(title: "Output") var output: OutputArguments

  func run() throws {
    try output.console.write(PricesCheckRequest(path: file).answer(), output.renderer)
  }
}
