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
    self.message = message.withControlCharactersEscaped
  }
}

extension MariaDBError: CustomStringConvertible {
  /// The message, after the code and SQLSTATE where there are any.
  public var description: String {
    code == 0 ? message : "\(code) (\(sqlState)): \(message)"
  }
}

// The codes that something is done about. The client library's are in errmsg.h, the server's in mysqld_error.h.
extension MariaDBError {
  /// TLS failed, or is not to be had.
  static let tlsFailure = 2026
  /// The server asks for a method of logging in that is not accepted.
  static let loginMethodRefused = 5010

  /// Whether the connection is gone, with whatever transaction was open. 1053 and 1927 are the server's last
  /// words; 4031 is MySQL's for a session idle too long.
  public var isConnectionLost: Bool { [2006, 2013, 2055, 1053, 1927, 4031].contains(code) }
  /// Whether no connection came about: no socket or host, an unknown host name, a host not let in, too many
  /// connections, a greeting or login that the two sides do not agree on.
  public var isUnreachable: Bool {
    [2000, 2002, 2003, 2005, 2012, 2059, 2061, 1040, 1129, 1130, 1203].contains(code)
  }
  /// Whether the server, or the account, has as many connections as it may have.
  public var isTooManyConnections: Bool { [1040, 1203, 1226].contains(code) }
  /// Whether the connection cannot be encrypted as asked.
  public var isEncryptionFailure: Bool { code == MariaDBError.tlsFailure }
  /// Whether the server asks for a method of logging in that may give the password away.
  public var isLoginMethodRefused: Bool { code == MariaDBError.loginMethodRefused }
  /// Whether the same transaction may well succeed when it is run again from its start: lock wait timeout,
  /// deadlock, changed row, a cluster's node that is not ready, a table altered under a snapshot, a prepared
  /// statement that the server (or a proxy's next server) does not know or wants prepared again.
  public var isTransient: Bool { [1205, 1213, 1020, 1047, 1412, 1243, 1615].contains(code) }
  /// Whether the account is refused, or lacks a privilege.
  public var isAccessDenied: Bool { [1044, 1045, 1142, 1143, 1227, 1370, 1698].contains(code) }
  /// Whether the database does not exist.
  public var isUnknownDatabase: Bool { code == 1049 }
  /// Whether a table does not exist.
  public var isUnknownTable: Bool { code == 1146 }
  /// Whether a column does not exist.
  public var isUnknownColumn: Bool { code == 1054 }
  /// Whether a row with the same unique key is there already.
  public var isDuplicateKey: Bool { code == 1062 }
  /// Whether the server takes no writes: read-only as a whole, or the transaction is.
  public var isReadOnly: Bool { [1290, 1792, 1836].contains(code) }
  /// Whether the server ended a statement that took longer than it allows: MariaDB's `max_statement_time`,
  /// MySQL's `max_execution_time`.
  public var isTimeLimitExceeded: Bool { [1969, 3024].contains(code) }
  /// Whether the server's disk or a table is full.
  public var isStorageFull: Bool { [1021, 1114].contains(code) }
}
