/// A figure of usage: what every report, file and document has a column or a key for.
///
/// ``all`` is the one list of them: tables, CSV headings and JSON keys follow it. A measure that is derived from
/// others needs nothing but an entry there.
///
///     Measure.totalTokens.value(count)  // 1013345
public struct Measure: Sendable {
  /// Its name in documents, in snake_case: "total_tokens".
  public let key: String
  /// Its heading for people and spreadsheets: "Total Tokens".
  public let title: String
  /// The same within a text: "Total tokens".
  public var phrase: String { title.prefix(1) + title.dropFirst().lowercased() }
  /// Whether tables with little room show it, too.
  public let isBrief: Bool
  /// Its value for some usage, a whole number in its own unit; nil when it is not known.
  public let value: @Sendable (TokenCount) -> Int?

  /// A measure that is derived from usage.
  public init(
    key: String, title: String, isBrief: Bool = false, value: @escaping @Sendable (TokenCount) -> Int?
  ) {
    self.key = key
    self.title = title
    self.isBrief = isBrief
    self.value = value
  }

  /// Tokens of total rows.
  public static let totalTokens = Measure(key: "total_tokens", title: "Total Tokens", isBrief: true) {
    $0.total
  }
  /// Tokens of prompt rows.
  public static let promptTokens = Measure(key: "prompt_tokens", title: "Prompt Tokens") { $0.prompt }
  /// Tokens of completion rows.
  public static let completionTokens = Measure(key: "completion_tokens", title: "Completion Tokens") {
    $0.completion
  }
  /// The number of total rows: answered messages.
  public static let requests = Measure(key: "requests", title: "Requests", isBrief: true) { $0.requests }

  /// The total tokens of a request, rounded to whole ones, halves up; nil without requests.
  public static let tokensPerRequest = Measure(key: "tokens_per_request", title: "Tokens per Request") {
    $0.requests > 0 ? $0.total.quotient(by: $0.requests) : nil
  }

  /// Every measure that is added up, in the order in which all formats show them.
  public static let all = [totalTokens, promptTokens, completionTokens, requests]
  /// Every measure that can be asked for by its key.
  public static let selectable = all + [tokensPerRequest]
  /// Those for tables with little room.
  public static let brief = all.filter(\.isBrief)
}

extension Int {
  /// The quotient of two numbers that are not negative, rounded to the nearest, halves up.
  package func quotient(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return quotient + (remainder >= divisor - remainder ? 1 : 0)
  }
}
