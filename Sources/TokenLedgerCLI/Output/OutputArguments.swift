import ArgumentParser
import Output

/// The formats that every command can write.
enum TextFormat: String, NamedChoice {
  case table, csv, json, markdown
}

/// The formats of a report: those of every command, and a bar chart.
enum ReportFormat: String, NamedChoice {
  case table, csv, json, markdown, svg
}

/// How the answer is written.
struct OutputArguments: ParsableArguments {
  @Option(help: "The format of the output.")
  var format: TextFormat = .table
  @OptionGroup var messages: MessageArguments

  /// Where the answer and the messages go.
  var console: Console { messages.console }
}

/// How a report is written, whose format can be configured.
struct ReportOutputArguments: ParsableArguments {
  @Option(help: "The format of the output (default: table).")
  var format: ReportFormat?
  @OptionGroup var messages: MessageArguments

  /// Where the answer and the messages go.
  var console: Console { messages.console }
}

/// How much is said beside the answer.
struct MessageArguments: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Write only errors to standard error.")
  var quiet = false
  @Flag(name: .shortAndLong, help: "Write to standard error what the program is doing.")
  var verbose = false
  @Flag(help: "Use no colours.")
  var noColor = false

  /// Where the answer and the messages go.
  var console: Console {
    Console(isQuiet: quiet, isVerbose: verbose, noColor: noColor)
  }

  func validate() throws {
    if quiet && verbose { throw ValidationError("--quiet and --verbose contradict each other") }
  }
}

extension OutputArguments {
  /// The renderer that the options ask for.
  var renderer: Renderer {
    Renderer(format: OutputFormat(rawValue: format.rawValue) ?? .table, style: console.tableStyle)
  }
}

extension ReportOutputArguments {
  /// The renderer that the options ask for; nil for a chart.
  var renderer: Renderer? {
    OutputFormat(rawValue: (format ?? .table).rawValue).map {
      Renderer(format: $0, style: console.tableStyle)
    }
  }
}
