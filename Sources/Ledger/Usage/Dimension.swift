/// A side from which usage can be seen: by whom, with what or when it was used.
///
/// A dimension is one of those that the ledger keeps, or derived from one of them. ``ranked`` and ``all`` are the lists
/// of those that rankings and breakdowns show: tables, CSV records, JSON keys and options follow them.
public struct Dimension: Hashable, Sendable {
  /// What the ledger keeps of each fact.
  public enum Kept: Hashable, Sendable, CaseIterable {
    /// The site's own day.
    case day
    /// The hour of the day.
    case hour
    /// The log, or an import.
    case source
    /// The platform and the model.
    case model
    /// The assistant.
    case assistant
    /// The page.
    case page
    /// The user.
    case user
  }

  /// Its name in documents, in snake_case and in the plural: "assistants".
  public let key: String
  /// What one of its members is called: "Assistant".
  public let title: String
  /// The name by which it is asked for: "assistant".
  public var name: String { title.lowercased() }
  /// What several are called: "Assistants".
  public let plural: String
  /// The dimension of the ledger that it is read from.
  public let kept: Kept
  /// Whether several members of the kept dimension may have the same one of its own.
  public let isDerived: Bool
  /// Its own member for one of the kept dimension.
  private let derive: @Sendable (Member) -> Member

  /// A dimension that is read from a kept one; `derive` makes its members of those, by default the same.
  public init(
    key: String, title: String, plural: String, of kept: Kept,
    derive: (@Sendable (Member) -> Member)? = nil
  ) {
    self.key = key
    self.title = title
    self.plural = plural
    self.kept = kept
    isDerived = derive != nil
    self.derive = derive ?? { $0 }
  }

  /// Its member for a member of the dimension that it is read from.
  public func member(_ kept: Member) -> Member { derive(kept) }

  /// Dimensions are told apart by their keys.
  public static func == (left: Dimension, right: Dimension) -> Bool { left.key == right.key }

  /// Hashes the key.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  /// The site's own days.
  public static let day = Dimension(key: "days", title: "Date", plural: "Days", of: .day)
  /// Models with their platforms.
  public static let model = Dimension(key: "models", title: "Model", plural: "Models", of: .model)
  /// Assistants.
  public static let assistant = Dimension(
    key: "assistants", title: "Assistant", plural: "Assistants", of: .assistant)
  /// Pages.
  public static let page = Dimension(key: "pages", title: "Page", plural: "Pages", of: .page)
  /// Users.
  public static let user = Dimension(key: "users", title: "User", plural: "Users", of: .user)

  /// The platforms of models.
  public static let platform = Dimension(
    key: "platforms", title: "Platform", plural: "Platforms", of: .model
  ) { member in
    guard case .model(let model) = member else { return .none }
    return Name(model.platform).map { .name($0) } ?? .none
  }
  /// The days of the week.
  public static let weekday = Dimension(key: "weekdays", title: "Weekday", plural: "Weekdays", of: .day) {
    member in
    guard case .day(let day) = member else { return .none }
    return .weekday(day.weekday)
  }

  /// The hours of the day.
  public static let hour = Dimension(key: "hours", title: "Hour", plural: "Hours", of: .hour)
  /// Where the figures come from: the log, and each import.
  public static let source = Dimension(key: "sources", title: "Source", plural: "Sources", of: .source)

  /// Those that usage can be broken down by.
  public static let all = [model, platform, assistant, page, user, hour, weekday, source]
  /// Whether the ledger keeps it by the hour, so that it can be seen together with hours.
  public var isKeptByHour: Bool { ![.assistant, .page, .user].contains(kept) }

  /// Those that rankings show, in the order in which all formats show them.
  public static let ranked = [assistant, page, user]
}

/// One of those that a dimension tells apart.
public enum Member: Hashable, Sendable {
  /// Nobody and nothing: no assistant, no page, a model that is not known.
  case none
  /// What the log or a derived dimension calls by a name.
  case name(Name)
  /// A model.
  case model(Model)
  /// A user, or users together.
  case user(User)
  /// A day.
  case day(Day)
  /// A day of the week, 1 (Monday) to 7 (Sunday).
  case weekday(Int)
  /// An hour of the day, 0 to 23.
  case hour(Int)
  /// An import by its number; nil for the log.
  case source(Int?)
}

extension Member {
  /// The id by which rankings and documents tell members apart; empty for nobody and nothing.
  public var id: String {
    switch self {
    case .none: ""
    case .name(let name): name.text
    case .model(let model): model.name
    case .user(let user): user.id
    case .day(let day): day.description
    case .weekday(let number), .hour(let number): String(number)
    case .source(let number): number.map { "import-\($0)" } ?? "log"
    }
  }

  /// Its place among the members of a dimension that have an order of their own; nil for those of others.
  public var place: Int? {
    switch self {
    case .weekday(let number), .hour(let number): number
    case .none, .name, .model, .user, .day, .source: nil
    }
  }
}

/// What some members together used, a member a dimension that was asked for.
public struct Usage: Hashable, Sendable {
  /// The members, in the order of the dimensions.
  public let members: [Member]
  /// Their tokens and requests, and what those cost.
  public var figures: Figures
  /// Their tokens and requests.
  public var count: TokenCount { figures.count }

  /// The usage of some members.
  public init(of members: [Member], count: TokenCount) {
    self.init(of: members, Figures(count))
  }

  /// The usage of some members and what it cost.
  public init(of members: [Member], _ figures: Figures) {
    self.members = members
    self.figures = figures
  }
}
