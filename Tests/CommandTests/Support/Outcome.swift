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
}
