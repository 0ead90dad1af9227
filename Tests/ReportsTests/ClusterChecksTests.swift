import Ledger
import Reports
import Testing

@Suite("What doctor says of a cluster")
struct ClusterChecksTests {
  /// A node with which all is well.
  private static let well = ClusterState(
    name: "db2", state: "Synced", isSynced: true, isPrimary: true, size: 3, waitingChanges: 0,
    pausedShare: 0.02,
    idStep: 3, idLockMode: 2, readsAllCommits: true)

  private static func node(_ change: (inout ClusterState) -> Void) -> ClusterState {
    var node = well
    change(&node)
    return node
  }

  private func lines(_ node: ClusterState) -> [String] {
    node.checks.map { check in
      "\(check.name) \(check.level): \(check.message)" + (check.advice.map { " → \($0)" } ?? "")
    }
  }

  @Test("A node that is well: how it stands, what reads hold, and how ids are handed out")
  func well() {
    #expect(
      lines(Self.well) == [
        "cluster ok: node db2 is Synced, one of 3",
        "cluster_reads ok: wait until the node has what the cluster had committed (wsrep_sync_wait)",
        "cluster_ids ok: are handed out in steps of 3",
      ])
    #expect(Self.well.checks.map(\.title) == ["Cluster", "Reads on the cluster", "Ids on the cluster"])
    #expect(Self.well.idNote == "; on this cluster a row takes up to 3")
  }

  static let states: [(ClusterState, String)] = [
    (
      node { $0.waitingChanges = 12 },
      "cluster ok: node db2 is Synced, one of 3; 12 changes of the others wait to be applied"
    ),
    (
      node {
        $0.state = "Donor/Desynced"
        $0.isSynced = false
        $0.waitingChanges = 735
      },
      """
      cluster warning: node db2 is Donor/Desynced, one of 3; 735 changes of the others wait to be applied; it may be \
      behind the others → It is being backed up, gives its state to another node, or joins: wait for the end, or connect \
      to another node.
      """
    ),
    (
      node {
        $0.state = "Initialized"
        $0.isSynced = false
        $0.isPrimary = false
        $0.size = 1
      },
      """
      cluster failure: node db2 is outside of the cluster's primary component (Initialized): it answers no query → Have \
      it join the others again, or connect to one of them. Nothing was lost or counted twice.
      """
    ),
    (
      node { $0.pausedShare = 0.234 },
      """
      cluster warning: node db2 is Synced, one of 3; flow control has held up the cluster 23 % of the time since FLUSH \
      STATUS → Look for the node that is slow to apply changes: wsrep_flow_control_sent grows there.
      """
    ),
    (
      node { $0.readsAllCommits = false },
      """
      cluster_reads warning: do not wait for the other nodes (wsrep_sync_wait): figures may lack what they have \
      committed → Run TokenLedger on the node that the site writes to.
      """
    ),
    (
      node { $0.idLockMode = 1 },
      """
      cluster_ids warning: are handed out in steps of 3, under innodb_autoinc_lock_mode = 1 → Have it set to 2 on each \
      node: with any other the nodes can block each other.
      """
    ),
    (node { $0.idStep = 1 }, "cluster_ids ok: are handed out one by one"),
  ]

  @Test("Each state changes the check that it concerns, and no other", arguments: states)
  func state(_ node: ClusterState, _ line: String) throws {
    let (found, well) = (lines(node), lines(Self.well))
    let changed = zip(found, well).filter { $0 != $1 }.map(\.0)
    #expect(changed == [line])
    #expect(node.idNote == (node.idStep == 1 ? "" : Self.well.idNote))
  }

  @Test("What a busy server or a lost node keeps from being made passes; what is wrong does not")
  func passing() {
    func check(_ level: HealthCheck.Level, _ obstacle: HealthCheck.Obstacle? = nil) -> HealthCheck {
      HealthCheck(name: "a", title: "A", level: level, message: "", obstacle: obstacle)
    }
    func isPassing(_ checks: HealthCheck...) -> Bool { HealthReport(checks: checks).isPassing }
    #expect(isPassing(check(.ok), check(.warning), check(.failure, .passing), check(.failure, .otherCheck)))
    #expect(!isPassing(check(.failure), check(.failure, .passing)))
    // Whatever the other check reports is no lock.
    #expect(!isPassing(check(.failure, .otherCheck)))
    #expect(!isPassing(check(.ok), check(.warning)))
    #expect(HealthReport(checks: Self.states[2].0.checks).isPassing)
  }
}
