import Ledger
import Reports

/// A table of typed cells: what every output format but JSON is written from. It holds figures, not text; how
/// a number looks is the writer's business.
///
///     Sheet(
///       columns: [Sheet.Column("Date"), Sheet.Column("Total Tokens", alignment: .right)],
///       rows: [[.day(day), .integer(1234)]])
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
    public enum Audience: Sendable {
      /// Every format.
      case everyone
      /// Formats for people: tables and Markdown.
      case people
      /// Tables on a terminal.
      case terminal
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
    /// On which side the cells are flush.
    public let alignment: Alignment
    /// The output formats that include the column.
    public let audience: Audience
    /// What a table does with text that is too wide.
    public let overflow: Overflow
    /// The least width in a table, in terminal columns: lines up sheets that stand below each other.
    public let minimumWidth: Int

    /// A column with its heading.
    public init(
      _ title: String, alignment: Alignment = .left, audience: Audience = .everyone,
      overflow: Overflow = .keep, minimumWidth: Int = 0
    ) {
      self.title = title
      self.alignment = alignment
      self.audience = audience
      self.overflow = overflow
      self.minimumWidth = minimumWidth
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
    /// A day.
    case day(Day)
    /// A part of a whole.
    case share(PerMille)
    /// More or less than before.
    case change(PerMille)
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

  /// A sheet of rows that have as many cells as there are columns.
  public init(
    title: String? = nil, columns: [Column], rows: [[Cell]], totals: [Cell]? = nil, footnotes: [String] = []
  ) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.totals = totals
    self.footnotes = footnotes
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
