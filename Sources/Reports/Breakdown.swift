import Ledger

/// What some days' usage was by one or two dimensions.
///
///     Breakdown(window, by: [.model], usage: usage, names: names)
public struct Breakdown: Sendable {
  /// In which order the rows are.
  public enum Order: Sendable {
    /// The highest value of a measure first; what has none comes last.
    case measure(Measure)
    /// By the names of the members.
    case name
  }

  /// What one combination of members used.
  public struct Row: Equatable, Sendable {
    /// The members' names, in the order of the dimensions.
    public let names: [MemberName]
    /// Their tokens and requests.
    public let count: TokenCount
  }

  /// The dimensions.
  public let dimensions: [Dimension]
  /// The days covered.
  public let days: ClosedRange<Day>
  /// The day on which the breakdown is made, as it sees itself.
  public let asOf: Day
  /// The combinations with usage, as many as were asked for.
  public let rows: [Row]
  /// How many more there are.
  public let otherCount: Int
  /// What those used together.
  public let other: TokenCount
  /// What all of them used.
  public let totals: TokenCount
  private let lacksTotals: Bool
  /// How far the figures are complete.
  public let completeness: Completeness
  /// Those of the warnings that the answer itself carries, since they are about its figures.
  public let caveats: [String]
  /// What the reader should know, one sentence each.
  public let warnings: [String]

  /// The breakdown of a window.
  ///
  /// - Parameters:
  ///   - window: The days.
  ///   - dimensions: The dimensions.
  ///   - usage: The usage of each combination of members in these days.
  ///   - names: The names that WordPress or the chatbot has for members.
  ///   - usageByDay: The ledger's days, at least those of the window.
  ///   - order: The order of the rows; nil for the members' own, or the highest totals first where they have none.
  ///   - top: How many rows to keep; nil for all.
  ///   - context: What the figures do not say.
  public init(
    _ window: Window, by dimensions: [Dimension], usage: [Usage], names: [Dimension: [Member: String]],
    usageByDay: [DayUsage] = [], order: Order? = nil, top: Int? = nil,
    context: PeriodReport.Context = PeriodReport.Context()
  ) {
    self.dimensions = dimensions
    days = window.days
    asOf = window.asOf
    completeness = context.completeness
    caveats = context.caveats
    warnings = context.warnings(of: window)
    let shared = Self.sharedModelNames(usage)
    let named = usage.filter { $0.count != .zero }.map { usage in
      let names = zip(dimensions, usage.members).map { dimension, member in
        let name = MemberName(member, of: dimension, names: names[dimension] ?? [:])
        guard case .model(let model) = member, shared.contains(model.name) else { return name }
        return MemberName(id: name.id, name: "\(model.name) (\(model.platform))")
      }
      return (members: usage.members, row: Row(names: names, count: usage.count))
    }
    let hasOwnOrder = order == nil && top == nil && dimensions.first == .weekday
    let sorted = named.sorted { left, right in
      if hasOwnOrder, left.row.names.first != right.row.names.first {
        return left.row.names[0].id < right.row.names[0].id
      }
      return Self.goesBefore(left.row, right.row, order ?? .measure(.totalTokens))
    }.map(\.row)
    rows = Array(sorted.prefix(top ?? sorted.count))
    let others = sorted.dropFirst(rows.count)
    otherCount = others.count
    other = others.reduce(.zero) { $0 + $1.count }
    totals = sorted.reduce(.zero) { $0 + $1.count }
    lacksTotals = sorted.contains { $0.count.lacksTotals } && context.lacksTotals(in: window, usageByDay)
  }

  /// What models of several platforms are called.
  private static func sharedModelNames(_ usage: [Usage]) -> Set<String> {
    let models = Set(
      usage.flatMap(\.members).compactMap { member -> Model? in
        guard case .model(let model) = member else { return nil }
        return model
      })
    return Set(Dictionary(grouping: models, by: \.name).filter { $0.value.count > 1 }.keys)
  }

  private static func goesBefore(_ left: Row, _ right: Row, _ order: Order) -> Bool {
    if case .measure(let measure) = order {
      let values = (measure.value(left.count) ?? -1, measure.value(right.count) ?? -1)
      if values.0 != values.1 { return values.0 > values.1 }
    }
    for (left, right) in zip(left.names, right.names) where left != right {
      return (left.name, left.id) < (right.name, right.id)
    }
    return false
  }

  /// Sentences that explain the figures.
  public var notes: [String] { lacksTotals ? [TokenCount.missingTotals] : [] }
}
