/// A figure of usage: what every report, file and document has a column or a key for.
///
/// ``all`` and ``selectable`` are the lists of them: tables, CSV headings and JSON keys follow these. A measure that is
/// derived from others needs nothing but an entry there.
///
///     Measure.totalTokens.number(count)  // 1013345
public struct Measure: Equatable, Sendable {
  /// Its name in documents, in snake_case: "total_tokens".
  public let key: String
  /// Its heading for people and spreadsheets: "Total Tokens".
  public let title: String
  /// The same within a text: "Total tokens".
  public var phrase: String { title.prefix(1) + title.dropFirst().lowercased() }
  /// Whether tables with little room show it, too.
  public let isBrief: Bool
  /// Its value for some figures; nil when it is not known.
  public let value: @Sendable (Figures) -> Quantity?

  /// A measure that is derived from usage and its cost.
  public init(
    key: String, title: String, isBrief: Bool = false, value: @escaping @Sendable (Figures) -> Quantity?
  ) {
    self.key = key
    self.title = title
    self.isBrief = isBrief
    self.value = value
  }

  /// A measure of tokens and requests alone, a whole number.
  public init(
    key: String, title: String, isBrief: Bool = false, number: @escaping @Sendable (TokenCount) -> Int?
  ) {
    self.init(key: key, title: title, isBrief: isBrief) { number($0.count).map { .number($0) } }
  }

  /// Its value for usage of which nobody asked what it cost, where that is a whole number.
  public func number(_ count: TokenCount) -> Int? {
    if case .number(let number) = value(Figures(count)) { number } else { nil }
  }

  /// Tokens of total rows.
  public static let totalTokens = Measure(
    key: "total_tokens", title: "Total Tokens", isBrief: true, number: \.total)
  /// Tokens of prompt rows.
  public static let promptTokens = Measure(key: "prompt_tokens", title: "Prompt Tokens", number: \.prompt)
  /// Tokens of completion rows.
  public static let completionTokens = Measure(
    key: "completion_tokens", title: "Completion Tokens", number: \.completion)
  /// The number of total rows: answered messages.
  public static let requests = Measure(key: "requests", title: "Requests", isBrief: true, number: \.requests)

  /// The total tokens of a request, rounded to whole ones, halves up; nil without requests.
  public static let tokensPerRequest = Measure(
    key: "tokens_per_request", title: "Tokens per Request",
    number: { $0.requests > 0 ? $0.total.quotient(by: $0.requests) : nil })

  /// What the usage with a price cost; nil where nothing has one, or where nobody asked.
  public static let cost = Measure(key: "cost", title: "Cost", isBrief: true) { figures in
    figures.cost.flatMap { $0.usd == nil ? nil : .cost($0) }
  }
  /// The cost of a request, of the usage with a price, in the currency in which costs are shown; nil without such requests,
  /// and where their output is not known.
  public static let costPerRequest = Measure(key: "cost_per_request", title: "Cost per Request") { figures in
    guard let cost = figures.cost, let amount = cost.amount, cost.priced.requests > 0,
      cost.lackingOutput.isEmpty
    else {
      return nil
    }
    return .amount(amount.quotient(by: cost.priced.requests))
  }

  /// Whether it is an amount of money, for which usage has to be priced.
  public var isOfMoney: Bool { self == .cost || self == .costPerRequest }

  /// Measures are told apart by their keys.
  public static func == (left: Measure, right: Measure) -> Bool { left.key == right.key }

  /// Every measure of tokens and requests that is added up, in the order in which all formats show them.
  public static let all = [totalTokens, promptTokens, completionTokens, requests]
  /// Those that are shown where costs are known, too.
  public static let shown = all + [cost]
  /// Every measure that can be asked for by its key.
  public static let selectable = all + [tokensPerRequest, cost, costPerRequest]
  /// Those for tables with little room.
  public static let brief = shown.filter(\.isBrief)
}

/// A value of a measure.
public enum Quantity: Hashable, Sendable {
  /// A whole number in the measure's own unit.
  case number(Int)
  /// What some usage cost, as far as it has a price.
  case cost(Cost)
  /// An amount of money.
  case amount(Money)

  /// By what it is compared with others of the same measure.
  public var rank: Int128 {
    switch self {
    case .number(let number): Int128(number)
    case .cost(let cost): cost.amount?.count ?? 0
    case .amount(let amount): amount.count
    }
  }
}

extension Int {
  /// The quotient of two numbers that are not negative, rounded to the nearest, halves up.
  package func quotient(by divisor: Int) -> Int {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return quotient + (remainder >= divisor - remainder ? 1 : 0)
  }
}
