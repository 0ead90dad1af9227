import Ledger
import MariaDB

extension SiteSession {
  /// Asks the server whether it is a node of a cluster, which takes one round trip, and if so, how the node stands,
  /// which takes another. Neither waits for anything.
  ///
  /// - Returns: nil for a single server.
  /// - Throws: `MariaDBError`
  public func cluster() throws -> ClusterState? {
    let variables = try values(
      """
      SHOW VARIABLES WHERE Variable_name IN ('wsrep_on', 'wsrep_provider', 'wsrep_node_name', 'wsrep_sync_wait',
        'wsrep_dirty_reads', 'auto_increment_increment', 'innodb_autoinc_lock_mode')
      """)
    guard variables["wsrep_on"] == "ON", let provider = variables["wsrep_provider"],
      !["", "none"].contains(provider)
    else { return nil }
    let status = try values("SHOW GLOBAL STATUS LIKE 'wsrep\\_%'")
    let syncWait = variables["wsrep_sync_wait"].flatMap { Int($0) } ?? 0
    return ClusterState(
      name: variables["wsrep_node_name"] ?? "", state: status["wsrep_local_state_comment"] ?? "unknown",
      isSynced: status["wsrep_local_state"] == "4",
      isPrimary: status["wsrep_cluster_status"] == "Primary" && status["wsrep_ready"] == "ON",
      size: status["wsrep_cluster_size"].flatMap { Int($0) } ?? 0,
      waitingChanges: status["wsrep_local_recv_queue"].flatMap { Int($0) } ?? 0,
      pausedShare: status["wsrep_flow_control_paused"].flatMap { Double($0) } ?? 0,
      idStep: variables["auto_increment_increment"].flatMap { Int($0) } ?? 1,
      idLockMode: variables["innodb_autoinc_lock_mode"].flatMap { Int($0) } ?? 2,
      readsAllCommits: syncWait & 1 == 1 && variables["wsrep_dirty_reads"] != "ON")
  }

  private func values(_ query: Query) throws -> [String: String] {
    let rows = try connection.rows(query, as: (String, RepairedText).self)
    return Dictionary(rows.map { ($0.0.lowercased(), $0.1.text) }, uniquingKeysWith: { first, _ in first })
  }
}

extension ClusterNode {
  /// What the column of ``query(_:)`` holds; nil when the server is no node of a cluster.
  init?(column: String) {
    guard let mark = column.first, "01".contains(mark) else { return nil }
    self.init(name: String(column.dropFirst()), readsAllCommits: mark == "1")
  }

  /// An expression for ``init(column:)`` to read, in a column of its own of a query for other things. It is NULL where
  /// the server does not have the variables, or is no node.
  static func query(_ connection: Connection) -> Query {
    guard connection.knowsClusters else { return "NULL" }
    return """
      IF(@@wsrep_on AND @@wsrep_provider NOT IN ('', 'none'),
        CONCAT(IF(@@wsrep_sync_wait & 1 AND NOT @@wsrep_dirty_reads, '1', '0'), @@wsrep_node_name), NULL)
      """
  }
}
