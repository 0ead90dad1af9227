import Ledger

/// Which site a document is about.
public struct SiteIdentity: Encodable, Equatable, Sendable {
  /// The database.
  public let database: String
  /// The prefix of the site's tables: "wp_", "wp_3_".
  public let prefix: String
  /// The blog of a multisite; nil for a single site.
  @OrNull public private(set) var blogID: Int?
  /// The site's time zone as WordPress holds it: "Europe/Berlin", "UTC+5:30".
  public let timeZone: String
  /// The node of a cluster that answered; nil when the server is a single one, or does not tell.
  @OrNull var cluster: Cluster?

  struct Cluster: Encodable, Equatable {
    let node: String
    let readsAllCommits: Bool
  }

  /// The site with these tables and this clock.
  public init(database: String, prefix: String, blogID: Int?, timeZone: String, cluster: ClusterNode? = nil) {
    self.database = database
    self.prefix = prefix
    self.timeZone = timeZone
    self.blogID = blogID
    self.cluster = cluster.map { Cluster(node: $0.name, readsAllCommits: $0.readsAllCommits) }
  }
}
