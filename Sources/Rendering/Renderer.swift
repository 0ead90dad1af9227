import Reports

/// Turns reports into the text that a command prints, in the format that was asked for.
///
///     let renderer = Renderer(format: .table, style: .plain)
///     print(try renderer.text(report, site: site), terminator: "")
public struct Renderer: Sendable {
  /// The format.
  public let format: OutputFormat
  /// The looks of tables; the other formats have none.
  public let style: TableStyle

  /// A renderer of `format`.
  public init(format: OutputFormat, style: TableStyle = .plain) {
    self.format = format
    self.style = style
  }

  /// A period report. The CSV of an empty ledger is the header alone.
  public func text(_ report: PeriodReport, site: SiteIdentity) throws -> String {
    try text(screen: [Sheet(report)] + (report.rankings?.sheets() ?? []), records: report.records) {
      report.document(site)
    }
  }

  /// A summary.
  public func text(_ report: SummaryReport, site: SiteIdentity) throws -> String {
    try text(screen: report.screen(site: site), records: report.records) {
      report.document(site)
    }
  }

  /// A health report; `site` is nil when not even the site could be found.
  public func text(_ report: HealthReport, site: SiteIdentity?) throws -> String {
    switch format {
    case .markdown: MarkdownWriter().write([report.records])
    default:
      try text(screen: [report.screen], records: report.records) { DoctorDocument(report, site: site) }
    }
  }

  /// A result of any kind: sheets for people, one sheet of records for spreadsheets, a document for programs.
  public func text<Document: Encodable>(
    screen: @autoclosure () -> [Sheet], records: @autoclosure () -> Sheet, document: () throws -> Document
  ) throws -> String {
    switch format {
    case .table: TableWriter(style: style).write(screen())
    case .csv: CSVWriter().write(records())
    case .markdown: MarkdownWriter().write(screen())
    case .json: try JSONText.encode(try document())
    }
  }
}
