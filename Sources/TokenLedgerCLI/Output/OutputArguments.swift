import ArgumentParser
import Output
import Text

/// How the answer is written.
struct OutputArguments: ParsableArguments {
  @Option(name: .customLong("format"), help: "The format of the output.")
  private var offered: OfferedFormat<TextFormats> = OfferedFormat(.table)
  @OptionGroup var messages: MessageArguments

  /// The format.
  var format: OutputFormat { offered.format }
  /// What writes the answer.
  var renderer: Renderer { renderer() }

  /// The same; `marksUTF8` where CSV begins with the mark for Excel.
  func renderer(marksUTF8: Bool = false) -> Renderer {
    Renderer(format: format, style: console.tableStyle, marksUTF8: marksUTF8)
  }

  /// Where the answer and the messages go.
  var console: Console { messages.console }
}

/// How a report is written, whose format can be configured.
struct ReportOutputArguments: ParsableArguments {
  @Option(name: .customLong("format"), help: "The format of the output (default: table).")
  private var offered: OfferedFormat<AllFormats>?
  @Flag(help: "Begin CSV with a byte order mark, so that Excel reads it as UTF-8.")
  var bom = false
  @OptionGroup var messages: MessageArguments

  /// The format; nil where nothing is said.
  var format: OutputFormat? {
    get { offered?.format }
    set { offered = newValue.map { OfferedFormat($0) } }
  }
  /// What writes the answer.
  var renderer: Renderer {
    Renderer(format: format ?? .table, style: console.tableStyle, marksUTF8: bom)
  }

  /// Refuses a mark for Excel in what is no CSV. The format may be a configured one.
  func refuseMark() throws {
    if bom, format != .csv {
      throw Failure(
        .usage, "--bom goes with --format csv, not \(format ?? .table)",
        advice: "Excel needs the mark in CSV files alone.")
    }
  }

  /// Refuses to write to a terminal what it would take for letters and escapes.
  func refuseTerminal() throws {
    if format == .png, console.writesToTerminal {
      throw Failure(
        .usage, "--format png is no text for a terminal",
        advice: "Send it to a file, as in 'tokenledger report --format png > report.png'.")
    }
  }
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
