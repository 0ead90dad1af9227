import Ledger
import Output
import Reports
import Testing

@Suite("Status reports, whole")
struct StatusOutputTests {
  private static let node = ClusterState(
    name: "db2", state: "Synced", isSynced: true, isPrimary: true, size: 3, waitingChanges: 0, pausedShare: 0,
    idStep: 3, idLockMode: 2, readsAllCommits: true)

  private func report(_ cluster: ClusterState?, problem: String? = nil) -> StatusReport {
    StatusReport(sites: [
      StatusReport.Site(
        name: "shop", database: "shop", prefix: "wp_3_", lastSync: shopSync, age: 31, lag: 0, lateAfter: 7200,
        problem: problem, cluster: cluster)
    ])
  }

  private func table(_ report: StatusReport) throws -> String {
    try Renderer(format: .table).text(Answer(report))
  }

  @Test("Of a single server nothing is said; of a cluster's node, how far it is known to be")
  func screen() throws {
    let single = """
      Site  State    Last Sync (UTC)       Age  Lag  Failures  Next Run
      shop  current  2026-11-21 13:03:11  31 s    0   unknown   unknown

      """
    #expect(try table(report(nil)) == single)
    #expect(
      try table(report(Self.node))
        == single + "shop: node db2 of a cluster is Synced; this is all that the cluster had committed\n")
    var node = Self.node
    node.readsAllCommits = false
    #expect(
      try table(report(node))
        == single + "shop: node db2 of a cluster is Synced; it may lack what the others have committed\n")
    node.state = "Donor/Desynced"
    #expect(
      try table(report(node, problem: "1205"))
        == """
        Site  State    Last Sync (UTC)       Age  Lag  Failures  Next Run
        shop  UNKNOWN  2026-11-21 13:03:11  31 s    0   unknown   unknown
        shop: 1205
        shop: node db2 of a cluster is Donor/Desynced; it may be behind the others

        """)
    node.isPrimary = false
    #expect(
      try table(report(node, problem: "1047")).hasSuffix(
        "\nshop: 1047\nshop: node db2 of a cluster is Donor/Desynced; it is outside of the primary component\n"
      ))
    // Spreadsheets have the same columns everywhere.
    #expect(report(Self.node).records == report(nil).records)
  }

  @Test("In JSON the node is null for a single server", arguments: [true, false])
  func json(isCluster: Bool) throws {
    let report = report(isCluster ? Self.node : nil)
    let cluster =
      isCluster
      ? """
      {
              "node" : "db2",
              "reads_all_commits" : true,
              "state" : "Synced"
            }
      """ : "null"
    #expect(
      try Renderer(format: .json).text(Answer(report)) == #"""
        {
          "current" : true,
          "schema" : "tokenledger.status/2",
          "sites" : [
            {
              "age_seconds" : 31,
              "client" : null,
              "cluster" : \#(cluster),
              "database" : "shop",
              "error" : null,
              "failures" : null,
              "lag_is_lower_bound" : false,
              "lag_rows" : 0,
              "last_sync" : "2026-11-21T13:03:11Z",
              "last_sync_local" : "2026-11-21 14:03:11",
              "late_after_seconds" : 7200,
              "ledger_complete_until" : "2026-11-21T13:03:11Z",
              "ledger_complete_until_local" : "2026-11-21 14:03:11",
              "name" : "shop",
              "next_run" : null,
              "prefix" : "wp_3_",
              "state" : "current",
              "tags" : [

              ]
            }
          ],
          "warnings" : [

          ]
        }

        """#)
  }

  @Test("A document with figures names the node that answered")
  func identity() throws {
    let site = SiteIdentity(
      database: "shop", prefix: "wp_3_", blogID: 3, timeZone: "Europe/Berlin",
      cluster: ClusterNode(name: "db2", readsAllCommits: true))
    #expect(
      try Renderer(format: .json).text(Answer(health, site: site, isMarkup: false)).contains(
        #"""
          "site" : {
            "blog_id" : 3,
            "cluster" : {
              "node" : "db2",
              "reads_all_commits" : true
            },
            "database" : "shop",
        """#))
    #expect(ClusterNode(name: "db2", readsAllCommits: true).warning == nil)
    #expect(
      ClusterNode(name: "db2", readsAllCommits: false).warning
        == "the server is the node db2 of a cluster and does not wait for the other nodes (wsrep_sync_wait): figures may lack what they have committed"
    )
  }
}
