import ArgumentParser

/// The formats that a command can write; a table unless told otherwise.
protocol AnswerFormat: ExpressibleByArgument, CaseIterable, RawRepresentable<String>, Sendable {
  static var table: Self { get }
}

/// The formats that every command can write.
enum TextFormat: String, AnswerFormat {
  case table, csv, json, markdown
}

/// The formats of a report: those of every command, and a bar chart.
enum ReportFormat: String, AnswerFormat {
  case table, csv, json, markdown, svg
}

/// How the answer is written.
typealias OutputArguments = AnswerArguments<TextFormat>

/// How an answer is written that comes in certain formats.
struct AnswerArguments<Format: AnswerFormat>: ParsableArguments {
  @Option(help: "How to write the answer.")
  var format: Format = .table
  @OptionGroup var messages: MessageArguments

  /// Where the answer and the messages go.
  var console: Console { messages.console }
}

/// How much is said beside the answer.
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
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
  }
}
