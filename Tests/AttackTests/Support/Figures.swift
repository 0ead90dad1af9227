import Glibc
import Synchronization

/// What the attacks of this run came to; printed when the run ends.
enum Figures {
  private struct Sums {
    var committed = 0
    var lost = 0
    var double = 0
    var controlLost = 0
    var kills = 0
    var faults = 0
  }

  private static let sums = Mutex(Sums())
  private static let printsAtExit: Void = { atexit { Figures.report() } }()

  /// Notes what the comparison of a ledger with its oracle found, and how many rows it was the first to look at.
  static func add(committed: Int, _ tally: Tally) {
    note {
      $0.committed += committed
      $0.lost += tally.lost
      $0.double += tally.double
    }
  }

  /// Notes syncs that were ended by SIGKILL and whose ledger was right after the next one.
  static func survived(kills: Int) { note { $0.kills += kills } }

  /// Notes other faults after which a ledger was right.
  static func survived(faults: Int) { note { $0.faults += faults } }

  /// Notes token rows that the control lost, which reads `id > last`.
  static func controlLost(_ rows: Int) { note { $0.controlLost += rows } }

  private static func note(_ change: (inout Sums) -> Void) {
    _ = printsAtExit
    sums.withLock { change(&$0) }
  }

  private static func report() {
    let sums = sums.withLock { $0 }
    let text = """
      attack: seed \(Seed.run)
      attack: \(sums.committed) rows committed, \(sums.lost) lost, \(sums.double) double, \
      \(sums.kills) kills survived, \(sums.faults) other faults survived
      attack: the control (id > last) lost \(sums.controlLost) rows

      """
    let bytes = Array(text.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }
}
