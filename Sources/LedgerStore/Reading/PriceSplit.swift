import Ledger
import MariaDB

/// How facts are told apart so that each part has one price: by model, between the days on which prices change, and by
/// whether a prompt may be so long that it costs more.
struct PriceSplit {
  private let cuts: PriceCuts
  private let price: UsageRequest.Pricing.Price
  private let first: Day
  private let models: ModelDictionary

  /// A split of days from `first` on.
  init(_ pricing: UsageRequest.Pricing, from first: Day, _ models: ModelDictionary) {
    (cuts, price) = (pricing.cuts, pricing.price)
    (self.first, self.models) = (first, models)
  }

  /// Whether some price depends on how long a prompt was.
  var hasLimits: Bool { !cuts.limits.isEmpty }

  /// Whether no price changes between two days.
  func isOnePrice(from first: Day, to last: Day) -> Bool {
    !cuts.days.contains { first < $0 && $0 <= last }
  }

  /// The names of the columns that tell parts apart.
  static let tags: Query = "price_model, price_span, is_long"

  /// The same columns as expressions.
  var columns: Query {
    // How many of these days have come, which the server searches rather than tries one by one.
    let span: Query =
      cuts.days.isEmpty
      ? "0"
      : "INTERVAL(TO_DAYS(day), \(query: cuts.days.map { "TO_DAYS(\($0))" as Query }.joined(by: ", ")))"
    var isLong: Query = "0"
    for (model, limit) in cuts.limits.sorted(by: { $0.key.name < $1.key.name }) {
      for number in models.numbers(of: model) {
        isLong = """
          IF(f.model_id = \(number), COALESCE(largest_prompt, prompt_tokens) > \(limit), \(query: isLong))
          """
      }
    }
    return "f.model_id AS price_model, \(query: span) AS price_span, \(query: isLong) AS is_long"
  }

  /// What the part cost that a row stands for, whose columns begin at `start`; the largest prompt follows them.
  func cost(in row: Row, at start: Int, _ count: TokenCount) throws -> Cost {
    let span = try row[start + 1].decode(Int.self)
    return try price(
      ModelUsage(
        day: span > 0 && cuts.days.indices.contains(span - 1) ? cuts.days[span - 1] : first,
        model: models[try row[start].int64()], count: count,
        largestPrompt: try row[start + 3].decode(Int.self)))
  }
}
