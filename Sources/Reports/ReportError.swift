/// A report that was asked for in a way that has no answer: what is wrong, and what to do about it.
public struct ReportError: Error, Equatable, Sendable {
  /// One line that says what is wrong.
  public let message: String
  /// One line that says what to do.
  public let advice: String

  /// An error with its advice.
  public init(message: String, advice: String) {
    self.message = message
    self.advice = advice
  }
}
