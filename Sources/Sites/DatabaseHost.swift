import MariaDB
import Text

/// A server's address and what the owner should know about it.
struct DatabaseEndpoint: Equatable {
  var address: ConnectionOptions.Address
  var warning: String?

  static func == (left: DatabaseEndpoint, right: DatabaseEndpoint) -> Bool {
    left.address == right.address && left.warning == right.warning
  }
}

/// A host as WordPress writes it in `DB_HOST`: `host`, `host:port`, `host:/socket`, `:/socket`, `::1`,
/// `[::1]:3307`.
///
/// As in PHP and MariaDB's own clients, `localhost` (or no host) is the local socket, whatever the port, and any other
/// host, `127.0.0.1` too, is reached by TCP, whatever the socket.
struct DatabaseHost {
  /// The port where none is given.
  static let defaultPort = 3306

  var host: String
  var port: Int?
  var socket: String?

  /// A host, port and socket given apart.
  ///
  /// - Throws: `Failure` (78) naming the source of a port outside 1 to 65535.
  init(host: String, port: Int? = nil, socket: String? = nil, portName: String) throws {
    if let port, !(1...65535).contains(port) {
      throw Failure(
        .configuration, "\(portName) is not a number from 1 to 65535", advice: "MariaDB's own port is 3306.")
    }
    self.host = host
    self.port = port
    self.socket = socket
  }

  /// The host that a text stands for.
  ///
  /// - Throws: `Failure` (78) that calls the setting `name` and does not show its value.
  init(_ text: String, name: String) throws {
    var rest = trimmed(text)
    var unread = rest
    while socket == nil, let colon = unread.firstIndex(of: ":") {
      unread = unread[unread.index(after: colon)...]
      guard unread.hasPrefix("/") else { continue }
      guard !unread.hasPrefix("//") else { throw DatabaseHost.hostError(name) }
      socket = String(unread)
      rest = rest[..<colon]
    }
    if rest.hasPrefix("[") {
      guard let end = rest.lastIndex(of: "]") else { throw DatabaseHost.hostError(name) }
      host = String(rest[rest.index(after: rest.startIndex)..<end])
      rest = rest[rest.index(after: end)...]
      guard host.utf8.allSatisfy(DatabaseHost.isAddressByte) else { throw DatabaseHost.hostError(name) }
    } else if rest.firstIndex(of: ":") != rest.lastIndex(of: ":") {
      host = String(rest)
      rest = ""
      guard host.utf8.allSatisfy(DatabaseHost.isAddressByte) else { throw DatabaseHost.hostError(name) }
    } else {
      let end = rest.firstIndex(of: ":") ?? rest.endIndex
      host = String(rest[..<end])
      rest = rest[end...]
      guard host.utf8.allSatisfy(DatabaseHost.isNameByte) else { throw DatabaseHost.hostError(name) }
    }
    guard !rest.isEmpty else { return }
    guard rest.hasPrefix(":"), rest.utf8.dropFirst().allSatisfy(isDigit), let number = Int(rest.dropFirst()),
      (1...65535).contains(number)
    else { throw DatabaseHost.portError(name) }
    port = number
  }

  /// Where to connect to. `name` is what the source calls the host.
  func endpoint(name: String) -> DatabaseEndpoint {
    let isLocal = host.isEmpty || host.lowercased() == "localhost"
    if let socket, isLocal { return DatabaseEndpoint(address: .socket(socket)) }
    guard isLocal else {
      let address = ConnectionOptions.Address.tcp(host: host, port: port ?? DatabaseHost.defaultPort)
      let warning = "\(name) is not localhost, so its socket is not used"
      return DatabaseEndpoint(address: address, warning: socket == nil ? nil : warning)
    }
    let warning =
      "\(name) is localhost, which is the local socket: its port is not used (127.0.0.1 would use it)"
    return DatabaseEndpoint(
      address: .localDefault,
      warning: (port ?? DatabaseHost.defaultPort) == DatabaseHost.defaultPort ? nil : warning)
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    isWordByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  private static func isAddressByte(_ byte: UInt8) -> Bool {
    isHexDigit(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: ".")
  }

  private static func portError(_ name: String) -> Failure {
    Failure(
      .configuration, "\(name) has a port that is not a number from 1 to 65535",
      advice: "Write it as host, host:port, host:/path/to/socket or [IPv6 address]:port.")
  }

  private static func hostError(_ name: String) -> Failure {
    Failure(
      .configuration, "\(name) is not the name or address of a host",
      advice: "Write it as host, host:port, host:/path/to/socket or [IPv6 address]:port.")
  }
}
