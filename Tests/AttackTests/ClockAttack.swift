import Foundation
import Ledger
import LedgerStore
import MariaDB
import TestSupport
import Testing

@Suite(.freshDatabase, .serialized) struct ClockAttack {
  private static let zones = [
    "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "Asia/Kolkata", "Pacific/Chatham",
    "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/St_Johns",
  ]

  @Test("No day's total moves when clocks change, when the site moves, and whatever zone a process runs in")
  func days() throws {
    let site = try TestSite()
    let oracle = Oracle()
    let times = [
      // Both changes of Berlin's clocks, the hour that is missing and the hour that comes twice; midnights.
      "2026-03-29 01:59:59", "2026-03-29 02:30:00", "2026-03-29 03:00:00", "2025-10-26 02:30:00",
      "2025-10-26 02:30:00", "2025-10-26 03:00:00", "2026-04-05 01:45:00", "2026-02-28 23:59:59",
      "2026-03-01 00:00:00", "2024-02-29 12:00:00",
    ].compactMap { SiteTime($0) }
    try #require(times.count == 10)
    let socket = try TestServer.current.socket
    for (number, zone) in Self.zones.enumerated() {
      try site.set(option: "timezone_string", to: zone)
      for time in times { try oracle.write(oracle.answer(at: time), to: site) }
      let elsewhere = Self.zones[(number + 3) % Self.zones.count]
      let end = try TokenLedgerProcess(on: site, socket: socket, environment: ["TZ": elsewhere]).end()
      #expect(end.status == 0, "\(end.errors)")
      try oracle.check(site, "\(zone)")
      Figures.survived(faults: 1)
    }
  }

  @Test("Today is the site's today, whatever zone the process and the server run in", arguments: zones)
  func today(zone: String) throws {
    let site = try TestSite(options: ["timezone_string": zone])
    let socket = try TestServer.current.socket
    let before = try date(zone)
    let end = try TokenLedgerProcess(
      ["report", "--format", "json"], on: site, socket: socket, environment: ["TZ": "America/Anchorage"]
    ).end()
    let after = try date(zone)
    #expect(
      [before, after].contains { end.output.contains("\"as_of\" : \"\($0)\"") }, "\(before): \(end.output)")
  }

  /// The date in a zone, by the system's own program.
  private func date(_ zone: String) throws -> String {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(filePath: "/bin/date")
    process.arguments = ["+%F"]
    process.environment = ["TZ": zone]
    process.standardOutput = output
    try process.run()
    process.waitUntilExit()
    return String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }
}
