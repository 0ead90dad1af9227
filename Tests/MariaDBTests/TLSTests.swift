import Foundation
import Glibc
import MariaDB
import Synchronization
import TestSupport
import Testing

/// The test server shows a certificate for `localhost` that is its own authority.
@Suite("TLS", .freshDatabase)
struct TLSTests {
  @Test("Over TCP, TLS is used where the server offers it, unless it is disabled")
  func preferred() throws {
    let forwarder = try Forwarder()
    #expect(try forwarder.connect(TLSOptions()).tlsCipher != nil)
    #expect(try forwarder.connect(TLSOptions(mode: .required)).tlsCipher != nil)
    #expect(try forwarder.connect(TLSOptions(mode: .disabled)).tlsCipher == nil)
  }

  @Test("Over a socket, TLS is used when it is asked for")
  func socket() throws {
    var options = TestDatabase.current.options
    options.tls = TLSOptions(mode: .required)
    let connection = try Connection(options)
    let status = try connection.firstRow("SHOW SESSION STATUS LIKE 'Ssl_cipher'", as: (String, String).self)
    #expect(connection.tlsCipher != nil)
    #expect(status?.1 == connection.tlsCipher)
  }

  @Test("A verified identity takes the authority and the host's name")
  func verifyIdentity() throws {
    let forwarder = try Forwarder()
    let certificate = try TestServer.current.certificate
    let trusted = TLSOptions(mode: .verifyIdentity, ca: certificate)
    #expect(try forwarder.connect(trusted, host: "localhost").tlsCipher != nil)
    let wrongHost = mariaDBError { _ = try forwarder.connect(trusted, host: "127.0.0.1") }
    #expect(wrongHost?.code == 2026)
    let unknownAuthority = mariaDBError {
      _ = try forwarder.connect(TLSOptions(mode: .verifyIdentity), host: "localhost")
    }
    #expect(unknownAuthority?.code == 2026)
    #expect(unknownAuthority?.message.contains("self") == true)
    let noFile = mariaDBError {
      _ = try forwarder.connect(TLSOptions(mode: .verifyIdentity, ca: "/nowhere.pem"), host: "localhost")
    }
    #expect(noFile?.code == 2026)
  }

  @Test(
    "A server without TLS is refused when TLS is required or an identity verified, and accepted otherwise")
  func serverWithoutTLS() throws {
    let plain = try SocketListener { servePlainLogin($0) }
    func error(_ mode: TLSMode) throws -> MariaDBError? {
      mariaDBError {
        _ = try Connection(
          ConnectionOptions(
            address: .tcp(host: "127.0.0.1", port: plain.port), user: "u", tls: TLSOptions(mode: mode)))
      }
    }
    #expect(
      try error(.required)?.description
        == "2026 (HY000): TLS is asked for (required), but the server offers none")
    #expect(try error(.verifyIdentity)?.code == 2026)
    // These get as far as the first statement, which the plain server answers with an error of its own.
    #expect(try error(.preferred)?.code == 1040)
    #expect(try error(.disabled)?.code == 1040)
  }

  @Test("verify-ca takes an authority, and any host")
  func verifyCA() throws {
    let forwarder = try Forwarder()
    let certificate = try TestServer.current.certificate
    #expect(try forwarder.connect(TLSOptions(mode: .verifyCA, ca: certificate)).tlsCipher != nil)
    let error = mariaDBError { _ = try forwarder.connect(TLSOptions(mode: .verifyCA)) }
    #expect(error?.kind == .encryption)
    #expect(error?.message == "TLS mode verify-ca needs the certificate of an authority (ssl-ca)")
  }

  @Test("A server that hangs up under TLS is an error, not the end of the process")
  func hangUp() throws {
    let connection = try Forwarder().connect(TLSOptions(mode: .required))
    let error = mariaDBError {
      try connection.transaction {
        try TestDatabase.current.connect().execute(Query(unchecked: "KILL \(connection.connectionID)"))
        try connection.execute("SELECT 1")
      }
    }
    #expect(error?.isConnectionLost == true)
    #expect(mariaDBError { try connection.execute("SELECT 1") }?.code == 2006)
  }

  @Test("A connection that is reopened after a pause is encrypted as requested, or refused")
  func reopened() throws {
    let root = try TestDatabase.current.connect()
    let forwarder = try Forwarder()
    let connection = try forwarder.connect(TLSOptions(mode: .required))
    func end(_ id: UInt) throws {
      let ended = forwarder.state.ended
      try root.execute(Query(unchecked: "KILL \(id)"))
      try eventually("the end of connection \(id)") { forwarder.state.ended > ended }
    }
    let id = connection.connectionID
    try end(id)
    #expect(try connection.firstRow("SELECT 7", as: Int.self) == 7)
    #expect(connection.connectionID != id && connection.tlsCipher != nil)
    // The server's replacement has no TLS.
    forwarder.state.loseTLS()
    try end(connection.connectionID)
    let error = mariaDBError { try connection.execute("SELECT 1") }
    #expect(error?.description == "2026 (HY000): TLS is asked for (required), but the server offers none")
    #expect(!connection.isOpen)
  }
}

/// The test server's socket behind a TCP port.
private struct Forwarder {
  /// The state of the connections.
  final class State: Sendable {
    private let values = Mutex((ended: 0, hasTLS: true))

    /// The number of connections that have ended.
    var ended: Int { values.withLock(\.ended) }
    /// Whether the next connection gets a server with TLS.
    var hasTLS: Bool { values.withLock(\.hasTLS) }
    func loseTLS() { values.withLock { $0.hasTLS = false } }
    func end() { values.withLock { $0.ended += 1 } }
  }

  let state: State
  private let listener: SocketListener
  private let database = TestDatabase.current

  init() throws {
    let path = try TestServer.current.socket
    let state = State()
    self.state = state
    listener = try SocketListener { client in
      guard state.hasTLS else { return servePlainLogin(client) }
      guard let server = UnixSocket.connect(to: path) else { return }
      forward(between: client, and: server)
      close(server)
      shutdown(client, Int32(SHUT_RDWR))
      state.end()
    }
  }

  func connect(_ tls: TLSOptions, host: String = "127.0.0.1") throws -> Connection {
    var options = database.options
    options.address = .tcp(host: host, port: listener.port)
    options.tls = tls
    return try Connection(options)
  }
}

/// Passes bytes on between two connections until one of them ends.
private func forward(between first: Int32, and second: Int32) {
  var ends = [
    pollfd(fd: first, events: Int16(POLLIN), revents: 0),
    pollfd(fd: second, events: Int16(POLLIN), revents: 0),
  ]
  var buffer = [UInt8](repeating: 0, count: 65_536)
  while poll(&ends, nfds_t(ends.count), -1) > 0 {
    for (source, destination) in [(0, 1), (1, 0)] where ends[source].revents != 0 {
      let count = read(ends[source].fd, &buffer, buffer.count)
      guard count > 0, send(ends[destination].fd, buffer, count, Int32(MSG_NOSIGNAL)) == count else { return }
    }
  }
}

/// Lets anyone in without TLS, and answers the first statement with error 1040.
private func servePlainLogin(_ client: Int32) {
  func packet(_ number: UInt8, _ payload: [UInt8]) {
    let bytes = [UInt8(payload.count), 0, 0, number] + payload
    send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }
  func receive() -> Bool {
    var buffer = [UInt8](repeating: 0, count: 4096)
    return read(client, &buffer, buffer.count) > 0
  }
  // Capabilities: protocol 4.1, secure connection, plugin authentication; no CLIENT_SSL (0x0800).
  packet(
    0,
    [10] + Array("5.7.0\0".utf8) + [1, 0, 0, 0] + Array("12345678\0".utf8) + [
      0x00, 0x82, 45, 2, 0, 0x08, 0, 21,
    ]
      + [UInt8](repeating: 0, count: 10) + Array("123456789012\0mysql_native_password\0".utf8))
  guard receive() else { return }
  packet(2, [0, 0, 0, 2, 0, 0, 0])
  guard receive() else { return }
  // 0x0410 is 1040.
  packet(1, [0xFF, 0x10, 0x04] + Array("#08004Too many connections".utf8))
}
