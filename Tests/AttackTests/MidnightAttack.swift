import Foundation
import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.serialized) struct MidnightAttack {
  /// Sites' clocks as WordPress's options give them, and as `TZ` gives the same to the system's own program.
  private static let clocks = [
    // Both changes of the clocks: by an hour, by half an hour, and at midnight itself.
    ("timezone_string", "Europe/Berlin", "Europe/Berlin"),
    ("timezone_string", "Africa/Cairo", "Africa/Cairo"),
    ("timezone_string", "Australia/Lord_Howe", "Australia/Lord_Howe"),
    ("timezone_string", "America/Havana", "America/Havana"),
    // Odd offsets, with and without changes, and the ends of the world.
    ("timezone_string", "America/St_Johns", "America/St_Johns"),
    ("timezone_string", "Pacific/Chatham", "Pacific/Chatham"),
    ("timezone_string", "Asia/Kathmandu", "Asia/Kathmandu"),
    ("timezone_string", "Pacific/Kiritimati", "Pacific/Kiritimati"),
    ("gmt_offset", "5.75", "<site>-5:45"), ("gmt_offset", "-3.5", "<site>+3:30"),
    ("gmt_offset", "12.75", "<site>-12:45"),
    ("gmt_offset", "-0.5", "<site>+0:30"),
  ]

  @Test("Today begins at the site's midnight, in the days that clocks change too, and however odd the offset")
  func midnights() throws {
    let server = try PrivateServer()
    defer { server.remove() }
    let root = try Connection(server.options())
    try root.execute("CREATE DATABASE attacked")
    try root.execute("CREATE USER wordpress@localhost")
    try root.execute("GRANT ALL ON attacked.* TO wordpress@localhost")
    try TestDatabase.$current.withValue(server.database(user: "wordpress")) {
      let site = try TestSite()
      var midnights = 0
      for (option, value, zone) in Self.clocks {
        try site.set(option: "timezone_string", to: "")
        try site.set(option: option, to: value)
        let instants = try instants(zone)
        let expected = try date(zone, at: instants)
        let session = try site.session()
        var last: Int?
        for (index, instant) in instants.enumerated() {
          try session.connection.execute("SET timestamp = \(instant)")
          let now = try session.facts().siteNow.description
          #expect(now == expected[index], "\(value) at \(instant)")
          // A whole process on both sides of a midnight.
          if let last, expected[last].prefix(10) != expected[index].prefix(10) {
            for side in [last, index] {
              try root.execute(
                Query(unchecked: "SET GLOBAL init_connect = 'SET timestamp = \(instants[side])'"))
              try expectToday("\(expected[side].prefix(10))", site, server, value)
            }
            try root.execute("SET GLOBAL init_connect = ''")
            midnights += 1
          }
          last = index
        }
        Figures.survived(faults: 1)
      }
      #expect(midnights > 2 * Self.clocks.count)
    }
  }

  private func expectToday(_ day: String, _ site: TestSite, _ server: PrivateServer, _ zone: String) throws {
    let end = try TokenLedgerProcess(
      ["report", "--live", "--format", "json"], on: site, socket: server.socket,
      environment: ["TZ": "America/Anchorage"]
    ).end()
    #expect(end.output.contains("\"as_of\" : \"\(day)\""), "\(zone), \(day): \(end.output) \(end.errors)")
  }

  /// The seconds before and at every quarter of an hour, for a day about each change of a zone's clocks within a
  /// year; about its beginning where there is none.
  private func instants(_ zone: String) throws -> [Int] {
    let year = Array(stride(from: 1_767_225_600, to: 1_798_761_600, by: 3600))
    let offsets = try date(zone, at: year, format: "+%z")
    var changes = year.indices.dropFirst().filter { offsets[$0] != offsets[$0 - 1] }.map { year[$0] }
    if changes.isEmpty { changes = [year[0]] }
    return changes.flatMap { change in
      stride(from: change - 26 * 3600, through: change + 26 * 3600, by: 900).flatMap { [$0 - 1, $0] }
    }
  }

  /// What the system's own program says of some instants.
  private func date(_ zone: String, at instants: [Int], format: String = "+%F %T") throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appending(path: "instants-\(UUID().uuidString)")
    try Data(instants.map { "@\($0)\n" }.joined().utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/date")
    process.arguments = ["-f", file.path, format]
    process.environment = ["TZ": zone]
    process.standardOutput = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let lines = text.split(separator: "\n").map(String.init)
    try #require(lines.count == instants.count)
    return lines
  }
}
