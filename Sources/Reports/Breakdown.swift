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
    let used = usage.filter { $0.count != .zero }
    let shared = dimensions.contains(.model) ? Self.sharedModelNames(used) : []
    func named(_ usage: Usage) -> [MemberName] {
      zip(dimensions, usage.members).map { dimension, member in
        let name = MemberName(member, of: dimension, names: names[dimension] ?? [:])
        guard case .model(let model) = member, shared.contains(model.name) else { return name }
        return MemberName(id: name.id, name: "\(model.name) (\(model.platform))")
      }
    }
    // Without another order, the days of a week stay together and in their order.
    let isByWeekday = order == nil && top == nil && dimensions.first == .weekday
    let sorted = used.sorted { left, right in
      if isByWeekday, let left = left.members.first?.id, let right = right.members.first?.id, left != right {
        return left < right
      }
      switch order ?? .measure(.totalTokens) {
      case .measure(let measure):
        if let isFirst = measure.ranks(left.count, before: right.count) { return isFirst }
      case .name: break
      }
      return named(left).lexicographicallyPrecedes(named(right))
    }
    rows = sorted.prefix(top ?? sorted.count).map { Row(names: named($0), count: $0.count) }
    let others = sorted.dropFirst(rows.count)
    otherCount = others.count
    other = others.reduce(.zero) { $0 + $1.count }
    totals = sorted.reduce(.zero) { $0 + $1.count }
    lacksTotals = sorted.contains { $0.count.lacksTotals } && context.lacksTotals(in: window, usageByDay)
  }

  /// What models of several platforms are called.
  private static func sharedModelNames(_ usage: [Usage]) -> Set<String> {
    var models: Set<Model> = []
    for usage in usage {
      for case .model(let model) in usage.members { models.insert(model) }
    }
    return Set(Dictionary(grouping: models, by: \.name).filter { $0.value.count > 1 }.keys)
  }

  /// Sentences that explain the figures.
  public var notes: [String] { lacksTotals ? [TokenCount.missingTotals] : [] }
}
