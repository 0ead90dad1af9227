/// Why a site could not be found, or why what it says of itself cannot be used.
///
/// `message` says what is wrong and where, `advice` what to do about it; both are single lines without values
/// that could be secret.
///
///     tokenledger: error: /srv/www/wp-config.php, line 23: DB_NAME depends on gethostname()
///     The file is read, never executed: write the values as plain strings, …
public struct SiteError: Error, Sendable, Hashable {
  /// The kinds of failure, by the exit code of sysexits.h that each ends in.
  public enum Kind: Int32, Sendable {
    /// The command line contradicts itself or asks for what cannot be.
    case usage = 64
    /// The database does not hold what TokenLedger reads.
    case data = 65
    /// A file or folder is not there.
    case noInput = 66
    /// A required program is not available.
    case unavailable = 69
    /// A file exists but could not be read through.
    case inputOutput = 74
    /// The request takes too long at the moment.
    case tryAgain = 75
    /// A file may not be read.
    case permission = 77
    /// A file, the environment or standard input says something that cannot be used.
    case configuration = 78
  }

  /// The kind of failure.
  public let kind: Kind
  /// What is wrong and where: one line, no full stop at its end.
  public let message: String
  /// What to do about it: one line, a sentence.
  public let advice: String

  /// An error of the given kind.
  public init(_ kind: Kind, _ message: String, advice: String) {
    self.kind = kind
    self.message = message
    self.advice = advice
  }

  /// The status the process ends with, 64 to 78.
  public var exitCode: Int32 { kind.rawValue }
}

extension SiteError: CustomStringConvertible {
  /// The message and the advice, a line each.
  public var description: String { message + "\n" + advice }
}
