/// The error of this program: why it could not do what it was asked, and what to do about it.
///
/// `message` and `advice` are single lines without values that could be secret, and without the text of rows.
///
///     throw Failure(
///       .configuration, "/srv/www/wp-config.php, line 23: DB_NAME depends on gethostname()",
///       advice: "The file is read, never executed: write the values as plain strings.")
///
/// Errors that carry less, such as a server's number or a line without its file, become one where the rest is known.
package struct Failure: Error, Sendable, Hashable {
  /// The kinds of failure, each with the exit code that sysexits.h gives it.
  package enum Kind: Int32, Sendable, CaseIterable {
    /// The command line contradicts itself, or requests something impossible.
    case usage = 64
    /// What the ledger, the log or a file holds is wrong.
    case badData = 65
    /// A file, a folder, the log or the ledger does not exist.
    case noInput = 66
    /// The database or a required program is not available.
    case unavailable = 69
    /// A fault of this program.
    case software = 70
    /// An output file cannot be created.
    case cannotCreate = 73
    /// Something exists but could not be read or written.
    case inputOutput = 74
    /// The same request may succeed later.
    case tryAgain = 75
    /// This user, or the database user, may not do it.
    case permission = 77
    /// A configuration file, the environment or standard input holds something that cannot be used.
    case configuration = 78

    /// The word for it in documents.
    package var word: String {
      switch self {
      case .usage: "usage"
      case .badData: "bad_data"
      case .noInput: "no_input"
      case .unavailable: "unavailable"
      case .software: "software"
      case .cannotCreate: "cannot_create"
      case .inputOutput: "input_output"
      case .tryAgain: "try_again"
      case .permission: "permission"
      case .configuration: "configuration"
      }
    }
  }

  /// The causes that some caller handles, where the kind alone does not tell them from others.
  package enum Cause: Sendable {
    /// Another run changed the ledger, or the log changed, while this run was at work: running it again is the answer.
    case overtaken
    /// The log lacks a column, or has one of another type.
    case logShape
  }

  /// The kind of failure.
  package let kind: Kind
  /// What is wrong and where: one line, no full stop at its end.
  package let message: String
  /// What to do about it: one line, a sentence.
  package let advice: String
  /// What caused it, if some caller handles that.
  package let cause: Cause?

  /// A failure of the given kind.
  package init(_ kind: Kind, _ message: String, advice: String, cause: Cause? = nil) {
    self.kind = kind
    self.message = message
    self.advice = advice
    self.cause = cause
  }

  /// The status that the process ends with, 64 to 78.
  package var exitCode: Int32 { kind.rawValue }
}

extension Failure: CustomStringConvertible {
  /// The message and the advice, a line each.
  package var description: String { message + "\n" + advice }
}
