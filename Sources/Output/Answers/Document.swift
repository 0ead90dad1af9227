import Ledger
import Reports

/// The head of every document with figures: the site, how far the figures are complete, and warnings.
public struct DocumentHead: Equatable, Sendable {
  /// The site; nil when it was not asked for.
  public let site: SiteIdentity?
  /// How far the figures are complete.
  public let completeness: Completeness
  /// What the reader should know, one sentence each.
  public let warnings: [String]

  /// The head of a document about `site`; nil when it was not asked for.
  public init(_ site: SiteIdentity?, _ completeness: Completeness, warnings: [String]) {
    self.site = site
    self.completeness = completeness
    self.warnings = warnings
  }

  /// Its keys in a document.
  var members: JSONObject {
    [
      "site": site.map { .object($0.members) } ?? .null,
      "ledger_complete_until": .text(completeness.until?.utc.rfc3339),
      "ledger_complete_until_local": .text(completeness.until?.local.description),
      "last_sync": .text(completeness.lastSync?.utc.rfc3339),
      "last_sync_local": .text(completeness.lastSync?.local.description),
      "warnings": .texts(warnings),
    ]
  }
}

/// Which site a document is about.
public struct SiteIdentity: Equatable, Sendable {
  /// What WordPress calls it; nil where that is not known. Hostile text.
  public let ownName: String?
  /// The database.
  public let database: String
  /// The prefix of the site's tables: "wp_", "wp_3_".
  public let prefix: String
  /// The blog of a multisite; nil for a single site.
  public let blogID: Int?
  /// The site's time zone as WordPress holds it: "Europe/Berlin", "UTC+5:30".
  public let timeZone: String
  /// The node of a cluster that answered; nil when the server is a single one, or does not tell.
  public let cluster: ClusterNode?
  /// What the owner calls the site; nil where he has not said.
  public var name: String?
  /// Whose site it is; nil where the owner has not said.
  public var client: String?
  /// What else the owner sorts sites by.
  public var tags: [String] = []

  /// The site with these tables and this clock.
  public init(
    ownName: String? = nil, database: String, prefix: String, blogID: Int?, timeZone: String,
    cluster: ClusterNode? = nil
  ) {
    self.ownName = ownName
    self.database = database
    self.prefix = prefix
    self.timeZone = timeZone
    self.blogID = blogID
    self.cluster = cluster
  }

  /// What people call it: the owner in the configuration, else WordPress.
  var calledName: String? { name ?? ownName }

  /// What it is called in a title.
  var title: String { calledName ?? "\(database), \(prefix)," }

  /// Its keys in a document.
  ///
  /// Those of what the owner calls it are there only where he has said something.
  public var members: JSONObject {
    var members: JSONObject = [
      "database": .text(database), "prefix": .text(prefix), "blog_id": .integer(blogID),
      "time_zone": .text(timeZone),
      "cluster": cluster.map {
        .object(["node": .text($0.name), "reads_all_commits": .flag($0.readsAllCommits)])
      } ?? .null,
    ]
    if let name { members["name"] = .text(name) }
    if let client { members["client"] = .text(client) }
    if !tags.isEmpty { members["tags"] = .texts(tags) }
    return members
  }
}

extension SpanUsage {
  /// Its keys in a document.
  var members: JSONObject {
    let span: JSONObject = [
      "from": .day(days.lowerBound), "to": .day(days.upperBound), "until_local": .text(until?.description),
      "recorded": .flag(isRecorded),
    ]
    return span.merging(count.members) { $1 }
  }
}

extension JSONValue {
  /// A span; null for nil.
  static func span(_ span: SpanUsage?) -> JSONValue { span.map { .object($0.members) } ?? .null }
}
