import Ledger
import TestSupport

/// A price in decimals, as an owner or a list has it and as the oracle has it, from a day until the next of the same model.
struct OraclePrice {
  /// What tokens cost, in micro-dollars per 1,000,000.
  struct Amounts {
    let input: Int
    let output: Int
    var cached: Int?

    /// As a price list writes it.
    var listed: String {
      ([input, output] + (cached.map { [$0] } ?? [])).map(OraclePrice.decimal).joined(separator: "/")
    }
  }

  let model: Model
  let from: Day
  let list: Amounts
  /// What a request's prompt has more tokens than, and what they cost then.
  var tier: (above: Int, amounts: Amounts)?
  var offPeak: Amounts?
  var peak: Amounts?

  /// Micro-dollars as a decimal.
  static func decimal(_ micro: Int) -> String {
    var fraction = Substring("\(1_000_000 + micro % 1_000_000)".dropFirst())
    while fraction.last == "0" { fraction.removeLast() }
    return "\(micro / 1_000_000)" + (fraction.isEmpty ? "" : ".\(fraction)")
  }

  /// Prices of some models, which begin on some of `days`: what is before has none. With `isListed` such as only a list can
  /// have.
  static func random(
    of models: [Model], on days: [Day], isListed: Bool, _ random: inout SeededGenerator
  ) -> [OraclePrice] {
    func amounts(_ inputs: ClosedRange<Int>, _ outputs: ClosedRange<Int>) -> Amounts {
      let input = Int.random(in: inputs, using: &random)
      let cached = Bool.random(using: &random) ? Int.random(in: 0...input, using: &random) : nil
      return Amounts(input: input, output: Int.random(in: outputs, using: &random), cached: cached)
    }
    return models.flatMap { model in
      // One limit of a model: usage is told apart by it, whatever the day.
      let limit = Int.random(in: 100_000...900_000, using: &random)
      let starts = Set((0..<3).compactMap { _ in days.randomElement(using: &random) }).sorted()
      return starts.map { start in
        let list = amounts(0...99_999_999, 0...99_999_999)
        var price = OraclePrice(model: model, from: start, list: list)
        guard isListed else { return price }
        let (lower, higher) = (0...list.input, list.input...200_000_000)
        if Bool.random(using: &random) {
          price.tier = (limit, amounts(higher, list.output...200_000_000))
        }
        if Bool.random(using: &random) { price.offPeak = amounts(lower, 0...list.output) }
        if Bool.random(using: &random) { price.peak = amounts(higher, list.output...200_000_000) }
        return price
      }
    }
  }

  /// As an entry of tokenledger.yml.
  var entry: String {
    let cached = list.cached.map { ", cached_input: \(Self.decimal($0))" } ?? ""
    return "    - {platform: \"\(model.platform)\", model: \"\(model.name)\", from: \(from), "
      + "input: \(Self.decimal(list.input)), output: \(Self.decimal(list.output))\(cached)}\n"
  }

  /// As a line of a price list.
  var line: String {
    [
      model.platform, model.name, "\(from)", list.listed,
      tier.map { ">\($0.above) \($0.amounts.listed)" } ?? "-", offPeak?.listed ?? "-", peak?.listed ?? "-",
      "-",
      "-", "random",
    ].joined(separator: "\t")
  }

  /// A price list of these prices.
  static func list(_ prices: [OraclePrice]) -> String {
    let platforms = Set(prices.map(\.model.platform)).map { platform in
      "\(platform)\t\t\(platform == "Google" ? "total-prompt" : "completion")\t-\trandom"
    }
    let lines = (platforms + prices.map(\.line)).sorted { Array($0.utf8).lexicographicallyPrecedes($1.utf8) }
    return (["tokenledger.price-list/1\t1\t2027-01-02"] + lines).joined(separator: "\n") + "\n"
  }
}

/// What the server adds up over a site's facts in decimals, with prices and rates in tables of its own.
struct CostOracle {
  let site: TestSite

  /// The table whose rows are priced one by one. It matters where a prompt may be so long that it costs more.
  enum Grain: String {
    case facts = "wp_tokenledger_usage_facts"
    case days = "wp_tokenledger_day_totals"
    case hours = "wp_tokenledger_hour_totals"
  }

  /// Puts prices and rates into tables.
  init(_ site: TestSite, _ prices: [OraclePrice], _ rates: [(from: Day, rate: String)]) throws {
    self.site = site
    try site.run(
      """
      CREATE TABLE oracle_rates (first_day DATE, next_day DATE, rate DECIMAL(16, 10)) CHARSET utf8mb4;
      CREATE TABLE oracle_prices (platform VARCHAR(99), model VARCHAR(99), first_day DATE, next_day DATE,
        input DECIMAL(20, 6), output DECIMAL(20, 6), cached DECIMAL(20, 6), above BIGINT, tier_input DECIMAL(20, 6),
        tier_output DECIMAL(20, 6), off_input DECIMAL(20, 6), off_output DECIMAL(20, 6), off_cached DECIMAL(20, 6),
        peak_input DECIMAL(20, 6), peak_output DECIMAL(20, 6)) CHARSET utf8mb4
      """)
    for (from, rate) in rates {
      let next = rates.first { $0.from > from }?.from
      try site.run(
        "INSERT INTO oracle_rates VALUES ('\(from)', '\(next?.description ?? "9999-12-31")', \(rate))")
    }
    func value(_ micro: Int?) -> String { micro.map(OraclePrice.decimal) ?? "NULL" }
    for price in prices {
      let next = prices.first { $0.model == price.model && $0.from > price.from }?.from
      let list = [price.list.input, price.list.output, price.list.cached].map(value)
      let tier = [
        price.tier.map { "\($0.above)" } ?? "NULL", value(price.tier?.amounts.input),
        value(price.tier?.amounts.output),
      ]
      let hours = [
        price.offPeak?.input, price.offPeak?.output, price.offPeak?.cached, price.peak?.input,
        price.peak?.output,
      ].map(value)
      try site.run(
        """
        INSERT INTO oracle_prices VALUES ('\(price.model.platform)', '\(price.model.name)', '\(price.from)',
          '\(next?.description ?? "9999-12-31")', \((list + tier + hours).joined(separator: ", ")))
        """)
    }
  }

  /// For each value of `key`: its total tokens without a price; and what it cost in USD, in the other currency, at least and
  /// at most, null where nothing has a price. Where what is billed as output comes to less than nothing, a model has no price
  /// in that sum.
  func sums(
    by key: String, where condition: String = "TRUE", _ grain: Grain = .facts
  ) throws -> [String] {
    let names =
      grain == .facts
      ? """
      LEFT JOIN wp_tokenledger_names a ON a.id = f.assistant_id
      LEFT JOIN wp_tokenledger_names g ON g.id = f.page_id
      """ : ""
    func plain(_ amount: String) -> String {
      "TRIM(TRAILING '.' FROM TRIM(TRAILING '0' FROM SUM(IF(is_known AND is_priced, \(amount), NULL))))"
    }
    return try site.sql(
      """
      SELECT member, SUM(IF(is_known, unpriced, unpriced + priced)), \(plain("usd")), \(plain("converted")),
        \(plain("LEAST(least, usd)")), \(plain("GREATEST(most, usd)"))
      FROM (
        SELECT member, SUM(IF(input IS NULL, total_tokens, 0)) AS unpriced,
          SUM(IF(input IS NULL, 0, total_tokens)) AS priced, MAX(input IS NOT NULL) AS is_priced,
          SUM(COALESCE(prompt * input + billed * output, 0)) * 0.000001 AS usd,
          SUM(COALESCE((prompt * input + billed * output) * rate, 0)) * 0.000001 AS converted,
          SUM(COALESCE(prompt * LEAST(COALESCE(cached, input), COALESCE(off_cached, off_input, cached, input))
            + billed * LEAST(output, COALESCE(off_output, output)), 0)) * 0.000001 AS least,
          SUM(COALESCE(prompt * GREATEST(input, COALESCE(peak_input, 0), IF(is_long, tier_input, 0))
            + billed * GREATEST(output, COALESCE(peak_output, 0), IF(is_long, tier_output, 0)), 0)) * 0.000001 AS most,
          SUM(IF(input IS NULL, 0, billed)) >= 0 AND SUM(COALESCE(prompt * input + billed * output, 0)) >= 0 AS is_known
        FROM (
          SELECT \(key) AS member, m.id AS number, f.total_tokens, p.*, r.rate,
            CAST(f.prompt_tokens AS DECIMAL(30, 0)) AS prompt,
            CAST(IF(m.platform = 'Google', CAST(f.total_tokens AS SIGNED) - f.prompt_tokens, f.completion_tokens)
              AS DECIMAL(30, 0)) AS billed,
            COALESCE(COALESCE(f.largest_prompt, f.prompt_tokens) > p.above, FALSE) AS is_long
          FROM \(grain.rawValue) f
          LEFT JOIN wp_tokenledger_models m ON m.id = f.model_id
          LEFT JOIN wp_tokenledger_sources s ON s.id = f.source_id
          \(names)
          LEFT JOIN oracle_prices p ON p.platform = m.platform AND p.model = m.model
            AND f.day >= p.first_day AND f.day < p.next_day
          JOIN oracle_rates r ON f.day >= r.first_day AND f.day < r.next_day
          WHERE \(condition)
        ) AS priced_rows GROUP BY member, number
      ) AS sums GROUP BY member ORDER BY member
      """
    ).sorted()
  }

  /// The same of a document's rows: a name for each, its tokens without a price, and its amounts.
  static func lines(_ rows: [JSONValue], _ name: (JSONValue) -> String?) -> [String] {
    rows.map { row in
      let cost = row["cost"]
      let unpriced = cost["unpriced_tokens"].integer ?? row["total_tokens"].integer ?? -1
      let amounts = ["usd", "amount", "at_least_usd", "at_most_usd"].map { cost[$0].string ?? "NULL" }
      return (["\(name(row) ?? "?")", "\(unpriced)"] + amounts).joined(separator: "\t")
    }.sorted()
  }
}
