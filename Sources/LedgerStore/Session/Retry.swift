import Glibc
import MariaDB
import Text

/// Repeats what failed for a reason that passes: a deadlock, a lock wait, a table altered meanwhile, a Galera
/// node that is joining, another run that was quicker.
enum Retry {
  /// How often a failing piece of work is tried in all.
  static let attempts = 6
  /// A piece of work that has taken longer is not tried again: a lock is waited for 10 s, and a cluster's node that does
  /// not catch up 30 s, and a wait in vain has been long enough. It is a little less, since the server's clock measures
  /// those.
  static let patience = Duration.seconds(9)

  /// Runs `body`, again after 50, 100, 200 … ms while its error is transient, ``patience`` has not passed and it may be
  /// run again.
  ///
  /// - Throws: The last error.
  static func transient<Result>(
    while mayRepeat: () -> Bool = { true }, _ body: () throws -> Result
  ) throws -> Result {
    var delay: UInt32 = 50_000
    let start = ContinuousClock.now
    func isInTime() -> Bool { ContinuousClock.now - start < patience }
    for _ in 1..<attempts {
      do {
        return try body()
      } catch let error as MariaDBError
        where error.isTransient && !error.isCommitAmbiguous && mayRepeat() && isInTime()
      {
        // A little randomness keeps two runs that collided from colliding again.
        usleep(delay + UInt32.random(in: 0..<delay / 2))
        delay *= 2
      }
    }
    return try body()
  }

  /// Reads in a snapshot, once more when it finds a contradiction: where a node of a cluster has silently rolled the
  /// snapshot back on its way, the answers are of two moments.
  ///
  /// - Throws: The last error.
  static func contradiction<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as Failure where error.isContradiction {
      return try body()
    }
  }

  /// Runs `body`, again while another run has changed the ledger since `body` looked at it.
  ///
  /// - Throws: The last error.
  static func overtaken<Result>(_ body: () throws -> Result) throws -> Result {
    for _ in 1..<attempts {
      do {
        return try body()
      } catch let error as Failure where error.cause == .overtaken {
        // The other run has just written something, and reads now before it writes again: this is the moment.
      }
    }
    return try body()
  }
}

extension Error {
  /// Whether a ledger that is just being made, of which a part is there, causes such an error.
  var mayBeOfHalfALedger: Bool {
    if let failure = self as? Failure { return failure.isContradiction }
    guard let error = self as? MariaDBError else { return false }
    return error.isUnknownTable || error.isUnknownColumn
  }
}
