import Foundation
import Glibc

/// Programs that are awaited where they are started.
enum Spawned {
  /// Runs a program that is looked for in the PATH; returns how it ended, as `waitpid` tells it.
  ///
  /// Foundation's `Process` now and then takes the whole test run with it: it crashed in `run()` among thousands of these.
  static func run(_ arguments: [String]) throws -> Int32 {
    let words = arguments.map { strdup($0) }
    defer { words.forEach { free($0) } }
    var child = pid_t()
    let error = posix_spawnp(&child, arguments[0], nil, nil, words + [nil], environ)
    guard error == 0 else { throw POSIXError(POSIXErrorCode(rawValue: error) ?? .EIO) }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    }
    return status
  }
}
