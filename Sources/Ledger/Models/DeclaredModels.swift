/// Which model was used on which days, as the owner says, for one of the scopes of ``ModelRules``.
public struct DeclaredModels: Sendable, Equatable {
  /// Some days with one model.
  public struct Span: Sendable, Hashable {
    /// The days, all of them included.
    public let days: ClosedRange<Day>
    /// The model.
    public let model: Model

    /// A model for some days.
    public init(days: ClosedRange<Day>, model: Model) {
      self.days = days
      self.model = model
    }
  }

  /// What was declared, by day; no two spans share a day.
  public private(set) var spans: [Span] = []

  /// What the spans say together: of two for a day, the later in the list.
  public init(_ spans: [Span] = []) {
    for span in spans { declare(span.model, on: span.days) }
  }

  /// The model that was declared for a day.
  public func model(on day: Day) -> Model? {
    spans.first { $0.days.contains(day) }?.model
  }

  /// Takes back what was declared for some days.
  public mutating func remove(_ days: ClosedRange<Day>) {
    spans = spans.flatMap { $0.outside(days) }
  }

  /// Declares a model for some days, whatever was declared for them before.
  public mutating func declare(_ model: Model, on days: ClosedRange<Day>) {
    var cut = spans.flatMap { $0.outside(days) } + [Span(days: days, model: model)]
    cut.sort { $0.days.lowerBound < $1.days.lowerBound }
    spans = cut.reduce(into: []) { spans, next in
      if let last = spans.last, last.model == next.model,
        last.days.upperBound.adding(days: 1) == next.days.lowerBound
      {
        spans[spans.count - 1] = Span(days: last.days.lowerBound...next.days.upperBound, model: last.model)
      } else {
        spans.append(next)
      }
    }
  }
}

extension DeclaredModels.Span {
  /// What is left of the span without some days.
  fileprivate func outside(_ other: ClosedRange<Day>) -> [Self] {
    if !days.overlaps(other) { return [self] }
    var rest: [Self] = []
    if days.lowerBound < other.lowerBound {
      rest.append(Self(days: days.lowerBound...other.lowerBound.adding(days: -1), model: model))
    }
    if days.upperBound > other.upperBound {
      rest.append(Self(days: other.upperBound.adding(days: 1)...days.upperBound, model: model))
    }
    return rest
  }
}

/// A history of models as people write it down: each entry holds until the next, unless it says until when.
public struct ModelHistory: Sendable, Equatable {
  /// A model and since when it was used.
  public struct Entry: Sendable, Hashable {
    /// The first day.
    public let from: Day
    /// The last day; nil: until the next entry, or until models were seen.
    public let to: Day?
    /// The model.
    public let model: Model

    /// A model from a day on.
    public init(from: Day, to: Day? = nil, model: Model) {
      self.from = from
      self.to = to
      self.model = model
    }
  }

  /// The entries in the order in which they are declared.
  public let entries: [Entry]
  private let beginnings: [Day]

  /// A history of these entries; where an entry says no last day, what is declared `beside` them ends it, too.
  public init(_ entries: [Entry] = [], beside others: DeclaredModels = DeclaredModels()) {
    self.entries = entries
    beginnings = (entries.map(\.from) + others.spans.map(\.days.lowerBound)).sorted()
  }

  /// What the history declares.
  ///
  /// - Parameter firstSeen: The day on which a model was first seen: until then an entry holds that nothing else
  ///   ends. An entry that would end before it begins declares nothing.
  /// - Returns: The days and models, in the order of the entries.
  public func spans(firstSeen: Day) -> [DeclaredModels.Span] {
    entries.compactMap { entry in
      let next = beginnings.first { $0 > entry.from }
      let last = entry.to ?? [next?.adding(days: -1), firstSeen].compactMap { $0 }.min() ?? firstSeen
      return entry.from <= last ? DeclaredModels.Span(days: entry.from...last, model: entry.model) : nil
    }
  }
}
