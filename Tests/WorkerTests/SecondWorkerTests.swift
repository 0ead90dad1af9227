import Application
import Glibc
import Sites
import TestSupport
import Testing

@testable import Worker

@Suite("A second worker", .freshDatabase, .timeLimit(.minutes(5)))
struct SecondWorkerTests {
  private func sites(_ prefixes: [String]) throws -> [TestSite] {
    try prefixes.map { prefix in
      let site = try TestSite(prefix: prefix)
      try site.write(LogRow.answer(at: site.clock()))
      return site
    }
  }

  private func warnings(_ worker: WorkerRun) -> [String] {
    worker.lines.filter { $0.contains("another worker") }
  }

  @Test("A worker that starts warns of another on the same list, and of none that has ended or was killed")
  func sameList() async throws {
    let sites = try sites(["a_", "b_"])
    try await Folder.with { folder in
      let list = try ListedSites(folder: folder).list(["a_": nil, "b_": nil])
      let environment = ["XDG_STATE_HOME": folder.path]
      let file = "\(folder.path)/tokenledger/worker.json"
      func visits(of worker: WorkerRun, _ count: Int) async throws {
        try await until("\(count) visits") {
          let state = StateFile(path: file).state
          return state?.pid == Int(worker.process.number) && (state?.visits ?? 0) >= count
        }
      }
      try await WorkerRun.with(["--sites", list], environment: environment) { first in
        try await visits(of: first, 2)
        #expect(warnings(first) == [])
        let number = first.process.number
        try await WorkerRun.with(["--sites", list], environment: environment) { second in
          try await visits(of: second, 2)
          #expect(
            warnings(second) == [
              "warning another worker is running (process \(number)): it keeps these sites too: nothing is counted "
                + "twice, but each is synced twice as often; both write \(file), so that status shows what either knows"
            ])
          #expect(try await second.end(by: SIGTERM).status == 0)
        }
        #expect(try await first.end(by: SIGKILL).status == 128 + SIGKILL)
      }
      try await WorkerRun.with(["--sites", list], environment: environment) { third in
        try await visits(of: third, 2)
        #expect(warnings(third) == [])
        #expect(try await third.end(by: SIGTERM).status == 0)
      }
    }
    for site in sites { try site.expectAgreement() }
  }

  @Test(
    "Of another on other sites with another state file nothing is said; of one with some of the sites, how many"
  )
  func otherState() async throws {
    _ = try sites(["a_", "b_", "c_"])
    try await Folder.with { folder in
      func list(_ name: String, _ prefixes: [String]) throws -> String {
        try ListedSites(folder: Folder(path: "\(folder.path)/\(name)"))
          .list(Dictionary(uniqueKeysWithValues: prefixes.map { ($0, nil) }))
      }
      func environment(_ name: String) -> [String: String] {
        ["XDG_STATE_HOME": folder.path, "STATE_DIRECTORY": "\(folder.path)/\(name)"]
      }
      func visits(_ name: String, _ count: Int) async throws {
        try await until("\(count) visits") {
          (StateFile(path: "\(folder.path)/\(name)/worker.json").state?.visits ?? 0) >= count
        }
      }
      let both = ["--sites", try list("first", ["a_", "b_"])]
      try await WorkerRun.with(both, environment: environment("tokenledger")) { first in
        try await visits("tokenledger", 2)
        let some = ["--sites", try list("second", ["b_", "c_"])]
        try await WorkerRun.with(some, environment: environment("second")) { second in
          try await visits("second", 2)
          #expect(
            warnings(second) == [
              "warning another worker is running (process \(first.process.number)): it keeps 1 of these sites too: "
                + "nothing is counted twice, but each is synced twice as often"
            ])
          #expect(try await second.end(by: SIGTERM).status == 0)
        }
        let others = ["--sites", try list("third", ["c_"])]
        try await WorkerRun.with(others, environment: environment("third")) { third in
          try await visits("third", 1)
          #expect(warnings(third) == [])
          #expect(try await third.end(by: SIGTERM).status == 0)
        }
        #expect(try await first.end(by: SIGTERM).status == 0)
      }
    }
  }
}
