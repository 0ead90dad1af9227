import Ledger
import Output
import Pricing
import Text

/// The usage that has no price, and what its owner can fill in.
package struct UnpricedRequest: Request {
  /// The request.
  package init() {}

  package func answer(_ site: OpenSite) throws -> Answer {
    let source = try LedgerSource(site.session, .ledger, prices: site.prices, site.listener)
    let (pricer, all) = try source.priced()
    let usage = try UnpricedUsage.found(in: all, pricer)
    let sheet = Sheet(
      columns: [
        Sheet.Column("Platform", key: "platform"), Sheet.Column("Model", key: "model"),
        Sheet.Column("From", key: "from"), Sheet.Column("To", key: "to"),
        Sheet.Column("Total Tokens", key: "total_tokens", alignment: .right),
        Sheet.Column("Reason", key: "reason"),
      ],
      rows: usage.map { usage in
        [
          .optional(usage.model?.platform), .optional(usage.model?.name), .day(usage.days.lowerBound),
          .day(usage.days.upperBound), .integer(usage.tokens), .text(usage.reason.phrase),
        ]
      })
    var answer = Answer(
      "unpriced/1",
      DocumentHead(SiteIdentity(site.session, source.facts), source.completeness, warnings: source.warnings),
      [
        "price_list": .object(pricer.edition.members)
      ], rows: "models", sheet)
    answer.plainText = try Self.yaml(usage, kept: try site.session.keptPrices(), pricer)
    return answer
  }

  /// What to put into tokenledger.yml, with comments on what is no model's.
  private static func yaml(
    _ usage: [UnpricedUsage], kept: OwnPrices, _ pricer: Pricer
  ) throws -> String {
    if usage.isEmpty { return "# All usage in the ledger has a price.\n" }
    func comment(_ usage: UnpricedUsage) -> String {
      "\(NumberText.grouped(usage.tokens)) tokens, \(usage.days.lowerBound) … \(usage.days.upperBound): "
        + usage.reason.phrase
    }
    let known = try usage.compactMap { usage in
      try usage.model.map { model in
        let (from, others) = try usage.entries(of: model, kept: kept, pricer)
        return """
              # \(comment(usage))
              - platform: \(yamlQuoted(model.platform))
                model: \(yamlQuoted(model.name))
          \(from.map { "      from: \($0)\n" } ?? "")      input:
                output:

          """ + others.map(\.yaml).joined()
      }
    }
    let unknown = usage.filter { $0.model == nil }.map { usage in
      """
      # \(comment(usage)). Say which model it was:
      # tokenledger models set --from \(usage.days.lowerBound) --to \(usage.days.upperBound) --platform PLATFORM --model MODEL

      """
    }
    let head = """
      # For tokenledger.yml: USD per 1,000,000 tokens. In their place can stand 'free: true', or 'same_as: ' and the name of
      # a listed model of the platform. With 'from: YYYY-MM-DD' a price holds from that day on.
      prices:
        models:

      """
    return (known.isEmpty ? "" : head + known.joined()) + unknown.joined()
  }
}

/// Usage of one model that has no price.
struct UnpricedUsage {
  /// The model; nil when nobody knows it.
  let model: Model?
  /// From the first day with such usage to the last.
  fileprivate(set) var days: ClosedRange<Day>
  /// Its total tokens.
  fileprivate(set) var tokens: Int
  /// Why the last day has no price.
  fileprivate(set) var reason: UnpricedReason
}

extension UnpricedUsage {
  /// Whether the list may have a price of other days, which an entry without a day would replace.
  private var isListedElsewhere: Bool {
    switch reason {
    case .before, .listed, .sameAs: true
    default: false
    }
  }

  /// The first day of the entry that is to be filled in, nil for the beginning; and the model's other entries, without which
  /// it would change what has a price already: an entry in tokenledger.yml replaces the list's later prices, and all that the
  /// ledger keeps of its model.
  ///
  /// - Throws: `Failure` (78) when the list cannot be read.
  fileprivate func entries(
    of model: Model, kept: OwnPrices, _ pricer: Pricer
  ) throws -> (from: Day?, others: [OwnPrices.Entry]) {
    let first = days.lowerBound
    let own = kept.entries.filter { $0.model == model && pricer.own.entries.contains($0) }
    // What gave no price is what is filled in.
    var others = own.filter { $0.from != first && !reason.isSameAs($0.meaning) }
    let holdsBefore =
      isListedElsewhere && !own.contains { $0.from == nil }
      || others.contains { $0.from.map { $0 < first } ?? true }
    if let listed = try listed(model, pricer.list),
      !others.contains(where: { $0.from.map { $0 > first && $0 <= listed.day } ?? false })
    {
      others.insert(OwnPrices.Entry(model, from: listed.day, .sameAs(listed.name)), at: 0)
    }
    return (holdsBefore ? first : nil, others)
  }

  /// The name whose price in the list would hold, and the first day on which there is one; nil where there is none.
  private func listed(_ model: Model, _ list: PriceList) throws -> (name: String, day: Day)? {
    let name: String
    switch reason {
    case .before: name = model.name
    case .sameAs(let other): name = other
    default: return nil
    }
    let history = try list.history(of: Model(platform: model.platform, name: name))
    guard case .unpriced(.before(let day)) = history.answer(on: days.upperBound) else { return nil }
    return (name, day)
  }
}

extension UnpricedUsage {
  /// What of some usage has no price, by model, the largest first.
  static func found(in usage: [ModelUsage], _ pricer: Pricer) throws -> [UnpricedUsage] {
    var pricer = pricer
    var found: [Model?: UnpricedUsage] = [:]
    for usage in usage where usage.count.hasTokens {
      guard case .unpriced(let reason) = try pricer.answer(for: usage.model, on: usage.day) else { continue }
      guard var sum = found[usage.model] else {
        found[usage.model] = UnpricedUsage(
          model: usage.model, days: usage.day...usage.day, tokens: usage.count.total, reason: reason)
        continue
      }
      sum.days = min(sum.days.lowerBound, usage.day)...max(sum.days.upperBound, usage.day)
      sum.tokens += usage.count.total
      sum.reason = reason
      found[usage.model] = sum
    }
    return found.values.sorted {
      Cost.Unpriced(model: $0.model, tokens: $0.tokens) < Cost.Unpriced(model: $1.model, tokens: $1.tokens)
    }
  }
}

extension OwnPrices.Entry {
  /// The entry as tokenledger.yml has it.
  fileprivate var yaml: String {
    let price =
      switch meaning {
      case .free: ["free: true"]
      case .sameAs(let name): ["same_as: \(yamlQuoted(name))"]
      case .price(let price):
        ["input: \(TokenPrice.exact(price.input))", "output: \(TokenPrice.exact(price.output))"]
          + (price.cachedInput.map { ["cached_input: \(TokenPrice.exact($0))"] } ?? [])
      }
    let lines =
      ["- platform: \(yamlQuoted(model.platform))", "  model: \(yamlQuoted(model.name))"]
      + (from.map { ["  from: \($0)"] } ?? []) + price.map { "  \($0)" }
    return lines.map { "    \($0)\n" }.joined()
  }
}

extension UnpricedReason {
  /// Whether an entry that says so is why there is no price.
  fileprivate func isSameAs(_ meaning: OwnPrices.Entry.Meaning) -> Bool {
    if case .sameAs(let name) = self { meaning == .sameAs(name) } else { false }
  }

  /// Why, as the end of a sentence.
  var phrase: String {
    switch self {
    case .unknownModel: "the model is not known"
    case .unknownPlatform: "the list has no such platform"
    case .unknownName: "the list has no such model"
    case .before(let day): "the list has no price before \(day)"
    case .sameAs(let name): "it has the price of \(printable(name)), which has none there"
    case .listed: "the list says that there is no price"
    case .snapshot(let name): "a snapshot of \(printable(name)), which had several prices"
    }
  }
}
