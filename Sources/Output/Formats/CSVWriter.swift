import Ledger
import Reports
import Text

/// Writes a sheet as comma-separated values: a header and the rows, numbers as they are, quoted as
/// ``CSVBuffer`` quotes. Totals, footnotes and columns for people are left out. Names are written as in tables:
/// the file may be shown on a terminal, and a record is a line. JSON has them as they are.
public struct CSVWriter: Sendable {
  /// What Excel takes for the sign of UTF-8, in front of a file.
  public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// A writer of comma-separated values.
  public init() {}

  /// The sheet as bytes.
  public func write(_ sheet: Sheet) -> [UInt8] {
    let shown = sheet.columns.indices.filter { sheet.columns[$0].audience.contains(.csv) }
    var buffer = CSVBuffer()
    for index in shown {
      buffer.text(sheet.columns[index].title)
    }
    buffer.endRow()
    for row in sheet.rows {
      // Without copies of the cells, of which a daily file has tens of thousands.
      row.withUnsafeBufferPointer { cells in
        for index in shown {
          if cells.indices.contains(index) {
            CSVWriter.write(cells[index], to: &buffer)
          } else {
            buffer.text("")
          }
        }
      }
      buffer.endRow()
    }
    return buffer.bytes
  }

  private static func write(_ cell: Sheet.Cell, to buffer: inout CSVBuffer) {
    switch cell {
    case .empty: buffer.text("")
    case .text(let text, _): buffer.text(TerminalText.sanitize(text))
    case .integer(let number), .bar(let number, _): buffer.integer(number)
    case .flag(let flag): buffer.text("\(flag)")
    case .day(let day): buffer.number(day.write)
    case .share(let ratio), .change(let ratio): buffer.number { NumberText.writePercent(ratio, to: $0) }
    case .cost(let cost): write(.amount(cost.amount), to: &buffer)
    case .amount(let amount):
      if let amount { buffer.number(amount.writeExact) } else { buffer.text("") }
    }
  }
}
