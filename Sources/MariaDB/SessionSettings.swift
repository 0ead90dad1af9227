/// What every session is set to, whatever the server's defaults are.
///
/// All of it is one statement. A server that does not know a setting, or does not let this account change it, refuses
/// the whole statement; then the settings that figures depend on are made alone, and the others one by one, as far as
/// the server lets them.
struct SessionSettings {
  /// Settings without which figures, or transactions, would not be what they seem.
  let essential: [String]
  /// Settings that keep work from being ended, which a server may be without.
  let helpful: [String]

  /// The seconds that a reader may take over a chunk, or a person over a page, before the server hangs up.
  private static let longestPause = 3600
  /// The seconds that a busy machine may take to read or write a packet.
  private static let longestPacket = 600
  /// The seconds between two statements of a transaction, on a machine that is very busy.
  private static let longestStep = 60

  /// The settings for a server; `number` is its version as the client library has it, such as 101119.
  init(isMariaDB: Bool, version number: UInt) {
    essential = [
      "NAMES utf8mb4",
      "time_zone = '+00:00'",
      "sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
      "autocommit = 1",
      // COMMIT and ROLLBACK would else begin another transaction, or end the connection.
      "completion_type = 0",
      "\(isMariaDB ? "tx_isolation" : "transaction_isolation") = 'REPEATABLE-READ'",
      "\(isMariaDB ? "tx_read_only" : "transaction_read_only") = 0",
      // A server-wide limit would end every result early without a word.
      "sql_select_limit = 18446744073709551615",
      // A log of any length may be read, and a row changed that no key leads to.
      "sql_big_selects = 1",
      "sql_safe_updates = 0",
      "sql_auto_is_null = 0",
      "unique_checks = 1",
      "foreign_key_checks = 1",
    ]
    var helpful = [
      "innodb_lock_wait_timeout = 10",
      "div_precision_increment = 4",
      // Longer texts would be the same when they are sorted or grouped.
      "max_sort_length = 1024",
      // What a message says decides what is advised, and how much of it may be shown.
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
  }

  /// A time limit that is at least so long; 0 stands for none.
  private static func raise(_ name: String, to seconds: Int) -> String {
    "\(name) = IF(@@\(name) BETWEEN 1 AND \(seconds - 1), \(seconds), @@\(name))"
  }

  /// Makes all settings, by statements that `run` sends.
  ///
  /// - Throws: What `run` throws for the essential settings, or for another reason than that a setting is refused.
  func apply(_ run: (String) throws -> Void) throws {
    do {
      try run(Self.statement(essential + helpful))
    } catch let error as MariaDBError where Self.refusals.contains(error.code) {
      try run(Self.statement(essential))
      for setting in helpful {
        do {
          try run(Self.statement([setting]))
        } catch let error as MariaDBError where Self.refusals.contains(error.code) {
          // This server goes without it.
        }
      }
    }
  }

  /// A setting is not known, or not this account's to change, or not to this value.
  private static let refusals: Set = [1064, 1193, 1227, 1228, 1229, 1231, 1232, 1238, 1621, 1649]

  private static func statement(_ settings: [String]) -> String { "SET " + settings.joined(separator: ", ") }
}
