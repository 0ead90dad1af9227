import Application
import Foundation
import Glibc
import TestSupport
import Testing

@testable import Worker

/// A real worker process, its state file in a folder of the test's.
///
/// Its clock cannot be moved, but SIGHUP has all sites synced at once.
struct WorkerRun {
  let process: TokenLedgerProcess
  private let folder: Folder

  /// Runs a worker, and `body` beside it, and ends it if `body` has not. With `site` it is for that one, by its
  /// environment. Unless it is given another interval it syncs when SIGHUP says so, however long a busy machine holds
  /// the test up; with nil it has none from us.
  static func with(
    _ arguments: [String] = [], interval: String? = "24h", on site: TestSite? = nil, socket: String? = nil,
    environment: [String: String] = [:], _ body: (WorkerRun) async throws -> Void
  ) async throws {
    let arguments = arguments + (interval.map { ["--interval", $0] } ?? [])
    try await Folder.with { folder in
      let variables = ["XDG_STATE_HOME": folder.path].merging(environment) { $1 }
      let process =
        if let site {
          try TokenLedgerProcess(
            ["worker"] + arguments, on: site, socket: socket ?? TestServer.current.socket,
            environment: variables)
        } else {
          try TokenLedgerProcess(["worker"] + arguments, environment: variables)
        }
      let worker = WorkerRun(process: process, folder: folder)
      do {
        try await body(worker)
      } catch {
        worker.process.kill()
        let end = try? worker.process.end()
        Issue.record("the worker said: \(end?.errors ?? "nothing")")
        throw error
      }
      if process.isRunning { _ = try await worker.end(by: SIGKILL) }
    }
  }

  /// What the worker says of itself; nil as long as it has said nothing.
  var state: WorkerState? {
    (try? folder.read("tokenledger/worker.json")).flatMap { WorkerState(Array($0.utf8)) }
  }

  /// What the worker has logged so far, line by line, without the time in front.
  var lines: [String] { Self.withoutTimes(process.errors) }

  /// Waits until so many visits are over, which the state file tells within a second.
  func waitForVisits(_ count: Int) async throws {
    try await until("\(count) visits") { (state?.visits ?? 0) >= count }
  }

  /// Does something on a thread of its own, which the other tests cannot hold up, and waits for it.
  func undisturbed<Value: Sendable>(
    atMost limit: Duration = .seconds(60), _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    let work = Background(body)
    try await until("the end of the work", atMost: limit) { work.hasEnded }
    return try work.value()
  }

  /// Sends a signal, when `prepare` is done, and waits for the end, which fails when it does not come.
  ///
  /// - Returns: The exit code, 128 and the signal's number when a signal ended it; what was logged.
  func end(
    by signal: Int32, after prepare: @escaping @Sendable () throws -> Void = {}
  ) async throws -> (status: Int32, lines: [String]) {
    let end = try await undisturbed { [process] in
      try prepare()
      process.signal(signal)
      return try process.end()
    }
    return (end.status, Self.withoutTimes(end.errors))
  }

  private static func withoutTimes(_ text: String) -> [String] {
    text.split(separator: "\n").map { line in
      line.split(separator: " ", maxSplits: 1).last.map(String.init) ?? ""
    }
  }
}
