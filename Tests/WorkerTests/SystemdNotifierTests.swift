import Foundation
import Glibc
import Sites
import TestSupport
import Testing

@testable import Worker

@Suite("What systemd is told")
struct SystemdNotifierTests {
  @Test(
    "Each message comes through a socket with a path, and through an abstract one", arguments: [true, false])
  func messages(isAbstract: Bool) async throws {
    try await Folder.with { folder in
      let name = isAbstract ? "@tokenledger-\(UUID().uuidString)" : "\(folder.path)/notify"
      let socket = try DatagramSocket(name)
      let notifier = SystemdNotifier(environment: ["NOTIFY_SOCKET": name])
      notifier.send(.ready)
      notifier.send(.status("3 sites\nREADY=1"))
      notifier.send(.watchdog)
      notifier.send(.stopping)
      #expect(socket.messages() == ["READY=1", "STATUS=3 sites READY=1", "WATCHDOG=1", "STOPPING=1"])
      notifier.send(.reloading)
      let reloading = try #require(socket.messages().first)
      #expect(try reloading.wholeMatch(of: Regex("RELOADING=1\nMONOTONIC_USEC=[0-9]+")) != nil)
    }
  }

  @Test(
    "Where nobody listens nothing happens",
    arguments: [
      [:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "relative"], ["NOTIFY_SOCKET": "/nowhere/notify"],
      ["NOTIFY_SOCKET": "@nobody-\(UUID().uuidString)"], ["NOTIFY_SOCKET": "vsock:2:1234"],
      ["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 500)],
    ])
  func nobody(environment: [String: String]) {
    SystemdNotifier(environment: EnvironmentVariables(environment)).send(.ready)
  }

  @Test(
    "The watchdog wants a sign of life twice as often as it looks, from the process it is meant for",
    arguments: [
      ([:], nil), (["WATCHDOG_USEC": "30000000"], .seconds(15)),
      (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())"], .seconds(15)),
      (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"], nil), (["WATCHDOG_USEC": "0"], nil),
      (["WATCHDOG_USEC": "-1"], nil), (["WATCHDOG_USEC": "soon"], nil),
    ] as [([String: String], Duration?)])
  func watchdog(environment: [String: String], interval: Duration?) {
    #expect(SystemdNotifier(environment: EnvironmentVariables(environment)).watchdogInterval == interval)
  }
}
