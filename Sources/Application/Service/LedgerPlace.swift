import MariaDB
import Sites

/// Where a ledger is, told apart from all others: by this the status of a site is found, whatever the way it was
/// listed.
public struct LedgerPlace: Sendable, Hashable, Codable {
  /// `HOST:PORT`, a socket's path, or `localhost` for the client library's own socket.
  public let server: String
  /// The database.
  public let database: String
  /// The prefix of the tables, that of the blog.
  public let prefix: String

  /// The place of a site's ledger.
  public init(_ site: Site) {
    server =
      switch site.connection.address {
      case .socket(let path): path
      case .tcp(let host, let port): "\(host):\(port)"
      case .localDefault: "localhost"
      }
    database = site.connection.database ?? ""
    prefix = site.prefix
  }
}
