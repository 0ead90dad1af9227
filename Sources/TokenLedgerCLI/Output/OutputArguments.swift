import ArgumentParser

/// How the answer is written.
struct OutputArguments: ParsableArguments {
  /// The formats that every command can write.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json, markdown
  }

  @Option(help: "How to write the answer.")
  var format: Format = .table
  @Flag(name: .shortAndLong, help: "Nothing but errors on standard error.")
  var quiet = false
  @Flag(name: .shortAndLong, help: "Say on standard error what is being done.")
  var verbose = false
  @Flag(help: "No colour, whatever the terminal can do.")
  var noColor = false

  /// Where the answer and the messages go.
  var console: Console {
    Console(isQuiet: quiet, isVerbose: verbose, noColor: noColor)
  }

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
  }
}
