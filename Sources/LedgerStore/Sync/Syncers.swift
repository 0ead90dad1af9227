import Glibc
import Ledger
import MariaDB

/// The machines that sync a site.
struct Syncers {
  /// How long a machine's row stands before it is renewed, in seconds: an idle sync is to write no more than it must.
  private static let renewal = 3600
  /// How long a machine counts as one that syncs the site, in seconds.
  private static let memory = 24 * 3600

  let connection: Connection
  let tables: Tables

  /// The name of this machine.
  static let thisHost: [UInt8] = {
    var name = [CChar](repeating: 0, count: 256)
    return gethostname(&name, name.count - 1) == 0
      ? name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) } : []
  }()

  /// An expression for when this machine was last noted.
  static func lastNoted(_ tables: Tables) -> Query {
    "(SELECT noted_utc FROM \(identifier: tables.syncers) WHERE host = \(thisHost))"
  }

  /// Notes that this machine syncs the site, behind the fence; nothing when it was noted within the hour.
  func note(after last: UTCTime?, at now: UTCTime) throws {
    if let last, now < last.adding(seconds: Self.renewal) { return }
    try connection.execute(
      """
      INSERT INTO \(identifier: tables.syncers) (host, noted_utc) VALUES (\(Self.thisHost), \(now))
      ON DUPLICATE KEY UPDATE noted_utc = VALUES(noted_utc)
      """)
  }

  /// The machines that synced the site within a day.
  func hosts() throws -> [String] {
    let query: Query = """
      SELECT host FROM \(identifier: tables.syncers)
      WHERE noted_utc >= UTC_TIMESTAMP() - INTERVAL \(Self.memory) SECOND ORDER BY host
      """
    return try connection.rows(query, as: RepairedText.self).map(\.text)
  }
}
