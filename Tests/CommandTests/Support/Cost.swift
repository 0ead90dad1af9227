import TestSupport

/// The same answers without what usage cost, for tests of everything else.
extension String {
  /// The headings of a cost, behind all others of a CSV file.
  static let costHeadings =
    #",Cost,Currency,"Cost in USD","At Least in USD","At Most in USD",Coverage,"Tokens without a Price","#
    + #""Models without a Price","Price List""#

  /// A table or a CSV file without the columns and the sentences about cost. No value of a cost in the tests has a comma.
  var withoutCost: String {
    let lines = split(separator: "\n", omittingEmptySubsequences: false)
    guard let head = lines.first, head.hasSuffix(Self.costHeadings) else {
      return lines.filter { !$0.hasPrefix("Nothing here has a price: ") }.joined(separator: "\n")
    }
    return lines.map { line in
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      return fields.dropLast(9).joined(separator: ",")
    }.joined(separator: "\n")
  }
}

extension TokenLedgerCommand.Outcome {
  /// The same run with an answer without cost.
  var withoutCost: Self { Self(status: status, output: output.withoutCost, errors: errors) }
}

extension JSONValue {
  /// The same document without any key `cost`.
  var withoutCost: JSONValue {
    switch self {
    case .object(let values): .object(values.filter { $0.key != "cost" }.mapValues(\.withoutCost))
    case .array(let values): .array(values.map(\.withoutCost))
    case .null, .bool, .integer, .number, .string: self
    }
  }
}
