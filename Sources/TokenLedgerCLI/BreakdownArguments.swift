import Application
import ArgumentParser
import Configuration
import Ledger
import LedgerStore
import Reports

/// The dimensions, figures and order of a breakdown, as options name them. A plain value: another group of options would
/// make each report look up its type.
struct BreakdownArguments {
  let by: String?
  let measure: [String]
  let sort: String?
  /// What the usage has to be of, by dimension, as the options name it.
  let filters: [Dimension: [String]]

  func validate() throws {
    if by == nil, !measure.isEmpty || sort != nil {
      throw ValidationError("--measure and --sort go with --by")
    }
    if by == nil, filters.values.contains(where: { !$0.isEmpty }) {
      throw ValidationError("--model, --assistant, --page and --user-id go with --by")
    }
    if try dimensions.contains(.hour),
      let other = filters.first(where: { !$0.key.isKeptByHour && !$0.value.isEmpty })
    {
      throw ValidationError(
        "--by hour goes with --model alone: the ledger keeps no hours of \(other.key.plural.lowercased())")
    }
    _ = try dimensions
    _ = try measures
    _ = try order
  }

  /// Whether a breakdown was asked for.
  var isAsked: Bool { by != nil }

  /// The breakdown that the options ask for.
  func request(
    _ span: ReportSpan, top: Int?, _ mode: LedgerSource.Mode
  ) throws -> BreakdownRequest {
    BreakdownRequest(
      by: try dimensions, span, measures: try measures, order: try order, top: top, filter: filter, mode)
  }

  private var filter: UsageFilter { UsageFilter(filters) }

  private var dimensions: [Dimension] {
    get throws {
      guard let by else { return [] }
      let dimensions = try by.split(separator: ",", omittingEmptySubsequences: false).map { name in
        try choice(String(name), of: Dimension.all, called: "--by", \.name)
      }
      if dimensions.count > 2 {
        throw ValidationError("--by takes one or two dimensions, not \(dimensions.count)")
      }
      if dimensions.contains(.hour), let other = dimensions.first(where: { !$0.isKeptByHour }) {
        let kept = Dimension.all.filter { $0.isKeptByHour && $0 != .hour }.map(\.name).joined(separator: ", ")
        throw ValidationError(
          "--by hour does not go with \(other.name): the ledger keeps hours by \(kept) alone")
      }
      if Set(dimensions).count < dimensions.count {
        throw ValidationError("--by \(by) names a dimension twice")
      }
      return dimensions
    }
  }

  private var measures: [Measure] {
    get throws {
      if measure.isEmpty { return Measure.shown }
      let keys = measure.flatMap {
        $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      }
      if Set(keys).count < keys.count {
        throw ValidationError("--measure \(measure.joined(separator: ",")) names a figure twice")
      }
      return try keys.map { try choice($0, of: Measure.selectable, called: "--measure", \.key) }
    }
  }

  private var order: Breakdown.Order? {
    get throws {
      guard let sort else { return nil }
      if sort == "name" { return .name }
      let measure = try choice(sort, of: Measure.selectable, called: "--sort", \.key, or: ["name"])
      return .measure(measure)
    }
  }

  /// The value with the given name.
  private func choice<Value>(
    _ name: String, of values: [Value], called option: String, _ nameOf: (Value) -> String,
    or others: [String] = []
  ) throws -> Value {
    if let value = values.first(where: { nameOf($0) == name }) { return value }
    let names = values.map(nameOf) + others
    let hint = nearestName(to: name, of: names).map { "; did you mean \($0)?" } ?? ""
    throw ValidationError("\(option) '\(name)' is none of \(names.joined(separator: ", "))\(hint)")
  }
}
