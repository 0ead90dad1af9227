import FoundationEssentials
import Ledger
import Text

/// What a backup says of itself in its first line.
public struct BackupHeader: Codable, Equatable, Sendable {
  /// The name and the version of the format that is written; each release reads it and all before it.
  static let current = "tokenledger.backup/1"
  private static let family = "tokenledger.backup/"

  /// The name and the version of the format.
  let format: String
  /// The version of the tool that made it.
  public let tool: String
  /// The version of the ledger's tables.
  public let ledgerVersion: Int
  /// When it was made.
  public let madeUTC: UTCTime
  /// The site.
  public let site: Site
  /// The days with totals; nil where there are none.
  let firstDay: String?
  let lastDay: String?
  /// The grand totals of the ledger.
  let sums: Sums

  /// The site that a backup is of.
  public struct Site: Codable, Equatable, Sendable {
    /// The database.
    public let database: String
    /// The prefix of its tables.
    public let prefix: String
    /// The number of the blog.
    public let blogID: Int
    /// Its time zone, as WordPress holds it.
    public let timeZone: String

    enum CodingKeys: String, CodingKey {
      case database, prefix
      case blogID = "blog_id"
      case timeZone = "time_zone"
    }

    /// The site with these tables and this clock.
    public init(database: String, prefix: String, blogID: Int, timeZone: String) {
      (self.database, self.prefix, self.blogID, self.timeZone) = (database, prefix, blogID, timeZone)
    }
  }

  /// Figures in a line of a backup.
  struct Sums: Codable, Equatable {
    let rowsCounted: Int
    let promptTokens: Int
    let completionTokens: Int
    let totalTokens: Int
    let requests: Int

    enum CodingKeys: String, CodingKey {
      case requests
      case rowsCounted = "rows_counted"
      case promptTokens = "prompt_tokens"
      case completionTokens = "completion_tokens"
      case totalTokens = "total_tokens"
    }

    init(_ count: TokenCount, rowsCounted: Int) {
      (promptTokens, completionTokens) = (count.prompt, count.completion)
      (totalTokens, requests, self.rowsCounted) = (count.total, count.requests, rowsCounted)
    }

    var count: TokenCount {
      TokenCount(prompt: promptTokens, completion: completionTokens, total: totalTokens, requests: requests)
    }
  }

  enum CodingKeys: String, CodingKey {
    case format, tool, site, sums
    case ledgerVersion = "ledger_version"
    case madeUTC = "made_utc"
    case firstDay = "first_day"
    case lastDay = "last_day"
  }

  /// The header of a backup that is being made.
  init(
    tool: String, madeUTC: UTCTime, site: Site, days: ClosedRange<Day>?, _ count: TokenCount,
    rowsCounted: Int
  ) {
    (format, self.tool, ledgerVersion) = (Self.current, tool, Migrations.current)
    (self.madeUTC, self.site) = (madeUTC, site)
    (firstDay, lastDay) = (days?.lowerBound.description, days?.upperBound.description)
    sums = Sums(count, rowsCounted: rowsCounted)
  }

  /// Reads the first line of a file.
  ///
  /// - Throws: ``BackupDefect``: it is none, or one of a later release.
  init(line: UnsafeRawBufferPointer) throws {
    struct Beginning: Decodable {
      let format: String
      let tool: String?
      let ledgerVersion: Int?

      enum CodingKeys: String, CodingKey {
        case format, tool
        case ledgerVersion = "ledger_version"
      }
    }
    let data = Data(line)
    guard let beginning = try? JSONDecoder().decode(Beginning.self, from: data),
      beginning.format.hasPrefix(Self.family)
    else { throw BackupDefect.noBackup }
    let isLater = beginning.format != Self.current || (beginning.ledgerVersion ?? 0) > Migrations.current
    if isLater { throw BackupDefect.later(tool: beginning.tool ?? "?") }
    guard let header = try? JSONDecoder().decode(BackupHeader.self, from: data),
      header.ledgerVersion == Migrations.current
    else { throw BackupDefect.malformed("line 1 is not a backup's header") }
    self = header
  }
}

/// The last line of a backup.
struct BackupTrailer: Codable, Equatable {
  /// The number of rows of all tables.
  let rows: Int
  /// What the state says.
  let sums: BackupHeader.Sums
  /// The SHA-256 of all bytes before this line.
  let sha256: String
}

/// What a whole backup holds.
public struct BackupSummary: Sendable {
  /// Its first line.
  public let header: BackupHeader
  /// The number of rows of all tables.
  public let rows: Int
  /// The tables with their numbers of rows, in their order.
  public let tables: [(name: String, rows: Int)]
  /// The SHA-256 of the text before its last line.
  public let sha256: String
  /// The same of the tables alone: two backups of the same ledger have the same.
  let content: String

  /// The grand totals.
  public var total: TokenCount { header.sums.count }
  /// The number of rows counted.
  public var rowsCounted: Int { header.sums.rowsCounted }
  /// The days with totals; nil where there are none.
  public var days: ClosedRange<Day>? {
    guard let first = header.firstDay.flatMap({ Day($0) }), let last = header.lastDay.flatMap({ Day($0) }),
      first <= last
    else { return nil }
    return first...last
  }
}

/// What is wrong with a backup.
public enum BackupDefect: Error, Equatable, Sendable {
  /// It is no backup of a ledger.
  case noBackup
  /// A later release made it.
  case later(tool: String)
  /// It ends too early.
  case cut
  /// It is not what was written.
  case damaged
  /// Something follows its end.
  case continued
  /// It does not have the form of a backup; the text says where.
  case malformed(String)
  /// Its parts do not add up; the text says which.
  case contradiction(String)
}
