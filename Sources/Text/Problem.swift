/// Something wrong in a file, and its place there.
package struct Problem: Error, Sendable, Hashable {
  /// Where it is.
  package let position: TextPosition
  /// What is wrong: one line, no full stop at its end.
  package let message: String
  /// What to do about it: one line, a sentence.
  package let advice: String

  /// A problem at a place.
  package init(_ message: String, at position: TextPosition, advice: String) {
    self.position = position
    self.message = message
    self.advice = advice
  }
}

extension Failure {
  /// Why a file with these problems cannot be used: the first of them, and how many more there are. Nil when there are
  /// none.
  ///
  ///     tokenledger: error: /etc/tokenledger/tokenledger.yml, line 4, column 3: 'intervall' is no setting of worker
  ///     Did you mean 'interval'?
  ///
  /// - Parameters:
  ///   - problems: The file's problems in the order of their places.
  ///   - path: The file, as an absolute path.
  package init?(_ problems: [Problem], in path: String) {
    guard let first = problems.first else { return nil }
    self.init(first, in: path, more: problems.count - 1)
  }

  /// Why a file cannot be used: its first problem, and how many more there are.
  package init(_ problem: Problem, in path: String, more: Int = 0) {
    let place = "\(printable(path)), line \(problem.position.line), column \(problem.position.column)"
    self.init(
      .configuration, "\(place): \(problem.message)" + (more == 0 ? "" : " (and \(more) more)"),
      advice: problem.advice)
  }
}
