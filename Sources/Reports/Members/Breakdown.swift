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
    /// What they used and what that cost.
    public let figures: Figures
    /// Their tokens and requests.
    public var count: TokenCount { figures.count }
  }

  /// The members whose usage alone is shown, by their dimensions; empty where all of it is.
  public struct Filter: Equatable, Sendable {
    /// The dimension.
    public let dimension: Dimension
    /// Its members, any of which will do.
    public let names: [MemberName]
  }

  /// The dimensions.
  public let dimensions: [Dimension]
  /// What the usage was filtered by.
  public let filters: [Filter]
  /// The days covered.
  public let days: ClosedRange<Day>
  /// The day on which the breakdown is made, as it sees itself.
  public let asOf: Day
  /// The combinations with usage, as many as were asked for.
  public let rows: [Row]
  /// How many more there are.
  public let otherCount: Int
  /// What those used together.
  public let other: Figures
  /// What all of them used.
  public let totals: Figures
  /// What each row used in each period of the days; nil where that was not asked for.
  public let across: Across?
  private let lacksTotals: Bool
  private let notByHour: Int
  /// Whether the days are over and fully counted, and the ledger had begun by the first of them.
  public let isComplete: Bool
  /// The ledger's first day with usage; nil when there is none, and where the log alone was counted.
  public let ledgerSince: Day?
  /// Whether there is usage on the last of the days or before: if not, no usage is known, not even none.
  public let isRecorded: Bool
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
  ///   - isAcross: Whether to tell the periods of the window apart. The last member of a usage is then the first day of
  ///     its period.
  ///   - parts: The usage of each combination of members in these days.
  ///   - names: The names that WordPress or the chatbot has for members.
  ///   - filter: The members that the usage was filtered by.
  ///   - notByHour: The total tokens of these members that are not known by the hour.
  ///   - usageByDay: The ledger's days, at least those of the window.
  ///   - order: The order of the rows; nil for the members' own, or the highest of `measure` first where they have none.
  ///   - isReversed: Whether the rows are in the opposite of that order. What has no value comes last all the same.
  ///   - measure: The figure by which rows are ranked where nothing else is said.
  ///   - top: How many rows to keep; nil for all.
  ///   - context: What the figures do not say.
  public init(
    _ window: Window, by dimensions: [Dimension], isAcross: Bool = false, usage parts: [Usage],
    names: [Dimension: [Member: String]],
    filter: [Dimension: [Member]] = [:], notByHour: Int = 0, usageByDay: [DayUsage] = [], order: Order? = nil,
    isReversed: Bool = false, by measure: Measure = .totalTokens, top: Int? = nil,
    context: PeriodReport.Context = PeriodReport.Context()
  ) {
    self.dimensions = dimensions
    filters = Dimension.all.compactMap { dimension in
      filter[dimension].map { members in
        Filter(
          dimension: dimension,
          names: members.map { MemberName($0, of: dimension, names: names[dimension] ?? [:]) })
      }
    }
    days = window.days
    asOf = window.asOf
    self.notByHour = notByHour
    completeness = context.completeness
    ledgerSince = context.ledgerSince
    let first = window.recorded?.lowerBound
    isRecorded = first.map { $0 <= window.days.upperBound } ?? false
    isComplete =
      window.days.upperBound < window.asOf && context.completeness.covers(window.days.upperBound)
      && first.map { $0 <= window.days.lowerBound } ?? false
    caveats = context.caveats
    warnings = context.warnings(of: window)
    let nothing = Figures(cost: context.edition.map { Cost($0) })
    let used = (isAcross ? parts.addedUpByAllButLast(from: nothing) : parts).filter { $0.count != .zero }
    func named(_ usage: Usage) -> [MemberName] {
      zip(dimensions, usage.members).map { MemberName($1, of: $0, names: names[$0] ?? [:]) }
    }
    // Without another order, hours and the days of a week stay together and in their order.
    let isInOrder = order == nil && top == nil
    let ranked = used.sorted { left, right in
      if isInOrder, let left = left.members.first?.place, let right = right.members.first?.place,
        left != right
      {
        return left < right
      }
      switch order ?? .measure(measure) {
      case .measure(let measure):
        if let isFirst = measure.ranks(left.figures, before: right.figures) { return isFirst }
      case .name: break
      }
      return named(left).lexicographicallyPrecedes(named(right))
    }
    func hasValue(_ usage: Usage) -> Bool {
      if case .measure(let measure)? = order { measure.value(usage.figures) != nil } else { true }
    }
    let sorted = isReversed ? ranked.reversed().filter(hasValue) + ranked.filter { !hasValue($0) } : ranked
    let shown = sorted.prefix(top ?? sorted.count)
    rows = zip(shown, Self.toldApart(shown.map(named), shown)).map { Row(names: $1, figures: $0.figures) }
    let others = sorted.dropFirst(rows.count)
    otherCount = others.count
    other = others.reduce(into: nothing) { $0 += $1.figures }
    totals = sorted.reduce(into: nothing) { $0 += $1.figures }
    across =
      isAcross
      ? Across(window, parts, of: shown.map(\.members), nothing: nothing, context.completeness) : nil
    lacksTotals = sorted.contains { $0.count.lacksTotals } && context.lacksTotals(in: window, usageByDay)
  }

  /// The names of some members, with what tells them apart where several are called the same: the platform of a model, else
  /// the id.
  private static func toldApart(_ names: [[MemberName]], _ usage: ArraySlice<Usage>) -> [[MemberName]] {
    var ids: [[String: String]] = (names.first ?? []).map { _ in [:] }
    var shared: [Set<String>] = ids.map { _ in [] }
    for (place, name) in names.joined().enumerated().map({ ($0 % max(1, ids.count), $1) }) {
      let id = ids[place].updateValue(name.id, forKey: name.name)
      if let id, id != name.id { shared[place].insert(name.name) }
    }
    if shared.allSatisfy(\.isEmpty) { return names }
    return zip(names, usage).map { names, usage in
      names.indices.map { place in
        let name = names[place]
        guard shared[place].contains(name.name), !name.id.isEmpty else { return name }
        let addition = if case .model(let model) = usage.members[place] { model.platform } else { name.id }
        return MemberName(id: name.id, name: "\(name.name) (\(addition))")
      }
    }
  }

  /// Sentences that explain the figures.
  public var notes: [String] {
    let unrecorded = ledgerSince.map { "Nothing is recorded for these days: the ledger begins on \($0)." }
    let nothing =
      completeness.isOfLog
      ? "The log has nothing of these days." : "Nothing is recorded yet: run 'tokenledger sync'."
    return (isRecorded ? [] : [unrecorded ?? nothing])
      + (notByHour > 0
        ? [
          "\(notByHour) tokens of these models are not among them: their hours are not kept by model."
        ] : [])
      + (lacksTotals ? [TokenCount.missingTotals] : [])
  }
}
