import Ledger
import LedgerStore
import Output
import Reports
import Text

/// The "Download Token Usage Data" file.
package struct ExportRequest: Sendable {
  /// What the file holds.
  package enum Content: Sendable {
    /// A line a day, with what it cost if that is asked.
    case days(LedgerSource.Mode, withCost: Bool)
    /// The token rows of the log.
    case rows
  }

  private let content: Content
  private let days: AskedDays
  private let marksUTF8: Bool

  /// A file of some days; `marksUTF8` where it begins with the mark for Excel.
  package init(_ content: Content, _ days: AskedDays, marksUTF8: Bool = false) {
    self.content = content
    self.days = days
    self.marksUTF8 = marksUTF8
  }

  private var isRaw: Bool { if case .rows = content { true } else { false } }
  private var hasCost: Bool { if case .days(_, withCost: true) = content { true } else { false } }

  /// Writes the file to a place, a file or a folder, and says where it is. There is the whole file or none.
  package func answer(_ site: OpenSite, output: String) throws -> Answer {
    let session = site.session
    let facts = try session.facts()
    var warnings: [String] = []
    let (from, to) = try days.resolved(today: facts.siteNow.day)
    let write = try writing(site, from, to, isShown: false, &warnings)
    let name = DailyExport.fileName(of: facts.siteNow.day, isRaw: isRaw, hasCost: hasCost, from: from, to: to)
    let file = OutputFile(output: output, defaultName: name)
    var lines = 0
    try file.write { sink in
      lines = try write(&sink)
      if lines == 0 && file.hasRows {
        throw Failure(
          .cannotCreate, "the export has no rows, and \(file.path) has some: the file was left as it is",
          advice: "Check --from and --to, or name another place with --output.")
      }
    }
    let said = warnings
    let receipt = Sheet(
      columns: [Sheet.Column("Path"), Sheet.Column("Lines", alignment: .right)],
      rows: [[.text(file.path), .integer(lines)]])
    let members: JSONObject = ["path": .text(file.path), "raw": .flag(isRaw), "lines": .integer(lines)]
    var answer = Answer(
      "export/2", try LedgerContext(session, facts, said: said).head, members, screen: [receipt],
      records: receipt)
    answer.plainText = file.path.sanitizedLine + "\n"
    return answer
  }

  /// Writes the file to standard output; `showsText` when that obeys escapes, as a terminal does.
  package func write(_ site: OpenSite, showsText: Bool) throws {
    var warnings: [String] = []
    let (from, to) = try days.resolved(today: site.session.facts().siteNow.day)
    let write = try writing(site, from, to, isShown: showsText, &warnings)
    var sink = ByteSink(descriptor: 1, name: "standard output")
    _ = try write(&sink)
    try sink.flush()
  }

  private func writing(
    _ site: OpenSite, _ from: Day?, _ to: Day?, isShown: Bool, _ warnings: inout [String]
  ) throws -> Writing {
    let write =
      switch content {
      case .rows: try rows(site, from, to, isShown: isShown)
      case .days(let mode, let withCost): try days(site, from, to, mode, withCost: withCost, &warnings)
      }
    guard marksUTF8 else { return write }
    return { sink in
      try sink.write(CSVWriter.byteOrderMark)
      return try write(&sink)
    }
  }

  /// Writes to a sink and says how many lines below the header it wrote.
  private typealias Writing = (inout ByteSink) throws -> Int

  private func days(
    _ site: OpenSite, _ from: Day?, _ to: Day?, _ mode: LedgerSource.Mode, withCost: Bool,
    _ warnings: inout [String]
  ) throws -> Writing {
    let source = try LedgerSource(site.session, mode, prices: withCost ? site.prices : nil, site.listener)
    let export = try source.dailyExport(from: from, to: to, &warnings, site.listener)
    let bytes = CSVWriter().write(Sheet(export, withCost: withCost))
    return { sink in
      try sink.write(bytes)
      return export.days.count
    }
  }

  /// Streams the rows: a bounded chunk is read to its end before it is written.
  ///
  /// A file holds their text as it was logged. A terminal is shown it as in tables.
  private func rows(_ site: OpenSite, _ from: Day?, _ to: Day?, isShown: Bool) throws -> Writing {
    let rows = try RawRows(site.session, from: from, to: to)
    for warning in rows.warnings { site.listener.warn(warning) }
    return { sink in
      var lines = 0
      try sink.write(Array((rows.columns.joined(separator: ",") + "\n").utf8))
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

extension LedgerSource {
  /// The days from `from` to `to`, with what they cost if that was read, and what is to be said of them.
  func dailyExport(
    from: Day?, to: Day?, _ warnings: inout [String], _ listener: Listener
  ) throws -> DailyExport {
    var export = try DailyExport(usage: days, from: from, to: to)
    let incompleteness = incompleteness(through: to ?? facts.siteNow.day, listener)
    warnings = [incompleteness].compactMap(\.self) + self.warnings
    if let first = export.days.first?.day, let last = export.days.last?.day {
      warnings += try [importNote(from: first, to: last, listener)].compactMap(\.self)
      warnings += [outdatedPrices(through: last, listener)].compactMap(\.self)
      export.costs = try costs(of: first...last)
      _ = try export.costs?.cost(of: first...last).checked()
    }
    return export
  }
}
