import Ledger

/// What doctor says of a server that is a node of a Galera cluster.
extension ClusterState {
  /// From this share of time on in which flow control holds up the cluster, there is a warning.
  private static let tolerablePause = 0.1

  /// The checks of the node, of what its reads hold, and of the ids that it hands out.
  public var checks: [HealthCheck] { [membership, reads, ids] }

  private var membership: HealthCheck {
    let (check, title) = ("cluster", "Cluster")
    guard isPrimary else {
      return HealthCheck(
        name: check, title: title, level: .failure,
        message: "node \(name) is outside of the cluster's primary component (\(state)): it answers no query",
        advice:
          "Have it join the others again, or connect to one of them. Nothing was lost or counted twice.",
        obstacle: .passing)
    }
    let queue = waitingChanges == 0 ? "" : "; \(waitingChanges) changes of the others wait to be applied"
    let place = "node \(name) is \(state), one of \(size)\(queue)"
    guard isSynced else {
      return HealthCheck(
        name: check, title: title, level: .warning, message: "\(place); it may be behind the others",
        advice: """
          It is being backed up, gives its state to another node, or joins: wait for the end, or connect to another node.
          """)
    }
    guard pausedShare < Self.tolerablePause else {
      let share = Int(min(pausedShare, 1) * 100)
      return HealthCheck(
        name: check, title: title, level: .warning,
        message: "\(place); flow control has held up the cluster \(share) % of the time since FLUSH STATUS",
        advice: "Look for the node that is slow to apply changes: wsrep_flow_control_sent grows there.")
    }
    return HealthCheck(name: check, title: title, level: .ok, message: place)
  }

  private var reads: HealthCheck {
    let (check, title) = ("cluster_reads", "Reads on the cluster")
    if readsAllCommits {
      return HealthCheck(
        name: check, title: title, level: .ok,
        message: "wait until the node has what the cluster had committed (wsrep_sync_wait)")
    }
    return HealthCheck(
      name: check, title: title, level: .warning,
      message: "do not wait for the other nodes (wsrep_sync_wait): figures may lack what they have committed",
      advice: "Run TokenLedger on the node that the site writes to.")
  }

  private var ids: HealthCheck {
    let (check, title) = ("cluster_ids", "Ids on the cluster")
    let steps = idStep > 1 ? "in steps of \(idStep)" : "one by one"
    if idLockMode == 2 {
      return HealthCheck(name: check, title: title, level: .ok, message: "are handed out \(steps)")
    }
    return HealthCheck(
      name: check, title: title, level: .warning,
      message: "are handed out \(steps), under innodb_autoinc_lock_mode = \(idLockMode)",
      advice: "Have it set to 2 on each node: with any other the nodes can block each other.")
  }

  /// What the steps mean for the ids of a log, as the rest of a sentence; empty where ids are handed out one by one.
  public var idNote: String {
    idStep > 1 ? "; on this cluster a row takes up to \(idStep)" : ""
  }
}
