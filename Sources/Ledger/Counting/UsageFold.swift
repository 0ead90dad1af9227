/// Folds rows of the log into usage: by day and attribution, and by hour and model.
///
/// A fold is a value. It is made for a bounded chunk of rows, and committed whole or not at all.
public struct UsageFold: Sendable {
  /// The rows of a new epoch that an earlier one has counted, as far as anyone can tell.
  public struct CountedBefore: Sendable, Equatable {
    /// Rows up to this id are known to be the old ones; what is looked at there was never counted.
    public let resumedID: Int
    /// Above it, rows up to this time are taken as counted.
    public let until: SiteTime

    /// The rows above `resumedID` up to `until`.
    public init(above resumedID: Int, until: SiteTime) {
      self.resumedID = resumedID
      self.until = until
    }

    func covers(_ row: TokenRow) -> Bool {
      row.id > resumedID && row.time.stored.map { $0 <= until } ?? false
    }
  }

  /// The usage by day and attribution, made again at each call.
  public var facts: [DailyUsage.Key: UsageSum] {
    var attributions: [Label: Attribution] = [:]
    var facts = [DailyUsage.Key: UsageSum](minimumCapacity: factTally.counts.count)
    for (place, sum) in factTally.counts {
      let attribution = attributions[place.label] ?? attribution(place.label)
      attributions[place.label] = attribution
      // The same model in two of the timeline's runs is one.
      facts[DailyUsage.Key(day: place.day, attribution: attribution), default: UsageSum()] += sum
    }
    return facts
  }
  /// The usage by day and hour.
  public var hours: [DayHour: TokenCount] {
    hourTally.counts.reduce(into: [:]) { $0[$1.key.hour, default: .zero] += $1.value.count }
  }
  /// The usage by hour and what tells its model, in no order. An hour in which the model was left and seen again has it
  /// twice.
  public var modelHours: [(place: ModelHour, sum: UsageSum)] {
    hourTally.counts.map { place, sum in
      let label = Label(logged: place.deciding ?? Attribution(), span: place.span)
      return (ModelHour(hour: place.hour, attribution: attribution(label)), sum)
    }
  }
  /// Rows looked at and not counted.
  public private(set) var rejections: [Rejection] = []
  /// Ids that several rows share; none of these rows is counted.
  public private(set) var doubled: [Int] = []
  /// Ids of rows that have no type yet.
  public private(set) var blanks: [Int] = []
  /// Their times, as stored, where they are times.
  public private(set) var blankTimes: [Int: SiteTime] = [:]
  /// How many token rows were counted.
  public private(set) var counted = 0
  /// How many rows a new epoch took as counted by an earlier one.
  public private(set) var skipped = 0
  /// Ids of rows that waited for a type in an earlier epoch, whatever they are now.
  public private(set) var waitedBefore: [Int] = []
  /// About how many bytes the fold holds.
  public private(set) var weight = 0
  /// The earliest time of a counted row, as stored.
  public private(set) var earliestCounted: SiteTime?
  /// The latest time of a counted row, as stored.
  public private(set) var latestCounted: SiteTime?
  /// The lowest id of a counted row.
  public private(set) var lowestCounted: Int?
  /// The highest id of a counted row.
  public private(set) var highestCounted: Int?

  /// What was logged, and which of the timeline's runs was on then: what makes an attribution.
  private struct Label: Hashable {
    let logged: Attribution
    let span: Int?
  }

  /// Where a row is counted. Its attribution is made once for all of a label's rows.
  private struct Place: Hashable {
    let day: Day
    let label: Label
  }

  /// An hour, the timeline's run that was on then, and for whom or where a model was declared.
  private struct HourPlace: Hashable {
    let hour: DayHour
    let span: Int?
    let deciding: Attribution?
  }

  private var factTally = Tally<Place>()
  private var place: Place?
  private var hourTally = Tally<HourPlace>()
  private var hourPlace: HourPlace?
  /// What decides the model of the last row's attribution.
  private var lastDeciding: (logged: Attribution, deciding: Attribution?)?
  private let rules: CountingRules
  private let timeline: ModelTimeline
  private let declared: ModelRules
  private let countedBefore: CountedBefore?
  private let waiting: [Int: SiteTime]
  private let shift: ClockShift?

  /// An empty fold.
  ///
  /// - Parameters:
  ///   - rules: Which rows count.
  ///   - timeline: Which model was in use when.
  ///   - declared: What was declared of models: it says which usage has to be told apart by the hour.
  ///   - countedBefore: Rows that an earlier epoch of the log has counted.
  ///   - waiting: Rows that earlier epochs saw without a type and so have not counted, with their times as stored; with
  ///     another time where that is not known.
  ///   - shift: The conversion to the site's time for rows that another clock stamped. Rows are still identified by
  ///     their stored time.
  public init(
    rules: CountingRules, timeline: ModelTimeline, declared: ModelRules = ModelRules(),
    countedBefore: CountedBefore? = nil, waiting: [Int: SiteTime] = [:], shift: ClockShift? = nil
  ) {
    self.rules = rules
    self.timeline = timeline
    self.declared = declared
    self.countedBefore = countedBefore
    self.waiting = waiting
    self.shift = shift
  }

  /// How many token and blank rows were looked at, those taken as counted aside.
  public var read: Int { counted + rejections.count + blanks.count }

  /// The day totals.
  public var days: [Day: TokenCount] {
    hourTally.counts.reduce(into: [:]) { $0[$1.key.hour.day, default: .zero] += $1.value.count }
  }

  /// The sum of all days.
  public var total: TokenCount { hourTally.counts.values.reduce(.zero) { $0 + $1.count } }

  /// The users with facts of their own.
  public var users: Set<UserID> {
    factTally.counts.keys.reduce(into: []) { users, place in
      if case .person(let id) = place.label.logged.user { users.insert(id) }
    }
  }

  /// What the counted rows were logged for, their models aside.
  public var logged: Set<Attribution> {
    factTally.counts.keys.reduce(into: []) { $0.insert($1.label.logged) }
  }

  /// Looks at one row.
  public mutating func add(_ row: TokenRow) {
    if row.kind == .doubled {
      doubled.append(row.id)
      return
    }
    let isCovered = countedBefore?.covers(row) ?? false
    // Of a row that has a type by now an id alone proves little: ids can be given again.
    let hasWaited =
      waiting[row.id].map { $0 == row.time.stored || isCovered && row.kind == .blank } ?? false
    if hasWaited { waitedBefore.append(row.id) }
    if row.kind == .other { return }
    if isCovered && !hasWaited {
      skipped += 1
      return
    }
    if row.kind == .blank {
      blanks.append(row.id)
      blankTimes[row.id] = row.time.stored
      return
    }
    switch rules.count(row) {
    case .failure(let reason): reject(row, reason)
    case .success(let (time, tokens)): count(row, at: time, tokens: tokens)
    }
  }

  private func attribution(_ label: Label) -> Attribution {
    var attribution = label.logged
    if let span = label.span { attribution.model = timeline.spans[span].model }
    return attribution
  }

  /// What was declared for a page or an assistant; mostly the row before is of the same answer.
  private mutating func deciding(in logged: Attribution) -> Attribution? {
    guard declared.hasMembers else { return nil }
    if let lastDeciding, lastDeciding.logged == logged { return lastDeciding.deciding }
    let deciding = declared.deciding(in: logged)
    lastDeciding = (logged, deciding)
    return deciding
  }

  private mutating func reject(_ row: TokenRow, _ reason: RejectionReason) {
    rejections.append(Rejection(id: row.id, reason: reason, time: row.time.text))
    weight += 100
  }

  private mutating func count(_ row: TokenRow, at stored: SiteTime, tokens: Int) {
    let time = shift?.siteTime(of: stored) ?? stored
    let increment = UsageSum(row: row.usage(tokens))
    // An assistant uses its own model, so the options say nothing about the model of its rows.
    let span = row.attribution.assistant == nil ? timeline.span(at: time) : nil
    let place = Place(day: time.day, label: Label(logged: row.attribution, span: span))
    if place == self.place {
      factTally.addToRun(increment)
    } else {
      if factTally.add(increment, to: place) { weight += 200 + row.attribution.textBytes }
      self.place = place
    }
    let hourPlace = HourPlace(
      hour: DayHour(day: time.day, hour: time.hour), span: span, deciding: deciding(in: row.attribution))
    if hourPlace == self.hourPlace {
      hourTally.addToRun(increment)
    } else {
      hourTally.add(increment, to: hourPlace)
      self.hourPlace = hourPlace
    }
    counted += 1
    earliestCounted = min(earliestCounted ?? stored, stored)
    latestCounted = max(latestCounted ?? stored, stored)
    lowestCounted = min(lowestCounted ?? row.id, row.id)
    highestCounted = max(highestCounted ?? row.id, row.id)
  }
}
