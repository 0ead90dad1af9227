import Ledger

/// What was read of one of several sites: what it used in some days of its own clock.
public struct SiteReading: Sendable {
  /// What some of its members used.
  public struct Part: Sendable {
    /// The members' names, in the order of its own dimensions.
    public let names: [MemberName]
    /// What they used and what that cost.
    public let figures: Figures
  }

  /// What was used in the finished part of the days, and in the same part of those before.
  public struct Compared: Equatable, Sendable {
    /// In the days.
    public let current: TokenCount
    /// In those before.
    public let previous: TokenCount

    /// Both of two sites together.
    static func + (left: Compared, right: Compared) -> Compared {
      Compared(current: left.current + right.current, previous: left.previous + right.previous)
    }

    /// How much more it is; nil when there was nothing before.
    public var change: PerMille? { PerMille(changeFrom: previous.total, to: current.total) }
  }

  /// The days.
  public let days: ClosedRange<Day>
  /// The site's today, or the day for which the report is made.
  public let asOf: Day
  /// What all of it used and what that cost.
  public private(set) var figures: Figures
  /// What it used by its own dimensions; empty where none was asked for.
  public private(set) var parts: [Part]
  /// Whether the days are over and counted, and the ledger had begun by the first of them.
  public let isComplete: Bool
  /// How far the figures are complete.
  public let completeness: Completeness
  /// What is compared with the days before; nil where nothing is, or nobody asked.
  public let compared: Compared?
  /// Sentences that explain the figures.
  public let notes: [String]
  /// Those of the warnings that the answer itself carries.
  public let caveats: [String]
  /// What the reader should know, one sentence each.
  public let warnings: [String]

  /// A site's usage by no dimension, or by its own.
  public init(_ breakdown: Breakdown) {
    days = breakdown.days
    asOf = breakdown.asOf
    figures = breakdown.totals
    parts = breakdown.rows.map { Part(names: $0.names, figures: $0.figures) }
    isComplete = breakdown.isComplete
    completeness = breakdown.completeness
    compared = nil
    notes = breakdown.notes
    caveats = breakdown.caveats
    warnings = breakdown.warnings
  }

  /// A part of a site's summary: today, this month or this year.
  public init(_ part: SummaryReport.Comparison, of summary: SummaryReport) {
    days = part.current.days
    asOf = summary.asOf
    figures = part.current.figures
    parts = []
    isComplete = false
    completeness = summary.completeness
    if let current = part.comparison.current, let previous = part.comparison.previous, previous.isRecorded {
      compared = Compared(current: current.count, previous: previous.count)
    } else {
      compared = nil
    }
    notes = summary.notes
    caveats = summary.warnings
    warnings = summary.warnings
  }

  /// The same with costs shown by a price list, and in its currency.
  func shown(by edition: PriceListEdition?) -> SiteReading {
    part(figures, shownBy: edition)
  }

  /// The same days of a part of it.
  func part(_ part: Figures, shownBy edition: PriceListEdition?) -> SiteReading {
    var reading = self
    reading.figures = part
    if let edition { reading.figures.cost = part.cost?.shown(by: edition) }
    return reading
  }
}

extension PriceListEdition {
  /// What the costs of several sites can be added up by: in the currency that all have, else in USD, and where they are not
  /// of one list by the oldest; nil without any.
  init?(common editions: [PriceListEdition]) {
    guard let oldest = editions.min(by: { $0.date < $1.date }), let first = editions.first else { return nil }
    let isOne = editions.allSatisfy { $0.currency == first.currency }
    self.init(
      version: oldest.version, date: oldest.date, hasOwnPrices: editions.contains(where: \.hasOwnPrices),
      currency: isOne ? first.currency : .usd)
  }
}
