import Ledger

/// What several sites used, each in the days of its own clock: a row a site, a client or a tag, and a total.
///
///     SitesReport(sites, by: [.client])
public struct SitesReport: Sendable {
  /// A site, and what was read of it.
  public struct Site: Sendable {
    /// What it is called; no other site has the same name.
    public let name: String
    /// Whose it is; nil where the owner has not said.
    public let client: String?
    /// What else the owner sorts it by.
    public let tags: [String]
    /// What was read; nil where it failed.
    public let reading: SiteReading?
    /// Why nothing was read, in one sentence; nil where something was.
    public let error: String?

    /// A site of which something was read, or not.
    public init(name: String, client: String?, tags: [String], reading: SiteReading?, error: String?) {
      self.name = name
      self.client = client
      self.tags = tags
      self.reading = reading
      self.error = error
    }
  }

  /// What one combination of members used.
  public struct Row: Sendable {
    /// The members' names, in the order of the dimensions.
    public let names: [MemberName]
    /// The days, from the first of any site to the last; nil where all of its sites failed.
    public fileprivate(set) var days: ClosedRange<Day>?
    /// What they used and what that cost; nil where all of its sites failed.
    public fileprivate(set) var figures: Figures?
    /// Whether the days of all its sites are over and counted.
    public fileprivate(set) var isComplete = true
    /// The number of its sites that failed.
    public fileprivate(set) var failedSites = 0
    /// The site, where each row is one.
    public fileprivate(set) var site: Site?
    /// What is compared with the days before; nil where not all of its sites have something to compare.
    public fileprivate(set) var compared: SiteReading.Compared?
  }

  /// The sites, in the order of their list.
  public let sites: [Site]
  /// What the rows are.
  public let dimensions: [SitesDimension]
  /// The rows that were asked for.
  public let rows: [Row]
  /// How many more there are.
  public let otherCount: Int
  /// What those used together; nil where nothing is known of them.
  public let other: Figures?
  /// All sites together, each once.
  public let total: Row
  /// Whether the sites' costs are in several currencies, so that all are shown in USD.
  public let isConverted: Bool

  /// The sites that failed.
  public var failed: [Site] { sites.filter { $0.reading == nil } }
  /// Whether each row is a site.
  public var isOfSites: Bool { dimensions == [.site] }

  /// What `sites` used by some dimensions.
  ///
  /// - Parameters:
  ///   - sites: The sites, in the order of their list.
  ///   - dimensions: The dimensions.
  ///   - order: The order of the rows; nil for that of the list, of the hours and the days of a week, or else, and where only
  ///     some rows are kept, the highest of `measure` first.
  ///   - isReversed: Whether the rows are in the opposite of that order. Those without a figure come last in both.
  ///   - measure: The figure by which rows are ranked where nothing else is said.
  ///   - top: How many rows to keep; nil for all.
  public init(
    _ sites: [Site], by dimensions: [SitesDimension] = [.site], order: Breakdown.Order? = nil,
    isReversed: Bool = false, by measure: Measure = .totalTokens, top: Int? = nil
  ) {
    let editions = sites.compactMap { $0.reading?.figures.cost?.edition }
    let edition = PriceListEdition(common: editions)
    isConverted = Set(editions.map(\.currency)).count > 1
    self.sites = sites
    self.dimensions = dimensions
    var places: [[MemberName]: Int] = [:]
    var rows: [Row] = []
    var total = Row(names: [])
    for site in sites {
      guard let reading = site.reading else {
        total.add(nil, of: site)
        for names in Self.failing(site, dimensions) { rows.add(nil, of: site, names, &places) }
        continue
      }
      total.add(reading.shown(by: edition), of: site)
      for (names, part) in Self.parts(of: reading, site, dimensions) {
        rows.add(reading.part(part, shownBy: edition), of: site, names, &places)
      }
    }
    for place in rows.indices {
      for site in sites where Self.lacks(site, rows[place], dimensions) { rows[place].add(nil, of: site) }
    }
    if dimensions == [.site] {
      for (place, site) in sites.enumerated() where rows.indices.contains(place) { rows[place].site = site }
    }
    let sorted = Self.sorted(
      rows, dimensions, order, measure, isReversed: isReversed, isInOrder: order == nil && top == nil)
    self.rows = Array(sorted.prefix(top ?? sorted.count))
    let others = sorted.dropFirst(self.rows.count)
    otherCount = others.count
    other = others.compactMap(\.figures).reduce(nil) { (sum: Figures?, figures) in
      sum.map { $0 + figures } ?? figures
    }
    self.total = total
  }

  /// The rows that a site without figures belongs to, where these are of sites alone.
  private static func failing(_ site: Site, _ dimensions: [SitesDimension]) -> [[MemberName]] {
    if dimensions.contains(where: { !SitesDimension.ofSites.contains($0) }) { return [] }
    return combinations(of: site, dimensions, [])
  }

  /// Whether a row of members that are not of sites alone, such as models, lacks a site that failed: what the site used of
  /// them is not known.
  private static func lacks(_ site: Site, _ row: Row, _ dimensions: [SitesDimension]) -> Bool {
    if site.reading != nil || dimensions.allSatisfy({ SitesDimension.ofSites.contains($0) }) { return false }
    return zip(dimensions, row.names).allSatisfy { dimension, name in
      var own: ArraySlice<MemberName> = []
      return !SitesDimension.ofSites.contains(dimension)
        || dimension.members(of: site, &own).contains(name)
    }
  }

  /// What a site used, once for each combination of members that it belongs to. A site that used nothing has rows, too, where
  /// these are of sites alone.
  private static func parts(
    of reading: SiteReading, _ site: Site, _ dimensions: [SitesDimension]
  ) -> [(names: [MemberName], figures: Figures)] {
    if dimensions.allSatisfy({ SitesDimension.ofSites.contains($0) }) {
      return combinations(of: site, dimensions, []).map { ($0, reading.figures) }
    }
    return reading.parts.flatMap { part in
      combinations(of: site, dimensions, part.names).map { ($0, part.figures) }
    }
  }

  private static func combinations(
    of site: Site, _ dimensions: [SitesDimension], _ own: [MemberName]
  ) -> [[MemberName]] {
    var own = own[...]
    return dimensions.reduce([[]]) { rows, dimension in
      let members = dimension.members(of: site, &own)
      return rows.flatMap { row in members.map { row + [$0] } }
    }
  }

  private static func sorted(
    _ rows: [Row], _ dimensions: [SitesDimension], _ order: Breakdown.Order?, _ measure: Measure,
    isReversed: Bool, isInOrder: Bool
  ) -> [Row] {
    let first = dimensions.first ?? .site
    var seen: [MemberName: Int] = [:]
    for row in rows { if let name = row.names.first, seen[name] == nil { seen[name] = seen.count } }
    /// The place of the first member, where it has one.
    func place(_ row: Row) -> Int? {
      guard let name = row.names.first else { return nil }
      return SitesDimension.ofSites.contains(first) ? seen[name] : first.place(of: name)
    }
    func ranks(_ left: Row, before right: Row, _ measure: Measure) -> Bool? {
      switch (left.figures, right.figures) {
      case (let left?, let right?): measure.ranks(left, before: right)
      case (nil, nil): nil
      case (let left, _): left != nil
      }
    }
    let sorted = rows.enumerated().sorted { left, right in
      let (number, other) = (left.offset, right.offset)
      let (left, right) = (left.element, right.element)
      switch order {
      case .measure(let measure)?:
        return ranks(left, before: right, measure) ?? (number < other)
      case .name?:
        return left.names == right.names
          ? number < other : left.names.lexicographicallyPrecedes(right.names)
      case nil:
        if isInOrder, let left = place(left), let right = place(right), left != right { return left < right }
        return ranks(left, before: right, measure) ?? (number < other)
      }
    }.map(\.element)
    guard isReversed else { return sorted }
    func hasValue(_ row: Row) -> Bool {
      guard case .measure(let measure)? = order else { return true }
      return row.figures.flatMap { measure.value($0) } != nil
    }
    return sorted.reversed().filter(hasValue) + sorted.filter { !hasValue($0) }
  }
}

extension SitesReport.Row {
  fileprivate init(names: [MemberName]) { self.names = names }

  /// Adds what was read of a site, nil where it failed.
  fileprivate mutating func add(_ reading: SiteReading?, of site: SitesReport.Site) {
    guard let reading else {
      failedSites += 1
      isComplete = false
      compared = nil
      return
    }
    // All that was added before must have been comparable, too.
    let isFirst = figures == nil && failedSites == 0
    compared = isFirst ? reading.compared : compared.flatMap { sum in reading.compared.map { sum + $0 } }
    figures = figures.map { $0 + reading.figures } ?? reading.figures
    days =
      days.map { min($0.lowerBound, reading.days.lowerBound)...max($0.upperBound, reading.days.upperBound) }
      ?? reading.days
    isComplete = isComplete && reading.isComplete
  }
}

extension [SitesReport.Row] {
  /// Adds what was read of a site to the row of some members, which is made where there is none.
  fileprivate mutating func add(
    _ reading: SiteReading?, of site: SitesReport.Site, _ names: [MemberName],
    _ places: inout [[MemberName]: Int]
  ) {
    if let place = places[names] {
      self[place].add(reading, of: site)
    } else {
      places[names] = count
      var row = SitesReport.Row(names: names)
      row.add(reading, of: site)
      append(row)
    }
  }
}
