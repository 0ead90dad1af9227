import Ledger
import Reports

/// Tokens and requests in JSON.
struct CountDocument: Encodable {
  let totalTokens: Int
  let promptTokens: Int
  let completionTokens: Int
  let requests: Int

  init(_ count: TokenCount) {
    totalTokens = count.total
    promptTokens = count.prompt
    completionTokens = count.completion
    requests = count.requests
  }
}

/// A span in JSON: its days, the time of the site at which it ends within its last day, its figures, and whether the
/// ledger had begun by its first day.
struct SpanDocument: Encodable {
  let from: String
  let to: String
  @OrNull var untilLocal: String?
  let totalTokens: Int
  let promptTokens: Int
  let completionTokens: Int
  let requests: Int
  let recorded: Bool

  init(_ span: SpanUsage) {
    from = span.days.lowerBound.description
    to = span.days.upperBound.description
    totalTokens = span.count.total
    promptTokens = span.count.prompt
    completionTokens = span.count.completion
    requests = span.count.requests
    recorded = span.isRecorded
    untilLocal = span.until?.description
  }
}
