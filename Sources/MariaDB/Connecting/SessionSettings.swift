/// What every session is set to, whatever the server's defaults are.
///
/// They are sent in one statement. A server that does not know a setting, or does not allow this account to change it,
/// refuses the whole statement; then it is sent without the settings for clusters, which a server can be built without.
/// When that is refused, too, the essential settings are sent alone, and the others one by one, ignoring refusals.
struct SessionSettings {
  /// Settings that figures and transactions depend on.
  let essential: [String]
  /// Settings that prevent timeouts, which a server may lack.
  let helpful: [String]
  /// Settings by which a node of a Galera cluster reads what the cluster has committed, rather than what the node has
  /// got to. They have no effect on a server that is no node.
  let cluster: [String]

  /// How many seconds a statement waits for a lock of a row or a table, or for the end of a global one such as FLUSH
  /// TABLES WITH READ LOCK.
  private static let longestLock = 10
  /// How many seconds a reader may take for a chunk, or a person for a page, before the server closes the connection.
  private static let longestPause = 3600
  /// The seconds that a busy machine may take to read or write a packet.
  private static let longestPacket = 600
  /// The seconds between two statements of a transaction, on a machine that is very busy.
  private static let longestStep = 60

  /// The settings for a server; `version` is its number from the client library, such as 101119.
  init(isMariaDB: Bool, version number: UInt) {
    essential = [
      "NAMES utf8mb4",
      "time_zone = '+00:00'",
      "sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
      "autocommit = 1",
      // Otherwise COMMIT and ROLLBACK could begin another transaction or close the connection.
      "completion_type = 0",
      "\(isMariaDB ? "tx_isolation" : "transaction_isolation") = 'REPEATABLE-READ'",
      "\(isMariaDB ? "tx_read_only" : "transaction_read_only") = 0",
      // A server-wide limit would silently cut off every result. The highest number that every engine takes.
      "sql_select_limit = 9223372036854775807",
      // Reading a long log and changing rows without a key must be allowed.
      "sql_big_selects = 1",
      "sql_safe_updates = 0",
      "sql_auto_is_null = 0",
      "unique_checks = 1",
      "foreign_key_checks = 1",
    ]
    var helpful = [
      "innodb_lock_wait_timeout = \(Self.longestLock)",
      // A day by default: a backup that holds a global lock would hold up every command until its read timeout.
      "lock_wait_timeout = \(Self.longestLock)",
      "div_precision_increment = 4",
      // Longer texts would compare as equal when sorted or grouped.
      "max_sort_length = 1024",
      // The advice and the privacy filter depend on the wording of messages.
      "lc_messages = 'en_US'",
      Self.raise("wait_timeout", to: Self.longestPause),
      Self.raise("net_read_timeout", to: Self.longestPacket),
      Self.raise("net_write_timeout", to: Self.longestPacket),
    ]
    if isMariaDB {
      helpful.append("old_mode = ''")
      if number >= 100300 {
        helpful += [
          "idle_transaction_timeout", "idle_readonly_transaction_timeout", "idle_write_transaction_timeout",
        ]
        .map { Self.raise($0, to: Self.longestStep) }
      }
    } else if number >= 80000 {
      // MySQL 8 answers from statistics up to a day old otherwise, AUTO_INCREMENT among them.
      helpful.append("information_schema_stats_expiry = 0")
    }
    self.helpful = helpful
    // The first bit is for reads; a server may ask for more. Dirty reads answer without waiting.
    let knowsClusters = isMariaDB && number >= 100100
    cluster = knowsClusters ? ["wsrep_sync_wait = @@wsrep_sync_wait | 1", "wsrep_dirty_reads = 0"] : []
  }

  /// Raises a time limit to at least `seconds`; 0 means no limit.
  private static func raise(_ name: String, to seconds: Int) -> String {
    "\(name) = IF(@@\(name) BETWEEN 1 AND \(seconds - 1), \(seconds), @@\(name))"
  }

  /// Applies all settings, by statements that `run` sends.
  ///
  /// - Returns: Whether those for clusters were accepted; false where there are none.
  /// - Throws: What `run` throws for the essential settings, or for another reason than that a setting is refused.
  func apply(_ run: (String) throws -> Void) throws -> Bool {
    func isAccepted(_ settings: [String]) throws -> Bool {
      do {
        try run("SET " + settings.joined(separator: ", "))
        return true
      } catch let error as MariaDBError where Self.refusals.contains(error.code) {
        return false
      }
    }
    if try isAccepted(essential + helpful + cluster) { return !cluster.isEmpty }
    if !cluster.isEmpty, try isAccepted(essential + helpful) { return false }
    try run("SET " + essential.joined(separator: ", "))
    for setting in helpful { _ = try isAccepted([setting]) }
    return try !cluster.isEmpty && isAccepted(cluster)
  }

  /// An unknown setting, or one that this account may not change, or not to this value.
  private static let refusals: Set = [1064, 1193, 1227, 1228, 1229, 1231, 1232, 1238, 1621, 1649]
}
