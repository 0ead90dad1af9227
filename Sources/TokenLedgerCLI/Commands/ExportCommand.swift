import ArgumentParser
import Ledger
import LedgerStore
import Rendering
import Reports
import Text

/// `tokenledger export`
struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    of: "export",
    abstract: "Write the \"Download Token Usage Data\" file, with one line a day.",
    discussion: """
      Prints the path of the file. If the export fails, there is no new file. Only its owner can read it. With --raw \
      it holds the token rows of the log, as the chatbot's own download does. Files with --raw, --from or --to are \
      named differently, so they never replace the daily file. A file with rows is never replaced by an empty one.

      Example: tokenledger export --output ~/tokens/
      """)

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "A file, a folder, or '-' for standard output (default: the current folder).", valueName: "place"),
    completion: .file())
  var output: String?
  @Option(help: ArgumentHelp("The first day.", valueName: "YYYY-MM-DD"))
  var from: Day?
  @Option(help: ArgumentHelp("The last day.", valueName: "YYYY-MM-DD"))
  var to: Day?
  @Flag(help: "Write the token rows of the log instead of a line a day.")
  var raw = false
  @Flag(help: "Do not sync first; write what the ledger has now.")
  var noSync = false
  @OptionGroup var reading: ReadingArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var format: OutputArguments

  func validate() throws {
    if let from, let to, from > to { throw ValidationError("--from \(from) is after --to \(to)") }
    // With JSON there is no receipt then, but an error comes as a document.
    if output == "-", format.format == .markdown {
      throw ValidationError("the file itself is CSV: --format \(format.format) does not go with --output -")
    }
  }

  func run() throws {
    let console = format.console
    let session = try site.open(console)
    let facts = try session.facts()
    try Day.refuseFuture(from, of: "--from", today: facts.siteNow.day)
    var warnings: [String] = []
    let write = try raw ? rawRows(session, console) : days(session, console, &warnings)
    if output == "-" {
      var sink = ByteSink(descriptor: 1, name: "standard output")
      _ = try write(&sink)
      return try sink.flush()
    }
    let name = DailyExport.fileName(of: facts.siteNow.day, isRaw: raw, from: from, to: to)
    let file = OutputFile(output: output ?? ".", defaultName: name)
    var lines = 0
    try file.write { sink in
      lines = try write(&sink)
      if lines == 0 && file.hasRows {
        throw Failure(
          .cannotCreate, "the export has no rows, and \(file.path) has some: the file was left as it is",
          advice: "Check --from and --to, or name another place with --output.")
      }
    }
    let receipt = Sheet(
      columns: [Sheet.Column("Path"), Sheet.Column("Lines", alignment: .right)],
      rows: [[.text(file.path), .integer(lines)]])
    var answer = Answer(
      "export/2", try LedgerContext(session, facts, said: warnings).head,
      ["path": .text(file.path), "raw": .flag(raw), "lines": .integer(lines)], screen: [receipt],
      records: receipt)
    answer.plainText = file.path.sanitizedLine + "\n"
    try console.write(answer, format.renderer)
  }

  /// Writes to a sink and says how many lines below the header it wrote.
  private typealias Writing = (inout ByteSink) throws -> Int

  private func days(
    _ session: SiteSession, _ console: Console, _ warnings: inout [String]
  ) throws -> Writing {
    let source = try LedgerSource(session, noSync ? .ledger : .sync(reading), console)
    let export = try DailyExport(usage: source.days, from: from, to: to)
    let incompleteness = source.incompleteness(through: to ?? source.facts.siteNow.day, console)
    warnings = [incompleteness].compactMap(\.self) + source.warnings
    if let first = export.days.first?.day, let last = export.days.last?.day {
      warnings += try [source.importNote(from: first, to: last, console)].compactMap(\.self)
    }
    let bytes = CSVWriter().write(Sheet(export))
    return { sink in
      try sink.write(bytes)
      return export.days.count
    }
  }

  /// Streams the rows: a bounded chunk is read to its end before it is written.
  ///
  /// A file holds their text as it was logged. A terminal is shown it as in tables.
  private func rawRows(_ session: SiteSession, _ console: Console) throws -> Writing {
    let isShown = output == "-" && console.writesToTerminal
    let rows = try RawRows(session, from: from, to: to)
    for warning in rows.warnings { console.warn(warning) }
    return { sink in
      var lines = 0
      try sink.write(Array((RawRows.columns.joined(separator: ",") + "\n").utf8))
      func write(_ chunk: some RawCSV) throws {
        try sink.write(chunk.csv.bytes)
        lines += chunk.lines
      }
      if isShown {
        try rows.forEachChunk { (chunk: ShownRawCSV) in try write(chunk) }
      } else {
        try rows.forEachChunk { (chunk: PlainRawCSV) in try write(chunk) }
      }
      return lines
    }
  }
}
