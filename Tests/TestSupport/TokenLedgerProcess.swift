import Foundation
import Glibc
import Synchronization
import Testing

/// A real `tokenledger` process that a test may look at, send signals to, and kill at any moment.
package final class TokenLedgerProcess: Sendable {
  /// How a process ended.
  package struct End: Sendable {
    /// The exit code; 128 and the signal's number when a signal ended it.
    package let status: Int32
    /// Standard output.
    package let outputBytes: [UInt8]
    /// Standard error.
    package let errorBytes: [UInt8]
    /// The most memory it held at any time, in bytes.
    package let peakMemory: Int

    /// Standard output as text; what is not UTF-8 is U+FFFD.
    package var output: String { String(decoding: outputBytes, as: UTF8.self) }
    /// Standard error as text; what is not UTF-8 is U+FFFD.
    package var errors: String { String(decoding: errorBytes, as: UTF8.self) }
  }

  private let pid: Mutex<pid_t>
  private let folder: URL

  /// Starts the program, by default to sync, on a site that is reached through a socket.
  package convenience init(
    _ arguments: [String] = ["sync"], on site: TestSite, socket: String, environment: [String: String] = [:]
  ) throws {
    try self.init(arguments, environment: site.environment(socket: socket).merging(environment) { $1 })
  }

  /// Starts the program with these variables and no others.
  package init(_ arguments: [String], environment: [String: String]) throws {
    folder = try Folder.create()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    for (descriptor, name) in [(Int32(1), "output"), (2, "errors")] {
      posix_spawn_file_actions_addopen(
        &actions, descriptor, folder.appending(path: name).path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    }
    try Self.closeOthers(&actions)
    let program = try TokenLedgerCommand.path
    pid = Mutex(0)
    // The proxy may ask for a kill before this returns; it waits until the number is known.
    let failure = pid.withLock { pid in
      Self.withPointers([program] + arguments) { arguments in
        Self.withPointers(environment.map { "\($0)=\($1)" }) { variables in
          posix_spawn(&pid, program, &actions, nil, arguments, variables)
        }
      }
    }
    guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
  }

  /// The process' number. It stays a zombie until ``end()``, so the number belongs to nobody else.
  package var number: pid_t { pid.withLock { $0 } }

  /// Sends a signal.
  package func signal(_ signal: Int32) { pid.withLock { _ = Glibc.kill($0, signal) } }

  /// Ends the process at once, without a chance to do anything.
  package func kill() { signal(SIGKILL) }

  /// Whether the process has not ended yet.
  package var isRunning: Bool {
    var information = siginfo_t()
    let isKnown = waitid(P_PID, id_t(number), &information, WEXITED | WNOHANG | WNOWAIT) == 0
    // Nothing was filled in for a process that is still there.
    return isKnown && information.si_signo == 0
  }

  /// Standard error so far.
  package var errors: String {
    (try? String(contentsOf: folder.appending(path: "errors"), encoding: .utf8)) ?? ""
  }

  /// Waits until the process has ended; once.
  package func end() throws -> End {
    let pid = pid.withLock { $0 }
    var status: Int32 = 0
    var peak = 0
    // What the kernel hands over at the end includes the memory of whoever started the process, so the peak is
    // read while it lives.
    while case let ended = waitpid(pid, &status, WNOHANG), ended != pid {
      guard ended == 0 || errno == EINTR else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
      peak = Self.memory("VmHWM", of: pid) ?? peak
      usleep(1000)
    }
    defer { try? FileManager.default.removeItem(at: folder) }
    func bytes(_ name: String) throws -> [UInt8] {
      Array(try Data(contentsOf: folder.appending(path: name)))
    }
    let signal = status & 0x7F
    let output = try bytes("output")
    // One that a signal ended may have been cut off in the middle of a document.
    if signal == 0 { try PrintedDocuments.keep(output) }
    return End(
      status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal, outputBytes: output,
      errorBytes: try bytes("errors"), peakMemory: peak)
  }

  /// The memory that it holds now, in bytes; nil when it has ended.
  package var memory: Int? { Self.memory("VmRSS", of: number) }

  private static func memory(_ kind: String, of pid: pid_t) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8),
      let line = status.split(separator: "\n").first(where: { $0.hasPrefix("\(kind):") })
    else { return nil }
    return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first.flatMap { Int($0) }.map {
      $0 * 1024
    }
  }

  /// What the other tests have open is none of its business, and would stay open as long as it lives: a connection to
  /// the server, for one, with its locks.
  private static func closeOthers(_ actions: inout posix_spawn_file_actions_t) throws {
    // Swift sees the header without what it declares for GNU alone.
    typealias Function = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, CInt) -> CInt
    let symbol = try #require(dlsym(nil, "posix_spawn_file_actions_addclosefrom_np"))
    try #require(unsafeBitCast(symbol, to: Function.self)(&actions, 3) == 0)
  }

  private static func withPointers<Result>(
    _ texts: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    var pointers = texts.map { strdup($0) } + [nil]
    defer { pointers.forEach { free($0) } }
    return body(&pointers)
  }
}
