import Ledger
import Reports
import Text

/// Writes sheets as Markdown tables (GitHub's), with titles as headings and footnotes as paragraphs.
public struct MarkdownWriter: Sendable {
  /// A writer of Markdown.
  public init() {}

  /// The sheets below each other; every line ends with a line feed.
  public func write(_ sheets: [Sheet]) -> String {
    sheets.flatMap(blocks).joined(separator: "\n")
  }

  /// A heading, a table and footnotes, each ending with a line feed.
  private func blocks(_ sheet: Sheet) -> [String] {
    let shown = sheet.columnsForPeople
    func line(_ texts: [String]) -> String {
      "| " + texts.joined(separator: " | ") + " |\n"
    }
    func line(_ row: [Sheet.Cell], emphasis: String = "") -> String {
      line(
        shown.map { index in
          let text = row.indices.contains(index) ? row[index].markup(MarkdownWriter.escape) : ""
          return text.isEmpty ? "" : emphasis + text + emphasis
        })
    }
    var blocks = sheet.title.map { ["## \(MarkdownWriter.escape($0))\n"] } ?? []
    if !shown.isEmpty {
      let header = line(shown.map { MarkdownWriter.escape(sheet.columns[$0].title) })
      let rule = line(shown.map { sheet.columns[$0].alignment == .right ? "---:" : ":---" })
      let totals = sheet.totals.map { line($0, emphasis: "**") } ?? ""
      blocks.append(header + rule + sheet.rows.map { line($0) }.joined() + totals)
    }
    return blocks + sheet.footnotes.map { MarkdownWriter.escape($0) + "\n" }
  }

  /// `text` as Markdown that shows it: no markup, no HTML, no second line.
  static func escape(_ text: String) -> String {
    var result = ""
    for character in TerminalText.sanitize(text).unicodeScalars {
      if "\\`*_<>[]|~&#$".unicodeScalars.contains(character) { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result
  }
}
