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
    answer.plainText = Self.yaml(usage, kept: try site.session.keptPrices())
    return answer
  }

  /// What to put into tokenledger.yml, with comments on what is no model's.
  ///
  /// An entry there replaces what the ledger keeps of its model, so that stands there, too.
  private static func yaml(_ usage: [UnpricedUsage], kept: OwnPrices) -> String {
    if usage.isEmpty { return "# All usage in the ledger has a price.\n" }
    func comment(_ usage: UnpricedUsage) -> String {
      "\(NumberText.grouped(usage.tokens)) tokens, \(usage.days.lowerBound) … \(usage.days.upperBound): "
        + usage.reason.phrase
    }
    let known = usage.compactMap { usage in
      usage.model.map { model in
        """
            # \(comment(usage))
            - platform: \(yamlQuoted(model.platform))
              model: \(yamlQuoted(model.name))
        \(usage.isListedElsewhere ? "      from: \(usage.days.lowerBound)\n" : "")      input:
              output:

        """ + usage.listed(model) + kept.entries.filter { $0.model == model }.map(\.yaml).joined()
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
  /// Whether the list has a price of other days, which an entry without a day would replace.
  fileprivate var isListedElsewhere: Bool {
    switch reason {
    case .before, .listed: true
    default: false
    }
  }

  /// An entry with which the list's prices hold again from their first day on; empty where there are none.
  fileprivate func listed(_ model: Model) -> String {
    guard case .before(let day) = reason else { return "" }
    return """
          - platform: \(yamlQuoted(model.platform))
            model: \(yamlQuoted(model.name))
            from: \(day)
            same_as: \(yamlQuoted(model.name))

      """
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
