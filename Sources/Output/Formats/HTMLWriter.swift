import Text

/// Writes sheets as HTML to put into a page or a mail: of each its title as a heading, a table and its footnotes as
/// paragraphs. It needs no style sheet, which mail programs leave out: numbers are aligned by their cells.
public struct HTMLWriter: Sendable {
  /// A writer of HTML.
  public init() {}

  /// The sheets below each other; every line ends with a line feed.
  public func write(_ sheets: [Sheet]) -> String {
    sheets.map(html).joined()
  }

  private func html(_ sheet: Sheet) -> String {
    let shown = sheet.columnsForPeople
    func row(_ name: String, _ texts: [String]) -> String {
      let cells = zip(shown, texts).map { index, text in
        let alignment = sheet.columns[index].alignment == .right ? " style=\"text-align: right\"" : ""
        let scope = name == "th" ? " scope=\"col\"" : ""
        return "<\(name)\(scope)\(alignment)>\(text)</\(name)>"
      }
      return "<tr>" + cells.joined() + "</tr>\n"
    }
    func row(_ cells: [Sheet.Cell]) -> String {
      row("td", shown.map { cells.indices.contains($0) ? cells[$0].markup(XMLText.escape) : "" })
    }
    var html = sheet.title.map { "<h2>\(XMLText.escape($0))</h2>\n" } ?? ""
    if !shown.isEmpty {
      let header = row("th", shown.map { XMLText.escape(sheet.columns[$0].title) })
      html += "<table>\n<thead>\n\(header)</thead>\n<tbody>\n\(sheet.rows.map { row($0) }.joined())</tbody>\n"
      html += sheet.totals.map { "<tfoot>\n\(row($0))</tfoot>\n" } ?? ""
      html += "</table>\n"
    }
    return html + sheet.footnotes.map { "<p>\(XMLText.escape($0))</p>\n" }.joined()
  }
}
