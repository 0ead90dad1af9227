import Ledger
import Reports

extension Sheet {
  /// A column a measure; the cost's is for people only if it `isCostShown`: where nothing has a price, it would say
  /// nothing. Spreadsheets have more of the cost, in ``costColumns`` behind all other columns.
  package static func columns(_ measures: [Measure], isCostShown: Bool) -> [Column] {
    // What somebody asked for by its name stays, however narrow the terminal is.
    let isAsked = ![Measure.shown, Measure.brief].contains(measures)
    return measures.map { measure in
      guard measure == .cost else {
        return Column(
          measure.title, key: measure.key, alignment: .right, isExpendable: !isAsked && !measure.isBrief)
      }
      return Column(
        measure.title, key: measure.key, alignment: .right, audience: isCostShown ? [.people, .json] : .json)
    }
  }

  /// The columns of a cost in spreadsheets.
  package static let costColumns: [Column] = [
    "Cost", "Currency", "Cost in USD", "At Least in USD", "At Most in USD", "Coverage",
    "Tokens without a Price", "Models without a Price", "Price List",
  ].map { Column($0, audience: .csv) }

  /// The cells of these columns; empty where nobody asked what usage cost.
  package static func costCells(_ cost: Cost?) -> [Cell] {
    var cells: [Cell] = []
    cells.appendCost(cost)
    return cells
  }

  /// A cell a measure; empty for what is not known.
  package static func cells(_ figures: Figures, _ measures: [Measure]) -> [Cell] {
    measures.map { measure in
      if measure == .cost { return figures.cost.map { .cost($0) } ?? .empty }
      return switch measure.value(figures) {
      case .number(let number): .integer(number)
      case .amount(let amount): .amount(amount)
      case .cost, nil: measure == .costPerRequest ? .amount(nil) : .empty
      }
    }
  }
}

extension [Sheet.Cell] {
  /// Adds a cell a measure of tokens and requests.
  mutating func append(_ count: TokenCount) {
    for measure in Measure.all { append(.optional(measure.number(count))) }
  }

  /// Adds the cells of ``Sheet/costColumns``; empty ones where nobody asked what usage cost.
  mutating func appendCost(_ cost: Cost?) {
    guard let cost else {
      for _ in Sheet.costColumns { append(.empty) }
      return
    }
    let amount = cost.amount
    append(.amount(amount))
    append(.optional(amount?.currency.code))
    append(.usd(cost.usd))
    append(.usd(cost.atLeast))
    append(.usd(cost.atMost))
    append(cost.coverage.map { .share($0) } ?? .empty)
    append(.integer(cost.unpricedTokens))
    append(
      cost.isComplete ? .empty : .text(cost.unpriced.map { $0.phrase }.joined(separator: "; ")))
    append(.optional(cost.edition?.name))
  }
}

extension Cost {
  /// As people read it: nothing has a price, a part has one, or all.
  package var text: String {
    guard let amount else { return "–" }
    return (isComplete ? "" : "≥ ") + NumberText.money(amount)
  }

  /// Its keys in a document; null where nothing has a price.
  var json: JSONValue {
    guard let amount, let usd else { return .null }
    let members: JSONObject = [
      "amount": .text(amount.exact), "currency": .text(amount.currency.code), "usd": .text(usd.exact),
      "at_least_usd": .text(atLeast?.exact), "at_most_usd": .text(atMost?.exact),
      "unpriced_tokens": .integer(unpricedTokens), "coverage": coverage.map { .percent($0) } ?? .null,
      "price_list": edition.map { .object($0.members) } ?? .null,
    ]
    return .object(members.merging(gaps) { $1 })
  }

  /// The keys for what has no price, which can be said also where nothing has one.
  var gaps: JSONObject {
    [
      "unpriced_models": .list(
        unpriced.map { part in
          .object([
            "platform": .text(part.model?.platform), "model": .text(part.model?.name),
            "total_tokens": .integer(part.tokens),
          ])
        }),
      "models_without_output": .list(
        lackingOutput.map { .object(["platform": .text($0.platform), "model": .text($0.name)]) }),
    ]
  }

  /// The share of the total tokens that have a price; nil without tokens. It is full only if all of them have one.
  fileprivate var coverage: PerMille? {
    guard let share = PerMille(tokens - unpricedTokens, of: tokens) else { return nil }
    return unpricedTokens > 0 && share.value == 1000 ? PerMille(999, of: 1000) : share
  }

  /// Sentences about it for people, whose amounts stand above.
  package var notes: [String] {
    guard let edition, hasPrices || !isComplete else { return [] }
    let names = unpriced.prefix(3).map(\.phrase).joined(separator: ", ")
    let more = unpriced.count > 3 ? " and \(unpriced.count - 3) more" : ""
    let own = edition.hasOwnPrices ? ", and at your own prices" : ""
    let rates = edition.currency == .usd ? "" : ", converted from USD at the rate of each day"
    let source =
      "Costs are in \(edition.currency.code), at the list prices of \(edition.date) (price list "
      + "\(edition.version))\(own)\(rates)."
    let lacking = lackingOutput.map { "\($0.name) (\($0.platform))" }.joined(separator: ", ")
    let gap =
      lacking.isEmpty
      ? []
      : [
        (usd == nil ? "" : "≥: ")
          + "Some answers of \(lacking) have no Total Tokens row, so that their output is not known."
      ]
    if unpriced.isEmpty { return [source] + gap }
    let share = PerMille(unpricedTokens, of: tokens).map { share in
      switch share.value {
      case 0: "less than 0.1 %"
      case 1000...: unpricedTokens < tokens ? "more than 99.9 %" : "100 %"
      default: NumberText.share(share)
      }
    }
    let part = "\(NumberText.grouped(unpricedTokens)) tokens\(share.map { " (\($0))" } ?? "")"
    let what = usd == nil ? "Nothing here has a price" : "≥: \(part) have no price"
    return (usd == nil ? [] : [source]) + gap + [
      (["\(what): \(names)\(more)."] + mending).joined(separator: " ")
    ]
  }

  /// What to do about usage without a price.
  private var mending: [String] {
    let isUnknown = unpriced.contains { $0.model == nil }
    let unknownOutput = Set(lackingOutput)
    let isUnlisted = unpriced.contains { part in part.model.map { !unknownOutput.contains($0) } ?? false }
    return [
      isUnknown ? "Say which model was used with 'tokenledger models set'." : nil,
      isUnlisted ? "'tokenledger prices list --unpriced' prints what to fill in." : nil,
    ].compactMap(\.self)
  }
}

extension Cost.Unpriced {
  /// "gpt-99 (OpenAI)".
  var phrase: String { model.map { "\($0.name) (\($0.platform))" } ?? "unknown model" }
}

extension PriceListEdition {
  /// Its keys in a document.
  public var members: JSONObject {
    ["version": .text(version), "date": .day(date), "own_prices": .flag(hasOwnPrices)]
  }
}
