import Glibc
import MariaDB

/// The private server that `scripts/with-mariadb` started for this run.
public struct TestServer: Sendable {
  /// The server's socket.
  public let socket: String
  /// An account that may do everything, without a password.
  public let user: String
  /// The server's data folder.
  public let dataFolder: String
  /// The server's process.
  public let processID: Int32
  /// The certificate that the server shows, made out for `localhost`; its own authority.
  public let certificate: String

  /// The server of this run. Throws ``Missing`` when the tests were started without one.
  public static var current: TestServer {
    get throws {
      func value(_ name: String) throws -> String {
        guard let value = getenv("TOKENLEDGER_TEST_" + name) else { throw Missing() }
        return String(cString: value)
      }
      guard let processID = Int32(try value("PID")) else { throw Missing() }
      return TestServer(
        socket: try value("SOCKET"), user: try value("USER"), dataFolder: try value("DATADIR"),
        processID: processID, certificate: try value("CERTIFICATE"))
    }
  }

  /// How to reach the server, and a database of it.
  public func options(database: String? = nil) -> ConnectionOptions {
    ConnectionOptions(address: .socket(socket), user: user, database: database)
  }

  /// The error of tests that were started without a server.
  public struct Missing: Error, CustomStringConvertible {
    /// What to do.
    public var description: String {
      "no test server: start the tests with scripts/test, or with scripts/with-mariadb swift test"
    }
  }
}
