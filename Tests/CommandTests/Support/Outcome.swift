import TestSupport

extension TokenLedgerCommand.Outcome {
  /// A run that printed something and said nothing else.
  init(_ status: Int32, _ output: String) {
    self.init(status: status, output: output, errors: "")
  }

  /// A run that failed: a line that says what and where, one that says what to do, and nothing on standard
  /// output.
  init(_ status: Int32, error: String, _ advice: String) {
    self.init(status: status, output: "", errors: "tokenledger: error: \(error)\n\(advice)\n")
  }

  /// The same run, had it not been asked for JSON: without the document of its error.
  var withoutErrorDocument: Self {
    let lines = errors.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 3, lines[2].contains(#""schema":"tokenledger.error/1""#) else { return self }
    return Self(status: status, output: output, errors: lines[..<2].joined(separator: "\n") + "\n")
  }
}
