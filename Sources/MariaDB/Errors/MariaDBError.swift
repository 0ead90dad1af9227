import Text

/// The one error of this module: what a server, the client library or a decoder had to complain about.
///
/// It never carries a value from a row or a parameter, nor a password: rows stand beside people's
/// conversations, and errors end in logs.
///
///     catch let error as MariaDBError where error.isTransient { /* run the transaction again */ }
public struct MariaDBError: Error, Sendable, Equatable {
  /// Who complains.
  public enum Origin: Sendable, Equatable {
    /// The server, with a code of its own.
    case server
    /// The client library: no server, a lost connection, TLS; codes 2000 to 2999 and 5000 to 5999.
    case client
    /// A value could not be read as the type asked for; code 0.
    case decoding
    /// A query that was never sent: an unfit identifier, an empty list; code 0.
    case query
    /// Options that no connection can be made of; code 0.
    case options
    /// TLS was asked for and cannot be had as asked; code 2026.
    case encryption
    /// This process was interrupted, or has no file descriptors left; code 0.
    case process
  }

  /// Who complains.
  public let origin: Origin
  /// The number of the error as MariaDB's manual lists it; 0 when it is our own.
  public let code: Int
  /// The five characters of SQL's own classification; `HY000` where there is none.
  public let sqlState: String
  /// What happened, on one line, without values and control characters.
  public let message: String
  /// Whether the connection was lost while COMMIT was under way: the transaction may or may not have
  /// happened, and only the data can tell.
  public internal(set) var isCommitAmbiguous = false

  /// An error of the server or the library; `message` is made safe to show.
  init(code: Int, sqlState: String, message: String) {
    origin = MessagePrivacy.clientCodes(contain: code) ? .client : .server
    self.code = code
    self.sqlState = sqlState
    self.message = MessagePrivacy.publicText(of: message, code: code, sqlState: sqlState)
  }

  /// An error of ours; `message` must not hold values.
  init(_ origin: Origin, _ message: String) {
    self.origin = origin
    code = origin == .encryption ? MariaDBError.tlsFailure : 0
    sqlState = "HY000"
    self.message = message.withObscureCharactersEscaped
  }
}

extension MariaDBError: CustomStringConvertible {
  /// The message, after the code and SQLSTATE where there are any.
  public var description: String {
    code == 0 ? message : "\(code) (\(sqlState)): \(message)"
  }
}

extension MariaDBError {
  /// TLS failed, or is not to be had.
  static let tlsFailure = 2026
  /// The server asks for a method of logging in that is not accepted.
  static let loginMethodRefused = 5010
}
