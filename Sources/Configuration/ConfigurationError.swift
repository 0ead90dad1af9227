import WordPress

/// Why a configuration file cannot be used: all that is wrong with it.
///
///     tokenledger: error: /etc/tokenledger/tokenledger.yml, line 4, column 3: 'intervall' is no setting of worker
///     Did you mean 'interval'?
public struct ConfigurationError: Error, Sendable, Equatable {
  /// One fault of a file.
  public struct Problem: Sendable, Hashable {
    /// Where the fault is.
    public let position: TextPosition
    /// What is wrong: one line, no full stop at its end.
    public let message: String
    /// What to do about it: one line, a sentence.
    public let advice: String

    /// A fault at a place.
    public init(_ message: String, at position: TextPosition, advice: String) {
      self.position = position
      self.message = message
      self.advice = advice
    }
  }

  /// The file, as an absolute path.
  public let path: String
  /// Its faults in the order of the file; at least one.
  public let problems: [Problem]

  /// Nil where there is no fault.
  init?(path: String, problems: [Problem]) {
    if problems.isEmpty { return nil }
    self.path = path
    self.problems = problems.sorted { $0.position < $1.position }
  }

  /// The first fault and its place, and how many more there are: one line.
  public var message: String {
    guard let first = problems.first else { return printable(path) }
    let more = problems.count - 1
    return place(of: first) + ": " + first.message + (more == 0 ? "" : " (and \(more) more)")
  }

  /// What to do about the first fault: one line.
  public var advice: String { problems.first?.advice ?? "" }

  /// Where a fault is, for a message: `FILE, line 4, column 3`.
  public func place(of problem: Problem) -> String {
    "\(printable(path)), line \(problem.position.line), column \(problem.position.column)"
  }
}

typealias Problem = ConfigurationError.Problem

extension ConfigurationError: CustomStringConvertible {
  /// Message and advice, a line each.
  public var description: String { message + "\n" + advice }
}
