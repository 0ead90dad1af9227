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
    let (fitting, left) = fitting(table, keepsNewest: sheet.keepsNewest)
    let notes = [Self.note(left)].compactMap(\.self) + sheet.footnotes
    return title + lines(fitting) + notes.flatMap(paragraph)
  }

  /// A sentence about columns that there is no room for; nil where there are none.
  private static func note(_ left: [String]) -> String? {
    guard let first = left.first, let last = left.last else { return nil }
    let names =
      left.count > mostNamed
      ? "the \(left.count) columns from \(first) to \(last)" : left.joined(separator: ", ")
    return "Not shown, as the terminal is too narrow: \(names)."
  }

  /// A table without the columns that there is no room for, and their headings.
  private func fitting(_ table: Table, keepsNewest: Bool) -> (table: Table, left: [String]) {
    guard style.width != nil else { return (table, []) }
    let needed = needed(table)
    var shown = Array(table.columns.indices)
    while excess(of: shown.map { (table.columns[$0], needed[$0]) }) > 0 {
      let place = keepsNewest ? shown.firstIndex(where: isExpendable) : shown.lastIndex(where: isExpendable)
      guard let place else { break }
      shown.remove(at: place)
    }
    func isExpendable(_ index: Int) -> Bool { table.columns[index].isExpendable }
    let left = Set(table.columns.indices).subtracting(shown).sorted().map { table.columns[$0].title }
    return left.isEmpty ? (table, []) : (table.of(shown), left)
  }

  /// By how much columns with these needs are too wide while names stay readable.
  private func excess(of columns: [(Sheet.Column, Int)]) -> Int {
    guard let width = style.width else { return 0 }
    return excess(fit(columns.map(\.0), columns.map(\.1), narrowestText: Self.narrowestName), over: width)
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

    /// The same with these columns alone.
    func of(_ shown: [Int]) -> Table {
      Table(
        columns: shown.map { columns[$0] }, rows: rows.map { row in shown.map { row[$0] } },
        totals: totals.map { row in shown.map { row[$0] } })
    }
  }

  private func lines(_ table: Table) -> [String] {
    let widths = fit(table.columns, needed(table), narrowestText: Self.narrowestText)
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

  /// The widths that the columns' cells need.
  private func needed(_ table: Table) -> [Int] {
    let rows = table.rows + [table.totals ?? []]
    return table.columns.indices.map { index in
      let column = table.columns[index]
      let needed = rows.map { $0.indices.contains(index) ? DisplayWidth.of(text($0[index])) : 0 }
      return max(DisplayWidth.of(column.title), needed.max() ?? 0, column.minimumWidth)
    }
  }

  /// The columns' widths: what their cells need, less what the style's width has no room for.
  private func fit(_ columns: [Sheet.Column], _ needed: [Int], narrowestText: Int) -> [Int] {
    guard let width = style.width else { return needed }
    var widths = needed
    // Bars take what the others leave, and give way entirely before a bar says nothing any more.
    for index in columns.indices where columns[index].audience == .terminal {
      widths[index] = 0
      let room = -excess(widths, over: width) - TableWriter.gap
      widths[index] = room >= 6 ? min(room, TableWriter.widestBar) : 0
    }
    let shrinking = columns.indices.filter { columns[$0].overflow != .keep }
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
  /// How many columns without room are named one by one.
  private static let mostNamed = 4
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
