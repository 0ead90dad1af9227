import Ledger
import Pricing
import Text

extension OwnPrices {
  static let keys = ["file", "currency", "rates", "models"]
  static let example = "'file: prices.tsv', or 'models:' and a list"
  private static let entryKeys = [
    "platform", "model", "from", "input", "output", "cached_input", "free", "same_as",
  ]
  private static let entryExample = "'platform: OpenAI', 'model: gpt-4o', 'input: 2.5' and 'output: 10'"

  /// The section `prices`; `folder` makes a path absolute.
  init(_ reader: SettingsReader, folder: (String) -> String, _ problems: inout [Problem]) {
    var entries: [Entry] = []
    for item in reader.items("models", &problems) {
      let reader = SettingsReader(
        item, name: "a price", keys: Self.entryKeys, example: Self.entryExample, &problems)
      guard let entry = Self.entry(reader, &problems) else { continue }
      if entries.contains(where: { $0.model == entry.model && $0.from == entry.from }) {
        problems.append(
          .init(
            "there are two prices of one model \(entry.from.map { "from \($0)" } ?? "without a day")",
            at: reader.position, advice: "Keep one of them, or give another first day in from."))
      }
      entries.append(entry)
    }
    self.init(
      entries, file: reader.text("file", &problems).map(folder), rates: Self.rates(reader, &problems))
  }

  private static func rates(_ reader: SettingsReader, _ problems: inout [Problem]) -> ExchangeRates? {
    let before = problems.count
    let currency = reader.value(
      "currency", expected: "the code of a currency by ISO 4217", example: "EUR", &problems
    ) { Currency($0) }
    var rates: [ExchangeRates.Rate] = []
    for item in reader.items("rates", &problems) {
      let reader = SettingsReader(
        item, name: "a rate", keys: ["from", "rate"], example: "'from: 2025-01-01' and 'rate: 0.9213'",
        &problems)
      let from = reader.day("from", isRequired: true, &problems)
      let count = reader.number(
        "rate", expected: "an amount for 1 USD above 0", example: "0.9213", digits: "10 digits",
        isRequired: true,
        &problems
      ) { ExchangeRates.amount($0) }
      guard let from, let count else { continue }
      if rates.contains(where: { $0.from == from }) {
        problems.append(
          .init(
            "there are two rates from \(from)", at: reader.position, advice: "Keep one of them."))
      }
      rates.append(ExchangeRates.Rate(from: from, count: count))
    }
    guard problems.count == before else { return nil }
    guard let currency else {
      if !rates.isEmpty {
        problems.append(
          .init(
            "there are rates, and no currency", at: reader.position(of: "rates"),
            advice: "Name the currency as its code by ISO 4217, such as 'currency: EUR'."))
      }
      return nil
    }
    if (currency == .usd) != rates.isEmpty {
      problems.append(
        .init(
          currency == .usd ? "USD has no rates: prices are in it" : "there are no rates of \(currency.code)",
          at: reader.position(of: "currency"),
          advice: currency == .usd
            ? "Leave rates out." : "Give at least one as a first day and the amount for 1 USD, in rates."))
      return nil
    }
    return ExchangeRates(currency, rates)
  }

  /// Reads a file that has the section `prices` and nothing else, for the ledger to keep. It has no `file`.
  ///
  /// - Throws: `Failure` when something in it cannot be used (78), there is no such file (66), or it may not be read (77).
  package static func toKeep(in path: String) throws -> OwnPrices {
    let file = try SettingsFile(path: path, advice: "Give a file with a section 'prices'.")
    var problems = file.problems
    let root = SettingsReader(
      file.root, name: "the file", keys: ["prices"], example: "'prices:' and settings below it", &problems)
    if problems.isEmpty, root.field("prices") == nil {
      problems.append(
        .init(
          "the file has no section 'prices'", at: root.position,
          advice: "Write 'prices:' and, indented below it, currency, rates and models."))
    }
    let prices = root.section(
      "prices", keys: keys.filter { $0 != "file" }, example: "'models:' and a list", &problems
    ).map { OwnPrices($0, folder: { $0 }, &problems) }
    if let failure = Failure(problems.sorted { $0.position < $1.position }, in: path) { throw failure }
    return prices ?? OwnPrices()
  }

  private static func entry(_ reader: SettingsReader, _ problems: inout [Problem]) -> Entry? {
    let names = ["platform", "model"].map { reader.modelName($0, isRequired: true, &problems) }
    let from = reader.day("from", &problems)
    let before = problems.count
    let sameAs = reader.modelName("same_as", &problems)
    let isFree = reader.flag("free", &problems)
    let amounts = ["input", "output", "cached_input"].map { reader.price($0, &problems) }
    guard problems.count == before else { return nil }
    let meanings: [Entry.Meaning?] = [
      sameAs.map { .sameAs($0) }, isFree == true ? .free : nil,
      amounts.contains { $0 != nil }
        ? .price(TokenPrice(input: amounts[0] ?? 0, output: amounts[1] ?? 0, cachedInput: amounts[2])) : nil,
    ]
    guard let meaning = meanings.compactMap(\.self).first, meanings.count(where: { $0 != nil }) == 1 else {
      problems.append(
        .init(
          "a price has to say one of input and output, free, and same_as", at: reader.position,
          advice:
            "Give USD per 1,000,000 tokens as input and output, or 'free: true', or the name of a listed model "
            + "of the platform as same_as."))
      return nil
    }
    if case .price(let price) = meaning {
      let missing = ["input", "output"].filter { reader.field($0) == nil }
      if let missing = missing.first {
        problems.append(
          .init(
            "a price has no \(missing)", at: reader.position,
            advice: "Give both input and output; what costs nothing is 0."))
        return nil
      }
      if let cached = price.cachedInput, cached > price.input {
        problems.append(
          .init(
            "cached input is dearer than input", at: reader.position(of: "cached_input"),
            advice: "Give at most the price of input, or leave it out."))
        return nil
      }
    }
    guard let platform = names[0], let name = names[1] else { return nil }
    return Entry(Model(platform: platform, name: name), from: from, meaning)
  }
}

extension SettingsReader {
  /// The name of a platform or a model; nil where there is none, or a fault.
  func modelName(_ key: String, isRequired: Bool = false, _ problems: inout [Problem]) -> String? {
    value(key, expected: "a name of 1 to 255 characters", isRequired: isRequired, &problems) {
      Model.nameLengths.contains($0.unicodeScalars.count) ? $0 : nil
    }
  }

  /// A price in USD per 1,000,000 tokens, in pico-dollars a token; nil where there is none, or a fault.
  fileprivate func price(_ key: String, _ problems: inout [Problem]) -> Int? {
    number(
      key,
      expected: "a price in USD per 1,000,000 tokens from 0 to 999999.999999", example: "2.5",
      digits: "6 digits after the point", &problems
    ) { TokenPrice.amount($0) }
  }
}
