import Testing

@testable import MariaDB

@Suite("Settings of the session")
struct SessionSettingsTests {
  private static let mariaDB = SessionSettings(isMariaDB: true, version: 101119)
  private static let mySQL = SessionSettings(isMariaDB: false, version: 80039)

  private static func refusal(_ code: Int = 1193) -> MariaDBError {
    MariaDBError(code: code, sqlState: "HY000", message: "")
  }

  /// The statements that are accepted by a server that refuses some settings, how many were sent, and whether the
  /// settings for clusters are in force.
  private func apply(
    _ settings: SessionSettings, code: Int = 1193, refusing refused: [String]
  ) throws -> (made: [String], sent: Int, knowsClusters: Bool) {
    var made: [String] = []
    var sent = 0
    let knowsClusters = try settings.apply { statement in
      sent += 1
      if refused.contains(where: statement.contains) { throw Self.refusal(code) }
      made.append(statement)
    }
    return (made, sent, knowsClusters)
  }

  @Test("All are made in one statement")
  func one() throws {
    for settings in [Self.mariaDB, Self.mySQL] {
      let (made, sent, knowsClusters) = try apply(settings, refusing: [])
      let all = settings.essential + settings.helpful + settings.cluster
      #expect(made == ["SET " + all.joined(separator: ", ")] && sent == 1)
      #expect(knowsClusters == !settings.cluster.isEmpty)
    }
    #expect(Self.mariaDB.cluster == ["wsrep_sync_wait = @@wsrep_sync_wait | 1", "wsrep_dirty_reads = 0"])
    // MySQL has no such settings, and a refusal would cost a round trip.
    #expect(Self.mySQL.cluster == [])
    #expect(SessionSettings(isMariaDB: true, version: 100045).cluster == [])
  }

  @Test("A server that was built without clusters takes all others in the second statement")
  func withoutClusters() throws {
    let (made, sent, knowsClusters) = try apply(Self.mariaDB, refusing: ["wsrep_"])
    #expect(
      made == ["SET " + (Self.mariaDB.essential + Self.mariaDB.helpful).joined(separator: ", ")] && sent == 2)
    #expect(!knowsClusters)
  }

  @Test(
    "When another is refused, the essential ones are applied, and the others as far as possible",
    arguments: [1193, 1227, 1231])
  func refused(code: Int) throws {
    for settings in [Self.mariaDB, Self.mySQL] {
      let refused = settings.helpful.filter { $0.hasPrefix("lc_messages") || $0.hasPrefix("div_precision") }
      try #require(refused.count == 2)
      let (made, _, knowsClusters) = try apply(settings, code: code, refusing: refused)
      #expect(made.first == "SET " + settings.essential.joined(separator: ", "))
      var others = settings.helpful.filter { !refused.contains($0) }.map { "SET \($0)" }
      if !settings.cluster.isEmpty { others.append("SET " + settings.cluster.joined(separator: ", ")) }
      #expect(Set(made.dropFirst()) == Set(others))
      #expect(knowsClusters == !settings.cluster.isEmpty)
      let without = try apply(settings, code: code, refusing: refused + ["wsrep_"])
      #expect(!without.knowsClusters)
    }
  }

  @Test("Without the essential settings, or after any other error, there is no session")
  func essential() {
    for settings in [Self.mariaDB, Self.mySQL] {
      #expect(throws: MariaDBError.self) { try apply(settings, refusing: ["time_zone"]) }
      var count = 0
      let error = #expect(throws: MariaDBError.self) {
        try settings.apply { _ in
          count += 1
          throw Self.refusal(1820)
        }
      }
      #expect(error?.code == 1820 && count == 1)
    }
  }
}
