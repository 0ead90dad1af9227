import Configuration
import Ledger
import Pricing

/// The prices that hold for a site's usage.
struct SitePrices {
  /// What tokenledger.yml says of them: it comes before what the ledger keeps.
  private let configured: OwnPrices

  /// The prices as the owner's settings have them, if there are any.
  init(_ configuration: ConfigurationFile?) { configured = configuration?.prices ?? OwnPrices() }

  /// Makes what puts them to usage; `kept` is what the ledger keeps of prices.
  ///
  /// - Throws: `Failure`: the owner's list cannot be read (66, 74, 77), or is no price list (78).
  func pricer(_ kept: OwnPrices) throws -> Pricer { try Pricer(configured.over(kept)) }
}

extension PriceListEdition {
  /// For how many days a list is taken to be recent enough.
  static let recentDays = 90

  /// That it is too old for a day, and which models some usage until then has that are newer than it, as a sentence
  /// without its end; nil when it is not too old.
  func age(on day: Day, of usage: [ModelUsage] = []) -> String? {
    guard date.adding(days: Self.recentDays) < day else { return nil }
    var firstDays: [Model: Day] = [:]
    for usage in usage where usage.day <= day {
      if let model = usage.model { firstDays[model] = min(firstDays[model] ?? usage.day, usage.day) }
    }
    let new = firstDays.filter { $0.value > date }.keys.map { "\($0.name) (\($0.platform))" }.sorted()
    return
      "the price list is of \(date), more than \(Self.recentDays) days before \(day): prices may have changed since"
      + (new.isEmpty ? "" : "; first used after it: \(new.joined(separator: ", "))")
  }
}
