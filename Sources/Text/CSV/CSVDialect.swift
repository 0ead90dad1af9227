/// The form of comma-separated values that PHP's `fputcsv` writes, and the chatbot with it: what ``CSVBuffer`` writes and
/// ``CSVReader`` reads.
///
/// - A field is enclosed in double quotes when it holds a comma, a quote, a backslash, CR, LF, a tab or a space. A quote
///   inside is doubled. Rows end with a line feed.
/// - Right after a backslash `fputcsv` does not double a quote, which every other reader takes for the end of the field:
///   what follows could be a cell of its own, a formula. The writer puts a `'` between the two. The reader takes such a
///   quote for text or for the end of its field, whichever makes a record.
/// - A spreadsheet takes a text that begins with `=`, `+`, `-`, `@`, a tab, CR or LF for a formula. The writer puts a `'`
///   before it.
enum CSVDialect {
  static let separator = UInt8(ascii: ",")
  static let quote = UInt8(ascii: "\"")
  static let backslash = UInt8(ascii: "\\")
  static let guardian = UInt8(ascii: "'")
  static let lineFeed = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")
  static let tab = UInt8(ascii: "\t")
  static let space = UInt8(ascii: " ")

  /// Whether the writer encloses a field in quotes.
  ///
  /// All of a field is looked at: it is short, and without a branch many bytes are compared at once.
  static func needsQuotes(_ field: UnsafeRawBufferPointer) -> Bool {
    var found: UInt8 = 0
    for byte in field {
      found |= byte == separator ? 1 : 0
      found |= byte == quote ? 1 : 0
      found |= byte == backslash ? 1 : 0
      found |= byte == carriageReturn ? 1 : 0
      found |= byte == lineFeed ? 1 : 0
      found |= byte == tab ? 1 : 0
      found |= byte == space ? 1 : 0
    }
    return found != 0
  }

  /// Whether a spreadsheet takes a text with this byte first for a formula.
  static func startsFormula(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), tab, carriageReturn,
      lineFeed:
      true
    default:
      false
    }
  }
}
