/// When which model was seen in the chatbot's options, on the site's wall clock.
///
/// The log never says which model answered. A row is attributed to a model that was seen both before and after
/// the row's time; between the last sight of one and the first sight of the next, and before the first sight,
/// the model is unknown, and stays so until the owner declares it.
public struct ModelTimeline: Sendable, Equatable {
  /// An unbroken run of sights of one model.
  public struct Span: Sendable, Equatable {
    /// The model seen.
    public let model: Model
    /// The first sight.
    public var first: SiteTime
    /// The last sight.
    public var last: SiteTime

    /// A run of sights of `model` from `first` to `last`.
    public init(model: Model, first: SiteTime, last: SiteTime) {
      self.model = model
      self.first = first
      self.last = last
    }
  }

  /// The runs in the order they were observed.
  public private(set) var spans: [Span]

  /// A timeline of runs in the order they were observed.
  public init(spans: [Span] = []) {
    self.spans = spans
  }

  /// The day of the first sight of any model.
  public var firstSeen: Day? { spans.map(\.first.day).min() }

  /// Notes that `model` is in the options at `time`.
  ///
  /// A wall clock may run backwards (the end of daylight-saving time, a site that moves its time zone); a run
  /// then only grows at the end where the sight lies outside of it.
  public mutating func observe(_ model: Model, at time: SiteTime) {
    guard let newest = spans.indices.last, spans[newest].model == model else {
      spans.append(Span(model: model, first: time, last: time))
      return
    }
    spans[newest].last = max(spans[newest].last, time)
  }

  /// The model in use at `time`, or nil when no run, or more than one model's, covers that time.
  public func model(at time: SiteTime) -> Model? {
    span(at: time).map { spans[$0].model }
  }

  /// The place of the first run that covers `time`; nil when none, or more than one model's, does.
  func span(at time: SiteTime) -> Int? {
    var found: Int?
    for index in spans.indices where spans[index].first <= time && time <= spans[index].last {
      if let found, spans[found].model != spans[index].model { return nil }
      found = found ?? index
    }
    return found
  }
}
