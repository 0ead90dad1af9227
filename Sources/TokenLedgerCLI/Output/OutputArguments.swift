import ArgumentParser

/// How the answer is written.
struct OutputArguments: ParsableArguments {
  /// The formats that every command can write.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json, markdown
  }

  @Option(help: "How to write the answer.")
  var format: Format = .table
  @OptionGroup var messages: MessageArguments

  /// Where the answer and the messages go.
  var console: Console { messages.console }
}

/// How a report is written, which can be drawn as well.
struct ReportOutputArguments: ParsableArguments {
  /// The formats of every command, and a chart.
  enum Format: String, ExpressibleByArgument, CaseIterable {
    case table, csv, json, markdown, svg
  }

  @Option(help: "How to write the answer; svg is a bar chart.")
  var format: Format = .table
  @OptionGroup var messages: MessageArguments

  /// Where the answer and the messages go.
  var console: Console { messages.console }
}

/// What is said beside the answer.
struct MessageArguments: ParsableArguments {
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
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other.") }
  }
}
