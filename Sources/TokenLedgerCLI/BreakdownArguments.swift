import Application
import ArgumentParser
import Configuration
import Ledger
import LedgerStore
import Output
import Reports
import Text

/// The dimensions, figures and order of a breakdown, as options name them. A plain value: another group of options would
/// make each report look up its type.
struct BreakdownArguments {
  let by: String?
  var isAcross = false
  var chart: String?
  var measure: [String] = []
  var sort: String?
  /// What the usage has to be of, by dimension, as the options name it.
  var filters: [Dimension: [String]] = [:]

  /// Refuses what does not go together, or with a format.
  func validate(_ format: OutputFormat?, isLive: Bool = false) throws {
    if by == nil, !measure.isEmpty || sort != nil {
      throw ValidationError("--measure and --sort go with --by")
    }
    if by == nil, isAcross || chart != nil {
      throw ValidationError("--across and --chart go with --by")
    }
    if by == nil, hasFilters {
      throw ValidationError("--model, --assistant, --page and --user-id go with --by")
    }
    let dimensions = try dimensions
    if !isLive, dimensions.contains(.hour), let other = dimensions.first(where: { !$0.isKeptByHour }) {
      let kept = Dimension.all.filter { $0.isKeptByHour && $0 != .hour }.map(\.name).joined(separator: ", ")
      throw ValidationError(
        "--by hour does not go with \(other.name): the ledger keeps hours by \(kept) alone, --live counts the log"
      )
    }
    if !isLive, dimensions.contains(.hour),
      let other = filters.first(where: { !$0.key.isKeptByHour && !$0.value.isEmpty })
    {
      throw ValidationError(
        "--by hour goes with --model alone: the ledger keeps no hours of \(other.key.plural.lowercased()), "
          + "--live counts the log")
    }
    let asked = try measure.isEmpty ? [] : measures
    let order = try order
    _ = try isReversed
    if isLive {
      if let money = asked.first(where: \.isOfMoney) { throw Self.pricelessLog("--measure \(money.key)") }
      if case .measure(let measure)? = order, measure.isOfMoney {
        throw Self.pricelessLog("--sort \(measure.key)")
      }
    }
    if let chart { _ = try choice(chart, of: [Self.share], called: "--chart", \.self) }
    let isPicture = format?.isPicture ?? false
    if chart != nil {
      if !isPicture { throw ValidationError("--chart goes with --format svg or png") }
      if isAcross { throw ValidationError("--chart \(Self.share) shows all days together, without --across") }
    }
    if isPicture, dimensions.count > 1 {
      throw ValidationError("a chart takes one dimension, not --by \(by ?? "")")
    }
  }

  /// Why the log alone has no costs.
  private static func pricelessLog(_ option: String) -> ValidationError {
    ValidationError(
      "\(option) does not go with --live: the log does not say which model answered, so that nothing has a price"
    )
  }

  /// Whether some usage alone is asked for.
  var hasFilters: Bool { filters.values.contains { !$0.isEmpty } }

  /// Whether a breakdown was asked for.
  var isAsked: Bool { by != nil }

  /// What the options ask about the days, for a format, which may be a configured one.
  func question(top: Int?, _ format: OutputFormat? = nil) throws -> BreakdownRequest.Question {
    let measures = try measures
    if isAcross, measures.count > 1, format != .csv, format != .json {
      throw Failure(
        .usage, "--across has room for one figure in a table, not \(measures.count)",
        advice: "Name one with --measure, or use --format csv or json.")
    }
    return BreakdownRequest.Question(
      by: try dimensions, isAcross: isAcross || chart == nil && format?.isPicture ?? false,
      measures: measures, order: try order, isReversed: try isReversed, top: top, filter: UsageFilter(filters)
    )
  }

  /// The chart of the shares in all days.
  private static let share = "share"

  private var dimensions: [Dimension] {
    get throws {
      if let name = by?.split(separator: ",").first(where: { name in
        SitesDimension.ofSites.contains { $0.name == name }
      }) {
        throw ValidationError("--by \(name) goes with --sites, which names a file that lists sites")
      }
      return try dimensions(of: Dimension.all, \.name)
    }
  }

  /// The dimensions that `--by` names, one or two; none without it.
  func dimensions<Value: Hashable>(of all: [Value], _ name: (Value) -> String) throws -> [Value] {
    guard let by else { return [] }
    let dimensions = try by.split(separator: ",", omittingEmptySubsequences: false).map {
      try choice(String($0), of: all, called: "--by", name)
    }
    if dimensions.count > 2 {
      throw ValidationError("--by takes one or two dimensions, not \(dimensions.count)")
    }
    if Set(dimensions).count < dimensions.count {
      throw ValidationError("--by \(by) names a dimension twice")
    }
    return dimensions
  }

  var measures: [Measure] {
    get throws {
      if measure.isEmpty { return isAcross ? [.totalTokens] : Measure.shown }
      let keys = measure.flatMap {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      if Set(keys).count < keys.count {
        throw ValidationError("--measure \(measure.joined(separator: ",")) names a figure twice")
      }
      return try keys.map { try choice($0, of: Measure.selectable, called: "--measure", \.key) }
    }
  }

  var order: Breakdown.Order? {
    get throws {
      guard let sort = sort?.split(separator: ":", omittingEmptySubsequences: false).first.map(String.init)
      else { return nil }
      if sort == "name" { return .name }
      let measure = try choice(sort, of: Measure.selectable, called: "--sort", \.key, or: ["name"])
      return .measure(measure)
    }
  }

  /// Whether the rows are in the opposite of the order's own direction, which of names is ascending, else descending.
  var isReversed: Bool {
    get throws {
      guard let sort, let colon = sort.firstIndex(of: ":") else { return false }
      let direction = try choice(
        String(sort[sort.index(after: colon)...]), of: ["asc", "desc"], called: "--order", \.self)
      return (direction == "asc") != (sort[..<colon] == "name")
    }
  }

  /// The value with the given name.
  private func choice<Value>(
    _ name: String, of values: [Value], called option: String, _ nameOf: (Value) -> String,
    or others: [String] = []
  ) throws -> Value {
    if let value = values.first(where: { nameOf($0) == name }) { return value }
    let names = values.map(nameOf) + others
    let near = nearestNames(to: name, of: names)
    let hint = near.isEmpty ? "" : "; did you mean \(near.joined(separator: " or "))?"
    throw ValidationError("\(option) '\(name)' is none of \(names.joined(separator: ", "))\(hint)")
  }
}
