import Foundation
import Glibc
import Synchronization
import TestSupport
import Testing

@testable import Worker

@Suite("The end of the worker's process", .freshDatabase, .timeLimit(.minutes(5)))
struct WorkerEndTests {
  @Test(
    "Whatever statement a server hangs in, it ends, and the next run completes the ledger",
    arguments: 0..<6)
  func hangingServer(step: Int) async throws {
    let site = try TestSite()
    let proxy = try FaultProxy(to: TestServer.current.socket)
    defer { proxy.close() }
    let rows = try LogRow.answer(at: site.clock())
    try site.sync()
    try await WorkerRun.with(on: site, socket: proxy.socket) { worker in
      try await worker.waitForVisits(1)
      let commands = proxy.commands
      try site.write(rows)
      let isStalled = Mutex(false)
      proxy.inject(.stall, at: 1 + commands * step / 6, strike: { isStalled.withLock { $0 = true } })
      worker.process.signal(SIGHUP)
      try await until("the stall") { isStalled.withLock { $0 } }
      let end = try await worker.end(by: step.isMultiple(of: 2) ? SIGTERM : SIGINT)
      #expect(end.status == 0)
      #expect(end.lines.last == "info stopped")
    }
    try site.sync()
    try site.expectLedger(holds: rows)
  }

  /// Runs a worker for a site whose server takes the connection and then says nothing.
  private func withSilentServer(_ body: (WorkerRun, DatagramSocket) async throws -> Void) async throws {
    try await Folder.with { folder in
      let listener = try UnixSocket.listen(at: "\(folder.path)/s")
      defer { close(listener) }
      let systemd = try DatagramSocket("\(folder.path)/notify")
      let list = try ListedSites(folder: folder).list(["a_": "\(folder.path)/s"])
      let environment = ["NOTIFY_SOCKET": "\(folder.path)/notify"]
      try await WorkerRun.with(["--sites", list], environment: environment) { worker in
        try await until("the connection") {
          var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
          return poll(&waiting, 1, 0) == 1
        }
        try await body(worker, systemd)
      }
    }
  }

  private static let start = "info started interval_seconds=86400 jobs=4 sites=1"

  @Test("A server that does not even greet does not keep it")
  func silentServer() async throws {
    try await withSilentServer { worker, _ in
      let end = try await worker.end(by: SIGTERM)
      #expect(end.status == 0)
      #expect(
        end.lines == [
          Self.start,
          "warning left unfinished; the next run completes it site=\(TestDatabase.current.name)/a_",
          "info stopped",
        ])
    }
  }

  @Test("A second signal ends it at once", arguments: [SIGTERM, SIGINT])
  func secondSignal(signal: Int32) async throws {
    try await withSilentServer { worker, systemd in
      let end = try await worker.end(by: signal) {
        worker.process.signal(SIGTERM)
        // Two that come together are one to the system.
        try eventually("the first to be heard") { systemd.messages().contains("STOPPING=1") }
      }
      #expect(end.status == 128 + signal)
      #expect(end.lines == [Self.start])
    }
  }

  @Test("At whatever moment of its beginning it is asked, it ends", arguments: 0..<12)
  func early(moment: Int) async throws {
    let site = try TestSite()
    try await WorkerRun.with(on: site) { worker in
      usleep(UInt32(moment * moment * 1000))
      let end = try await worker.end(by: SIGTERM)
      // Before it hears signals itself, they do what they always do.
      #expect([0, 128 + SIGTERM].contains(end.status))
    }
    try site.sync()
  }

  @Test("Even when nobody reads what it says, and it waits to say it, it ends")
  func fullPipe() async throws {
    let outcome = try await TokenLedgerCommand.shell(
      """
      folder=$(mktemp -d) && trap 'rm -r "$folder"' EXIT && mkfifo "$folder/pipe" && exec 3<>"$folder/pipe"
      # Until there is no room left.
      dd if=/dev/zero of="$folder/pipe" bs=512 oflag=nonblock 2>/dev/null
      "$TOKENLEDGER" worker --site - 2>"$folder/pipe" 3>&- <<<'{"user": "u", "database": "d", "prefix": "wp_"}' &
      # SIGTERM is held back from the moment on at which it is heard; the shell does so, too, before it is the program.
      until [[ /proc/$!/exe -ef $TOKENLEDGER ]] &&
        (( 0x$(sed -n 's/^SigBlk:[[:space:]]*//p' "/proc/$!/status") & 1 << 14 )); do kill -0 $! || exit 99; done
      kill -TERM $!
      wait $!
      echo $?
      """)
    #expect(outcome == .init(status: 0, output: "0\n", errors: ""))
  }
}
