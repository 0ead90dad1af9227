import Ledger
import MariaDB
import Text

/// What the owner says of prices, in the ledger.
struct KeptPrices {
  let connection: Connection
  let tables: Tables

  /// The columns of a price, of the table under the alias `p`.
  private static let columns: Query =
    "p.first_day, p.input, p.output, p.cached_input, p.is_free, CAST(p.same_as AS BINARY)"

  /// The query for the models that the ledger has numbers for, each with its prices, if it has any; and for the rates,
  /// which have the number 0. It is one, to save reports a round trip.
  static func models(_ tables: Tables) -> Query {
    """
    SELECT m.id, m.platform, m.model, \(query: columns)
    FROM \(identifier: tables.models) m LEFT JOIN \(identifier: tables.ownPrices) p ON p.model_id = m.id
    UNION ALL SELECT 0, currency, CAST(rate AS CHAR), first_day, NULL, NULL, NULL, NULL, NULL
    FROM \(identifier: tables.rates)
    """
  }

  /// Collects what the rows of ``models(_:)`` say.
  struct Collection {
    private var entries: [OwnPrices.Entry] = []
    private var currency: Currency?
    private var rates: [ExchangeRates.Rate] = []

    /// What they say together.
    var prices: OwnPrices {
      OwnPrices(
        entries.sorted { ($0.model, $0.from?.number ?? .min) < ($1.model, $1.from?.number ?? .min) },
        rates: currency.map { ExchangeRates($0, rates) })
    }

    private static func damage(_ what: String) -> Failure {
      Failure(
        .badData, "the ledger says of \(what) what cannot be",
        advice: "Keep your prices once more: 'tokenledger prices set FILE'.")
    }

    /// Takes what a row says of a price of `model`.
    mutating func takePrice(of model: Model, _ row: Row) throws {
      guard let from = try row[3].dateTime()?.date else { return }
      let meaning: OwnPrices.Entry.Meaning
      if let name = try row[8].decode([UInt8]?.self) {
        meaning = .sameAs(String(decoding: name, as: UTF8.self))
      } else if let input = try row[4].int64(), let output = try row[5].int64() {
        meaning = .price(
          TokenPrice(input: Int(input), output: Int(output), cachedInput: try row[6].int64().map { Int($0) }))
      } else if try row[7].int64() == 1 {
        meaning = .free
      } else {
        throw Self.damage("a price of \(printable(model.name)) from \(from)")
      }
      entries.append(
        OwnPrices.Entry(model, from: from > CountingRules.earliest.day ? from : nil, meaning))
    }

    /// Takes a rate.
    mutating func takeRate(_ code: String, _ rate: String, _ row: Row) throws {
      guard let from = try row[3].dateTime()?.date else { return }
      let digits = rate.contains(".") ? String(rate.reversed().drop { $0 == "0" }.reversed()) : rate
      guard let currency = Currency(code), self.currency ?? currency == currency,
        let count = ExchangeRates.amount(digits.hasSuffix(".") ? String(digits.dropLast()) : digits)
      else { throw Self.damage("the rate from \(from)") }
      self.currency = currency
      rates.append(ExchangeRates.Rate(from: from, count: count))
    }
  }

  /// Keeps prices in place of those that are kept, inside a transaction that raised the fence.
  func save(_ prices: OwnPrices) throws {
    for table in [tables.ownPrices, tables.rates] {
      try connection.execute("DELETE FROM \(identifier: table)")
    }
    var names = NameDictionary(tables: tables)
    try names.learn(Set(prices.entries.map(\.model)), using: connection)
    let first = CountingRules.earliest.day
    try connection.insert(
      prices.entries.lastPerDay(\.from, of: \.model).map { entry in
        let price: TokenPrice? = if case .price(let price) = entry.meaning { price } else { nil }
        let other: [UInt8]? = if case .sameAs(let name) = entry.meaning { Array(name.utf8) } else { nil }
        return [
          try names.number(of: entry.model), max(entry.from ?? first, first), price?.input, price?.output,
          price?.cachedInput, entry.meaning == .free ? 1 : 0, other,
        ]
      }, into: tables.ownPrices,
      columns: "model_id, first_day, input, output, cached_input, is_free, same_as")
    guard let rates = prices.rates else { return }
    try connection.insert(
      rates.rates.lastPerDay({ $0.from }, of: { _ in 0 }).map {
        [max($0.from, first), rates.currency.code, $0.exact]
      }, into: tables.rates,
      columns: "first_day, currency, rate")
  }
}

extension Array {
  /// Without what another element of the same key replaces before the first day that counts.
  fileprivate func lastPerDay<Key: Hashable>(
    _ from: (Element) -> Day?, of key: (Element) -> Key
  ) -> [Element] {
    let first = CountingRules.earliest.day
    var latest: [Key: Int] = [:]
    for (place, element) in enumerated() where (from(element) ?? first) <= first {
      guard let other = latest[key(element)] else {
        latest[key(element)] = place
        continue
      }
      if (from(self[other])?.number ?? .min) < (from(element)?.number ?? .min) {
        latest[key(element)] = place
      }
    }
    return enumerated().filter { place, element in
      (from(element) ?? first) > first || latest[key(element)] == place
    }.map(\.element)
  }
}

extension SiteSession {
  /// What the owner says of prices, as the ledger keeps it; nothing where there is no ledger, or an earlier release's.
  ///
  /// - Throws: `Failure` when a newer TokenLedger wrote the ledger; `MariaDBError`.
  public func keptPrices() throws -> OwnPrices {
    let version = try Migrations(session: self).version()
    guard version >= Migrations.declaringByMember else { return OwnPrices() }
    return try ModelDictionary(connection, tables.at(version)).prices
  }

  /// Keeps what the owner says of prices, in place of what was kept, in one fenced transaction. The ledger's tables are made
  /// when there are none yet. No figure but costs depends on it.
  ///
  /// - Throws: `Failure` when there is neither a ledger nor a log, when the ledger contradicts itself, or when other runs
  ///   leave no room; `MariaDBError`.
  public func keep(_ prices: OwnPrices) throws {
    try changeLedger { writer in
      try writer.commit(writer.state) { connection in
        try KeptPrices(connection: connection, tables: tables).save(prices)
      }
    }
  }
}
