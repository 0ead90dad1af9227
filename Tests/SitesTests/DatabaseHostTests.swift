import MariaDB
import Testing
import Text

@testable import Sites

@Suite("DB_HOST")
struct DatabaseHostTests {
  private func endpoint(_ text: String) throws -> DatabaseEndpoint {
    try DatabaseHost(text, name: "DB_HOST").endpoint(name: "DB_HOST")
  }

  @Test(
    "Every form that WordPress knows leads to its address",
    arguments: [
      ("db", ConnectionOptions.Address.tcp(host: "db", port: 3306)),
      ("db:3307", .tcp(host: "db", port: 3307)),
      ("my_db-1.example.com:65535", .tcp(host: "my_db-1.example.com", port: 65535)),
      ("127.0.0.1", .tcp(host: "127.0.0.1", port: 3306)),
      ("127.0.0.1:3307", .tcp(host: "127.0.0.1", port: 3307)),
      ("::1", .tcp(host: "::1", port: 3306)), ("[::1]", .tcp(host: "::1", port: 3306)),
      ("[::1]:3307", .tcp(host: "::1", port: 3307)), ("2001:db8::1", .tcp(host: "2001:db8::1", port: 3306)),
      ("localhost", .localDefault), ("LOCALHOST", .localDefault), ("", .localDefault),
      ("localhost:3306", .localDefault),
      ("localhost:/run/my.sock", .socket("/run/my.sock")), (":/run/my.sock", .socket("/run/my.sock")),
      ("localhost:3307:/run/my.sock", .socket("/run/my.sock")), ("localhost:/run/a:b", .socket("/run/a:b")),
      (" db \n", .tcp(host: "db", port: 3306)),
    ])
  func forms(_ text: String, _ address: ConnectionOptions.Address) throws {
    #expect(try endpoint(text) == DatabaseEndpoint(address: address))
  }

  @Test("localhost is the local socket whatever the port, which a warning says")
  func localhostWithPort() throws {
    #expect(
      try endpoint("localhost:3307")
        == DatabaseEndpoint(
          address: .localDefault,
          warning:
            "DB_HOST is localhost, which is the local socket: its port is not used (127.0.0.1 would use it)"))
  }

  @Test(
    "As in PHP, a socket is used only with localhost; otherwise a warning says so",
    arguments: [
      ("db:3307:/run/my.sock", "db", 3307), ("127.0.0.1:/run/my.sock", "127.0.0.1", 3306),
      ("[::1]:/run/my.sock", "::1", 3306), ("127.0.0.1:3307:/run/my.sock", "127.0.0.1", 3307),
    ])
  func otherSocket(_ text: String, _ host: String, _ port: Int) throws {
    #expect(
      try endpoint(text)
        == DatabaseEndpoint(
          address: .tcp(host: host, port: port),
          warning: "DB_HOST is not localhost, so its socket is not used"))
  }

  @Test(
    "A port that is no number from 1 to 65535 is refused",
    arguments: [
      "host:abc", "host:", "host:0", "host:65536", "host:-1", "host:+1", "host:99999999999999999999",
      "[::1]:x", "[::1]3306",
      "host:3306x", "localhost:abc:/run/my.sock",
    ])
  func badPort(_ text: String) {
    #expect(
      failure { try endpoint(text) }
        == Failure(
          .configuration, "DB_HOST has a port that is not a number from 1 to 65535",
          advice: "Write it as host, host:port, host:/path/to/socket or [IPv6 address]:port."))
  }

  @Test(
    "What is no host at all is refused without being shown",
    arguments: [
      "host:12:34", "[::1", "user@host", "mysql://host", "ho st", "[db.example]", "h\u{f6}st", "h\u{1b}[31m",
    ])
  func badHost(_ text: String) {
    #expect(
      failure { try endpoint(text) }
        == Failure(
          .configuration, "DB_HOST is not the name or address of a host",
          advice: "Write it as host, host:port, host:/path/to/socket or [IPv6 address]:port."))
  }
}
