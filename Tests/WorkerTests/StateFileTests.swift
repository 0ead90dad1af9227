import Application
import Ledger
import Sites
import TestSupport
import Testing
import Text

@testable import Worker

@Suite("The worker's state file")
struct StateFileTests {
  private func state(written: Int) -> WorkerState {
    WorkerState(
      pid: 7, started: UTCTime(secondsSince1970: 1), written: UTCTime(secondsSince1970: written),
      intervalSeconds: 60, visits: 3,
      sites: [
        WorkerState.Site(
          name: "a\u{1B}\"b", failures: 2, error: "é\n", lastSuccess: nil,
          nextRun: UTCTime(secondsSince1970: 9))
      ])
  }

  @Test(
    "It is where systemd says, or where the user keeps such things",
    arguments: [
      (["STATE_DIRECTORY": "/s", "XDG_STATE_HOME": "/x", "HOME": "/h"], "/s/worker.json"),
      (["STATE_DIRECTORY": "/s/a:/s/b"], "/s/a/worker.json"),
      (["XDG_STATE_HOME": "/x", "HOME": "/h"], "/x/tokenledger/worker.json"),
      (["XDG_STATE_HOME": "", "HOME": "/h"], "/h/.local/state/tokenledger/worker.json"),
      (["XDG_STATE_HOME": "relative", "HOME": "/h"], "/h/.local/state/tokenledger/worker.json"),
      (["HOME": ""], nil), ([:], nil),
    ] as [([String: String], String?)])
  func places(environment: [String: String], path: String?) {
    #expect(StateFile(environment: EnvironmentVariables(environment))?.path == path)
  }

  @Test("What was written is read again, and anybody may read it")
  func roundTrip() async throws {
    try await Folder.with { folder in
      try StateFile(path: "\(folder.path)/new/folder/worker.json").write(state(written: 5))
      let text = try folder.read("new/folder/worker.json")
      #expect(WorkerState(Array(text.utf8)) == state(written: 5))
      #expect(text.contains("\"written\" : \"1970-01-01T00:00:05Z\""))
      #expect(try folder.mode("new/folder/worker.json") == 0o644)
      #expect(try Folder(path: "\(folder.path)/new/folder").names == ["worker.json"])
    }
  }

  @Test("Of several the newest comes first; what is no state is passed over")
  func states() async throws {
    try await Folder.with { folder in
      let environment: EnvironmentVariables = [
        "STATE_DIRECTORY": "\(folder.path)/s", "XDG_STATE_HOME": "\(folder.path)/x",
      ]
      func ours() -> [WorkerState] { StateFile.states(environment: environment).filter { $0.pid == 7 } }
      #expect(ours() == [])
      try StateFile(path: "\(folder.path)/s/worker.json").write(state(written: 5))
      try StateFile(path: "\(folder.path)/x/tokenledger/worker.json").write(state(written: 6))
      #expect(ours() == [state(written: 6), state(written: 5)])
      try folder.write("s/worker.json", "")
      #expect(ours() == [state(written: 6)])
      let other = try state(written: 7).text().replacing("tokenledger.worker/2", with: "tokenledger.worker/1")
      try folder.write("x/tokenledger/worker.json", other)
      #expect(ours() == [])
    }
  }

  @Test("Where it cannot be written nothing is left behind, and it is said why")
  func failure() async throws {
    try await Folder.with { folder in
      try folder.write("file", "")
      let path = "\(folder.path)/file/worker.json"
      let fault = #expect(throws: Failure.self) { try StateFile(path: path).write(state(written: 5)) }
      #expect(fault?.kind == .inputOutput)
      #expect(fault?.message == "the state file \(path) cannot be written: Not a directory")
      // A folder is in its place.
      try folder.write("worker.json/x", "")
      let other = #expect(throws: Failure.self) {
        try StateFile(path: "\(folder.path)/worker.json").write(state(written: 5))
      }
      #expect(other?.kind == .inputOutput)
      #expect(other?.message == "the state file \(folder.path)/worker.json cannot be written: Is a directory")
      #expect(try folder.names == ["file", "worker.json"])
    }
  }
}
