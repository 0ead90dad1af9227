/// The statements of an SQL file of this package, in which `{name}` stands for what is put in.
///
/// A semicolon at the end of a line ends a statement, and nothing else does. Lines that begin with two hyphens are left out.
struct SQLTemplate {
  let sql: String

  /// The statements with the values put in; a name without a value stays as it is.
  func statements(_ values: [String: String]) -> [String] {
    let values = values.mapValues { Array($0.utf8) }
    var statements: [String] = []
    var statement: [UInt8] = []
    for line in Array(sql.utf8).split(separator: UInt8(ascii: "\n")) where !line.starts(with: [0x2D, 0x2D]) {
      let isLast = line.last == UInt8(ascii: ";")
      if !statement.isEmpty { statement.append(UInt8(ascii: "\n")) }
      Self.fill(isLast ? line.dropLast() : line, values, into: &statement)
      guard isLast else { continue }
      statements.append(String(decoding: statement, as: UTF8.self))
      statement = []
    }
    return statement.isEmpty ? statements : statements + [String(decoding: statement, as: UTF8.self)]
  }

  private static func fill(
    _ line: ArraySlice<UInt8>, _ values: [String: [UInt8]], into statement: inout [UInt8]
  ) {
    var rest = line
    while let opening = rest.firstIndex(of: UInt8(ascii: "{")),
      let closing = rest[opening...].firstIndex(of: UInt8(ascii: "}"))
    {
      let name = String(decoding: rest[(opening + 1)..<closing], as: UTF8.self)
      statement += rest[..<opening]
      statement += values[name] ?? Array(rest[opening...closing])
      rest = rest[(closing + 1)...]
    }
    statement += rest
  }
}
