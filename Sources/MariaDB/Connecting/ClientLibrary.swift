import CMariaDB
import Glibc

/// libmariadb as a whole.
enum ClientLibrary {
  /// Starts the library, once however many threads ask first; false when it could not start.
  ///
  /// It also makes the process ignore SIGPIPE, on which TLS connections depend: OpenSSL writes to a socket
  /// without MSG_NOSIGNAL.
  static let isStarted = mysql_server_init(0, nil, nil) == 0 && LoginGate.register()

  /// Overwrites the copy of the password that a handle keeps for reconnecting, which is off.
  static func forgetPassword(_ handle: UnsafeMutablePointer<MYSQL>) {
    if let password = handle.pointee.passwd { explicit_bzero(password, strlen(password)) }
  }
}

extension MariaDBError {
  /// Why a connection could not be opened.
  init(opening connection: UnsafeMutablePointer<MYSQL>) {
    guard mysql_errno(connection) != MariaDBError.loginMethodRefused else {
      // The library names the method out of a buffer that it has freed by then.
      self.init(
        code: MariaDBError.loginMethodRefused, sqlState: "HY000",
        message: "The server asks for a method of logging in that is not accepted")
      return
    }
    self.init(
      code: Int(mysql_errno(connection)), sqlState: String(cString: mysql_sqlstate(connection)),
      message: String(cString: mysql_error(connection)))
  }

  /// What went wrong last on an open connection.
  init(_ connection: UnsafeMutablePointer<MYSQL>) {
    self.init(
      inUse: mysql_errno(connection), mysql_sqlstate(connection), mysql_error(connection))
  }

  /// What went wrong last on a statement, or, where the statement knows of nothing, on its connection: a read
  /// that fails between two rows is noted there alone.
  init(_ statement: UnsafeMutablePointer<MYSQL_STMT>, on connection: UnsafeMutablePointer<MYSQL>) {
    if mysql_stmt_errno(statement) != 0 {
      self.init(
        inUse: mysql_stmt_errno(statement), mysql_stmt_sqlstate(statement), mysql_stmt_error(statement))
    } else if mysql_errno(connection) != 0 {
      self.init(connection)
    } else {
      self.init(
        code: Int(CR_SERVER_LOST), sqlState: "HY000", message: "Lost connection to server during query")
    }
  }

  /// On an open connection, an error of TLS means that the connection is lost.
  private init(inUse code: UInt32, _ sqlState: UnsafePointer<CChar>, _ message: UnsafePointer<CChar>) {
    let (sqlState, message) = (String(cString: sqlState), String(cString: message))
    if Int(code) == MariaDBError.tlsFailure {
      self.init(
        code: Int(CR_SERVER_LOST), sqlState: sqlState, message: "Lost connection to server: " + message)
    } else {
      self.init(code: Int(code), sqlState: sqlState, message: message)
    }
  }
}
