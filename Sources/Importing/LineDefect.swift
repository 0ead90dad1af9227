import Text

/// Why a line is not a row. It never holds anything of the line itself.
package enum LineDefect: Error, Sendable, Hashable {
  /// It is no record.
  case csv(CSVDefect)
  /// The file has no header and no rows.
  case empty
  /// The header is that of TokenLedger's own file of figures by day.
  case dailyFile
  /// The header lacks a column that is needed.
  case missingColumn(String)
  /// The id is not a whole number from 1 on.
  case id
  /// The time is not written as `YYYY-MM-DD HH:MM:SS`.
  case time
  /// The type is none that the chatbot writes.
  case type
}

extension LineDefect: CustomStringConvertible {
  /// What is wrong, in a few words.
  package var description: String {
    switch self {
    case .csv(let defect): "\(defect)"
    case .empty: "the file is empty"
    case .dailyFile: "this is TokenLedger's own daily file, not the chatbot's download"
    case .missingColumn(let name): "the header has no column \(name)"
    case .id: "the id is not a whole number from 1 on"
    case .time: "the time is not written as YYYY-MM-DD HH:MM:SS"
    case .type: "the type is none that the chatbot writes"
    }
  }
}
