import Ledger
import LedgerStore
import Output
import Pricing
import Reports

/// The checks of the prices; none where all is well.
extension Examination {
  /// For how many days back usage without a price is looked for: a model that is not used any more needs none.
  private static let recentDays = 90

  /// Whether prices are known that are recent enough, and of all models that are used.
  var priceChecks: [HealthCheck] {
    let snapshot = if case .success(let snapshot) = facts.ledger { snapshot } else { LedgerSnapshot?.none }
    let pricer: Pricer
    do {
      pricer = try prices.pricer(snapshot?.prices ?? OwnPrices())
    } catch {
      return [failed("price_list", "Price list", error)]
    }
    guard case .success(let site) = facts.site else { return [] }
    let usage = snapshot?.models ?? []
    let today = site.siteNow.day
    return [
      pricer.edition.age(on: today, of: usage).map {
        check(
          "price_list", "Price list", .warning, $0,
          "Install a newer release, or name a newer list as prices.file in tokenledger.yml.")
      }, unpricedModels(usage.filter { $0.day > today.adding(days: -Self.recentDays) }, pricer),
      exchangeRates(usage, pricer),
    ].compactMap(\.self)
  }

  /// The days of some usage that cost something and have no rate: all figures that such a day is in fail.
  private func exchangeRates(_ usage: [ModelUsage], _ pricer: Pricer) -> HealthCheck? {
    let (name, title) = ("exchange_rates", "Exchange rates")
    var pricer = pricer
    do {
      let days = Set(try usage.filter { try pricer.lacksRate($0) }.map(\.day))
      guard let first = days.min(), let last = days.max() else { return nil }
      let span = first == last ? "\(first)" : "\(days.count) days, \(first) … \(last)"
      return check(
        name, title, .warning,
        "there is no rate of \(pricer.edition.currency.code) for \(span): what shows their costs fails",
        "Add a rate from \(first) or an earlier day where the currency is named: in tokenledger.yml, with 'tokenledger prices "
          + "set', or in the plugin's settings.")
    } catch {
      return failed(name, title, error)
    }
  }

  /// The models of some usage that have no price; usage of unknown model is the reports' to tell.
  private func unpricedModels(_ usage: [ModelUsage], _ pricer: Pricer) -> HealthCheck? {
    let (name, title) = ("unpriced_models", "Models without a price")
    do {
      let models = try UnpricedUsage.found(in: usage, pricer).compactMap { usage in
        usage.model.map { "\(NumberText.grouped(usage.tokens)) tokens of \($0.name) (\($0.platform))" }
      }
      if models.isEmpty { return nil }
      let more = models.count > 3 ? ", and of \(models.count - 3) more" : ""
      return check(
        name, title, .warning,
        "\(models.prefix(3).joined(separator: ", "))\(more), of the last \(Self.recentDays) days",
        "'tokenledger prices list --unpriced' prints what to fill in in tokenledger.yml.")
    } catch {
      return failed(name, title, error)
    }
  }
}
