import Ledger
import Reports
import Text

/// Writes sheets as tables with aligned columns, for people.
///
///     print(TableWriter(style: .plain).write([sheet]), terminator: "")
public struct TableWriter: Sendable {
  private let style: TableStyle

  /// A writer of tables in `style`.
  public init(style: TableStyle) {
    self.style = style
  }

  /// The sheets below each other with a blank line between them; every line ends with a line feed.
  public func write(_ sheets: [Sheet]) -> String {
    sheets.map { lines($0).map { $0 + "\n" }.joined() }.joined(separator: "\n")
  }

  private func lines(_ sheet: Sheet) -> [String] {
    let shown = sheet.columns.indices.filter { sheet.columns[$0].audience.isShown(bars: style.bars) }
    func cells(_ row: [Sheet.Cell]) -> [Sheet.Cell] {
      shown.map { row.indices.contains($0) ? row[$0] : .empty }
    }
    let table = Table(
      columns: shown.map { sheet.columns[$0] }, rows: sheet.rows.map(cells), totals: sheet.totals.map(cells))
    let title = sheet.title.map { paragraph($0).map { paint($0, .strong) } } ?? []
    let (fitting, left) = fitting(table)
    let note =
      left.isEmpty
      ? [] : ["Not shown, as the terminal is too narrow: \(left.joined(separator: ", "))."]
    return title + lines(fitting) + (note + sheet.footnotes).flatMap(paragraph)
  }

  /// A table without the columns that there is no room for, and their headings.
  private func fitting(_ table: Table) -> (table: Table, left: [String]) {
    guard let width = style.width else { return (table, []) }
    var (table, left) = (table, [String]())
    while excess(widths(table, narrowestText: TableWriter.narrowestName), over: width) > 0,
      let index = table.columns.lastIndex(where: \.isExpendable)
    {
      left.insert(table.columns[index].title, at: 0)
      table = table.without(index)
    }
    return (table, left)
  }

  private func paragraph(_ text: String) -> [String] {
    let text = signs(TerminalText.sanitize(text))
    return style.width.map { TextLayout.wrap(text, to: max(20, $0)) } ?? [text]
  }

  /// What is left of a sheet once the columns that nobody will see are gone.
  private struct Table {
    let columns: [Sheet.Column]
    let rows: [[Sheet.Cell]]
    let totals: [Sheet.Cell]?

    func without(_ index: Int) -> Table {
      func rest<Element>(_ row: [Element]) -> [Element] {
        row.enumerated().filter { $0.offset != index }.map(\.element)
      }
      return Table(columns: rest(columns), rows: rows.map(rest), totals: totals.map(rest))
    }
  }

  private func lines(_ table: Table) -> [String] {
    let widths = widths(table)
    func line(_ cells: [Sheet.Cell], tone: Tone = .plain) -> [String] {
      lines(cells, table.columns, widths, tone: tone)
    }
    let titles = table.columns.map { Sheet.Cell.text($0.title) }
    let header = table.columns.contains { !$0.title.isEmpty } ? line(titles, tone: .strong) : []
    var result = header + table.rows.flatMap { line($0) }
    if let totals = table.totals {
      let rules = zip(totals, widths).map { cell, width in
        Sheet.Cell.text(
          cell == .empty ? "" : String(repeating: style.bars && !style.isASCII ? "─" : "-", count: width))
      }
      result += line(rules, tone: .faint) + line(totals, tone: .strong)
    }
    return result
  }

  /// The columns' widths: what the cells need, less what the style's width has no room for.
  private func widths(_ table: Table, narrowestText: Int = TableWriter.narrowestText) -> [Int] {
    let rows = table.rows + [table.totals ?? []]
    var widths = table.columns.indices.map { index in
      let column = table.columns[index]
      let needed = rows.map { $0.indices.contains(index) ? DisplayWidth.of(text($0[index])) : 0 }
      return max(DisplayWidth.of(column.title), needed.max() ?? 0, column.minimumWidth)
    }
    guard let width = style.width else { return widths }
    // Bars take what the others leave, and give way entirely before a bar says nothing any more.
    for index in table.columns.indices where table.columns[index].audience == .terminal {
      widths[index] = 0
      let room = -excess(widths, over: width) - TableWriter.gap
      widths[index] = room >= 6 ? min(room, TableWriter.widestBar) : 0
    }
    let shrinking = table.columns.indices.filter { table.columns[$0].overflow != .keep }
    while excess(widths, over: width) > 0, let widest = shrinking.max(by: { widths[$0] < widths[$1] }),
      widths[widest] > narrowestText
    {
      widths[widest] -= 1
    }
    return widths
  }

  /// By how much columns are too wide together; negative where there is room left.
  private func excess(_ widths: [Int], over width: Int) -> Int {
    widths.reduce(-TableWriter.gap) { $0 + ($1 > 0 ? $1 + TableWriter.gap : 0) } - width
  }

  private static let gap = 2
  private static let widestBar = 24
  private static let narrowestText = 8
  /// How wide names stay for as long as there are columns that can be left out.
  private static let narrowestName = 20

  /// One row, which takes as many lines as its tallest cell.
  private func lines(
    _ cells: [Sheet.Cell], _ columns: [Sheet.Column], _ widths: [Int], tone: Tone
  ) -> [String] {
    let texts = cells.indices.map { index in
      if case .bar(let part, let whole) = cells[index] {
        return [Bar.text(part, of: whole, width: widths[index], isASCII: style.isASCII)]
      }
      return switch columns[index].overflow {
      case .keep: [text(cells[index])]
      case .truncate:
        [TextLayout.truncate(text(cells[index]), to: widths[index], mark: style.isASCII ? "..." : "…")]
      case .wrap: TextLayout.wrap(text(cells[index]), to: widths[index])
      }
    }
    return (0..<(texts.map(\.count).max() ?? 0)).map { number in
      var line = ""
      var blanks = 0
      for index in texts.indices {
        let text = texts[index].indices.contains(number) ? texts[index][number] : ""
        let padding = max(0, widths[index] - DisplayWidth.of(text))
        if columns[index].alignment == .right { blanks += padding }
        if !text.isEmpty {
          let tone = tone == .plain ? cells[index].tone : tone
          line += String(repeating: " ", count: blanks) + paint(text, tone)
          blanks = 0
        }
        if columns[index].alignment == .left { blanks += padding }
        blanks += TableWriter.gap
      }
      return line
    }
  }

  private func text(_ cell: Sheet.Cell) -> String {
    switch cell {
    case .empty, .bar: ""
    case .text(let text, _): signs(TerminalText.sanitize(text))
    case .integer(let number): NumberText.integer(number, thousands: true)
    case .flag(let flag): "\(flag)"
    case .day(let day): day.description
    case .share(let ratio): NumberText.share(ratio)
    case .change(let ratio): signs(NumberText.change(ratio))
    case .cost(let cost): style.isASCII ? signs(cost.text).replacing("–", with: "-") : cost.text
    case .amount(let amount): amount.map(NumberText.money) ?? (style.isASCII ? "-" : "–")
    }
  }

  private func signs(_ text: String) -> String {
    style.isASCII ? ASCIISigns.replace(in: text) : text
  }

  private func paint(_ text: String, _ tone: Tone) -> String {
    style.color ? tone.paint(text) : text
  }
}

extension Sheet.Cell {
  fileprivate var tone: Tone {
    switch self {
    case .text(_, let tone): tone
    case .bar: .accent
    default: .plain
    }
  }
}

extension Sheet.Column.Audience {
  /// Whether tables include such a column, with bars or without.
  fileprivate func isShown(bars: Bool) -> Bool { contains(.people) || (bars && contains(.terminal)) }
}
