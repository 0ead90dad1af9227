/// What a node of a Galera cluster says of itself and of the cluster.
///
/// Every database user may ask for it, and a node answers even when it answers nothing else: outside of the primary
/// component, or while it lags behind the others.
public struct ClusterState: Sendable, Equatable {
  /// The node's name.
  public var name: String
  /// The node's state in the server's words: "Synced", "Donor/Desynced", "Joining".
  public var state: String
  /// Whether the node applies the cluster's changes as they come, and is a member like any other.
  public var isSynced: Bool
  /// Whether the node belongs to the part of the cluster that may go on; the other part answers nothing.
  public var isPrimary: Bool
  /// The number of nodes of the part of the cluster that the node belongs to.
  public var size: Int
  /// The number of the other nodes' changes that wait here to be applied.
  public var waitingChanges: Int
  /// The share of time for which flow control has held up the cluster since the status was last flushed, from 0 to 1.
  public var pausedShare: Double
  /// The distance of the ids that a node hands out.
  public var idStep: Int
  /// The server's `innodb_autoinc_lock_mode`: a cluster needs 2.
  public var idLockMode: Int
  /// Whether this session's reads wait for what the cluster has committed.
  public var readsAllCommits: Bool

  /// Facts that are known already.
  public init(
    name: String, state: String, isSynced: Bool, isPrimary: Bool, size: Int, waitingChanges: Int,
    pausedShare: Double, idStep: Int, idLockMode: Int, readsAllCommits: Bool
  ) {
    self.name = name
    self.state = state
    self.isSynced = isSynced
    self.isPrimary = isPrimary
    self.size = size
    self.waitingChanges = waitingChanges
    self.pausedShare = pausedShare
    self.idStep = idStep
    self.idLockMode = idLockMode
    self.readsAllCommits = readsAllCommits
  }
}

/// The node of a cluster that answered, as far as a report knows it without asking further.
public struct ClusterNode: Sendable, Equatable {
  /// The node's name.
  public let name: String
  /// Whether what it answered holds all that the cluster had committed when it was asked.
  public let readsAllCommits: Bool

  /// A node.
  public init(name: String, readsAllCommits: Bool) {
    self.name = name
    self.readsAllCommits = readsAllCommits
  }

  /// What readers of figures must know; nil when they are all that was committed.
  public var warning: String? {
    if readsAllCommits { return nil }
    return """
      the server is the node \(name) of a cluster and does not wait for the other nodes (wsrep_sync_wait): figures may \
      lack what they have committed
      """
  }
}
