import Ledger
import Reports

/// A keyed table of typed cells: what every format is written from. It holds figures, not text; how a number looks is
/// the writer's business.
///
///     Sheet(
///       columns: [Sheet.Column("Date", key: "day")] + Sheet.columns(Measure.all),
///       rows: [[.day(day)] + Sheet.cells(count)])
public struct Sheet: Equatable, Sendable {
  /// One column.
  public struct Column: Equatable, Sendable {
    /// On which side the cells are flush.
    public enum Alignment: Sendable {
      /// Words.
      case left
      /// Numbers.
      case right
    }

    /// The output formats that include a column.
    public struct Audience: OptionSet, Sendable {
      /// The formats as bits.
      public let rawValue: Int

      /// Formats by their bits.
      public init(rawValue: Int) { self.rawValue = rawValue }

      /// Tables and Markdown.
      public static let people = Audience(rawValue: 1)
      /// Tables on a terminal, which can show bars.
      public static let terminal = Audience(rawValue: 2)
      /// CSV.
      public static let csv = Audience(rawValue: 4)
      /// JSON, where the column has a key.
      public static let json = Audience(rawValue: 8)
      /// Formats for programs.
      public static let programs: Audience = [.csv, .json]
      /// Every format.
      public static let everyone: Audience = [.people, .csv, .json]
    }

    /// What a table does with text that its width has no room for.
    public enum Overflow: Sendable {
      /// Nothing: the line gets too long.
      case keep
      /// The end is cut off and shown as `…`.
      case truncate
      /// The text continues on the next line.
      case wrap
    }

    /// The heading; empty for columns that explain themselves.
    public let title: String
    /// The key of its cells in JSON, in snake_case; nil for columns that JSON has no use for.
    public let key: String?
    /// The key of an object within the row's that its cells stand in; nil when they stand in the row's own.
    public let group: String?
    /// On which side the cells are flush.
    public let alignment: Alignment
    /// The output formats that include the column.
    public let audience: Audience
    /// What a table does with text that is too wide.
    public let overflow: Overflow
    /// The least width in a table, in terminal columns: lines up sheets that stand below each other.
    public let minimumWidth: Int
    /// Whether a table that is too wide leaves the column out, and says so.
    public let isExpendable: Bool

    /// A column with its heading.
    public init(
      _ title: String, key: String? = nil, in group: String? = nil, alignment: Alignment = .left,
      audience: Audience = .everyone, overflow: Overflow = .keep, minimumWidth: Int = 0,
      isExpendable: Bool = false
    ) {
      self.title = title
      self.key = key
      self.group = group
      self.alignment = alignment
      self.audience = audience
      self.overflow = overflow
      self.minimumWidth = minimumWidth
      self.isExpendable = isExpendable
    }
  }

  /// One value, of the kind it is.
  public enum Cell: Equatable, Sendable {
    /// No value.
    case empty
    /// Text from anywhere; writers make it harmless for what they write.
    case text(String, tone: Tone = .plain)
    /// A whole number.
    case integer(Int)
    /// True or false.
    case flag(Bool)
    /// A day.
    case day(Day)
    /// A part of a whole.
    case share(PerMille)
    /// More or less than before.
    case change(PerMille)
    /// What some usage cost, as far as it has a price.
    case cost(Cost)
    /// An amount of money; nil when it is not known.
    case amount(Money?)

    /// An amount of money in USD; nil when it is not known.
    package static func usd(_ amount: PicoDollars?) -> Cell { .amount(amount.map { Money($0) }) }
    /// A number to be seen rather than read, against the largest of its column. Neither is negative.
    case bar(Int, of: Int)
  }

  /// A heading above the table.
  public let title: String?
  /// The columns, from left to right.
  public let columns: [Column]
  /// The rows, each with a cell a column.
  public let rows: [[Cell]]
  /// A last row that sums up the others; formats for programs leave it out.
  public let totals: [Cell]?
  /// Sentences below the table; formats for programs leave them out.
  public let footnotes: [String]
  /// Whether a table that is too wide leaves out the first of its expendable columns, as the last are the newest; else the
  /// last.
  public let keepsNewest: Bool

  /// A sheet of rows that have as many cells as there are columns.
  public init(
    title: String? = nil, columns: [Column], rows: [[Cell]], totals: [Cell]? = nil, footnotes: [String] = [],
    keepsNewest: Bool = false
  ) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.totals = totals
    self.footnotes = footnotes
    self.keepsNewest = keepsNewest
  }
}

extension Sheet {
  /// A column a measure; `group` and `title` are those of figures that there are several of in a row.
  public static func columns(
    _ measures: [Measure], in group: String? = nil, title: (Measure) -> String = \.title
  ) -> [Column] {
    measures.map { Column(title($0), key: $0.key, in: group, alignment: .right) }
  }

  /// A cell a measure, empty for what is not known.
  public static func cells(_ count: TokenCount, _ measures: [Measure] = Measure.all) -> [Cell] {
    cells(Figures(count), measures)
  }

  /// The rows as objects.
  public var objects: [JSONObject] {
    let keyed = columns.indices.filter { columns[$0].key != nil && columns[$0].audience.contains(.json) }
    return rows.map { row in
      var object: JSONObject = [:]
      for index in keyed {
        guard let key = columns[index].key else { continue }
        let value = row.indices.contains(index) ? row[index].json : .null
        guard let group = columns[index].group else {
          object[key] = value
          continue
        }
        var members: JSONObject = if case .object(let members) = object[group] { members } else { [:] }
        members[key] = value
        object[group] = .object(members)
      }
      return object
    }
  }
}

extension Sheet {
  /// The places of the columns that people see.
  var columnsForPeople: [Int] { columns.indices.filter { columns[$0].audience.contains(.people) } }
}

extension Sheet.Cell {
  /// The value as markup shows it to people; `escape` makes a text show as it is.
  func markup(_ escape: (String) -> String) -> String {
    switch self {
    case .empty, .bar: ""
    case .text(let text, _): escape(text)
    case .integer(let number): NumberText.integer(number, thousands: true)
    case .flag(let flag): "\(flag)"
    case .day(let day): day.description
    case .share(let ratio): NumberText.share(ratio)
    case .change(let ratio): NumberText.change(ratio)
    case .cost(let cost): cost.text
    case .amount(let amount): amount.map(NumberText.money) ?? "–"
    }
  }

  /// A text; empty for nil.
  public static func optional(_ text: String?) -> Sheet.Cell { text.map { .text($0) } ?? .empty }
  /// A whole number; empty for nil.
  public static func optional(_ number: Int?) -> Sheet.Cell { number.map { .integer($0) } ?? .empty }
  /// A day; empty for nil.
  public static func optional(_ day: Day?) -> Sheet.Cell { day.map { .day($0) } ?? .empty }

  /// The value as JSON has it.
  var json: JSONValue {
    switch self {
    case .empty: .null
    case .text(let text, _): .text(text)
    case .integer(let number), .bar(let number, _): .integer(number)
    case .flag(let flag): .flag(flag)
    case .day(let day): .text(day.description)
    case .share(let ratio), .change(let ratio): .percent(ratio)
    case .cost(let cost): cost.json
    case .amount(let amount): amount?.json ?? .null
    }
  }
}

extension Money {
  /// Its keys in a document.
  fileprivate var json: JSONValue {
    .object(["amount": .text(exact), "currency": .text(currency.code)])
  }
}

/// What a text means to say, for terminals that have colours.
public enum Tone: Sendable {
  /// Nothing in particular.
  case plain
  /// Headings and totals.
  case strong
  /// What matters less.
  case faint
  /// Bars.
  case accent
  /// All is well.
  case good
  /// Look at this.
  case warning
  /// This is broken.
  case bad
}
