import Foundation
import Glibc
import Synchronization
import TestSupport

/// A server that says what a test wants it to say, and keeps all that it hears.
final class FakeServer: Sendable {
  private let listener: SocketListener
  private let heard: Heard

  /// The port, 0 for a socket.
  var port: Int { listener.port }
  /// The socket's path, empty for a port.
  var path: String { listener.path }

  /// Bytes from all clients in the order they came.
  final class Heard: Sendable {
    let bytes = Mutex<[UInt8]>([])
  }

  /// Listens; `serve` talks to each client, on a thread of its own, until it returns.
  init(at place: SocketListener.Place = .network, serve: @escaping @Sendable (Conversation) -> Void) throws {
    let heard = Heard()
    listener = try SocketListener(at: place) { serve(Conversation(client: $0, heard: heard)) }
    self.heard = heard
  }

  /// All that clients have said so far.
  var received: [UInt8] { heard.bytes.withLock { $0 } }
}

/// One client of a ``FakeServer``, spoken to in packets of the client/server protocol.
struct Conversation: Sendable {
  /// What a greeting says of the server.
  struct Capabilities: OptionSet, Sendable {
    let rawValue: UInt32
    static let logsIn = Capabilities(rawValue: 0x8208)  // with a database, protocol 4.1, 20-byte scrambles
    static let namesMethods = Capabilities(rawValue: 0x8_0000)
  }

  private let client: Int32
  private let heard: FakeServer.Heard

  fileprivate init(client: Int32, heard: FakeServer.Heard) {
    (self.client, self.heard) = (client, heard)
  }

  /// The client's process, when it came through a socket.
  var peer: Int32 {
    var credentials: [Int32] = [0, 0, 0]  // process, user, group
    var length = socklen_t(12)
    getsockopt(client, SOL_SOCKET, SO_PEERCRED, &credentials, &length)
    return credentials[0]
  }

  /// Sends a packet.
  func send(_ number: UInt8, _ payload: [UInt8]) {
    let bytes = [UInt8(payload.count & 0xFF), UInt8(payload.count >> 8), 0, number] + payload
    Glibc.send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
  }

  /// The greeting of a server without TLS, and the client's answer to it.
  func greet(_ method: String, _ capabilities: Capabilities = [.logsIn, .namesMethods]) -> (UInt8, [UInt8])? {
    let bits = capabilities.rawValue
    let byte = { (shift: UInt32) in UInt8(truncatingIfNeeded: bits >> shift) }
    send(
      0,
      [10] + Array("8.0.36\0".utf8) + [1, 0, 0, 0] + Array("12345678\0".utf8)
        + [byte(0), byte(8), 45, 2, 0, byte(16), byte(24), 21] + [UInt8](repeating: 0, count: 10)
        + Array("123456789012\0".utf8)
        + (capabilities.contains(.namesMethods) ? Array("\(method)\0".utf8) : []))
    return receive()
  }

  /// Asks for another method of logging in, and gives the client's answer.
  func ask(for method: String, after number: UInt8) -> (UInt8, [UInt8])? {
    send(number + 1, [0xFE] + Array("\(method)\0abcdefghijklmnopqrst\0".utf8))
    return receive()
  }

  /// Lets the client in; false when it went away before.
  func letIn() -> Bool {
    guard let (number, _) = greet("mysql_native_password") else { return false }
    // What the gate before the login sends is no proof yet.
    guard let (last, _) = ask(for: "mysql_native_password", after: number) else { return false }
    accept(after: last)
    return true
  }

  /// Says that all is well.
  func accept(after number: UInt8) { send(number + 1, [0, 0, 0, 2, 0, 0, 0]) }

  /// The client's next packet; nil when it has gone.
  func receive() -> (UInt8, [UInt8])? {
    guard let head = read(4) else { return nil }
    let count = Int(head[0]) | Int(head[1]) << 8 | Int(head[2]) << 16
    return read(count).map { (head[3], $0) }
  }

  private func read(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var buffer = [UInt8](repeating: 0, count: count - bytes.count)
      let length = Glibc.read(client, &buffer, buffer.count)
      guard length > 0 else { return nil }
      bytes += buffer[..<length]
      heard.bytes.withLock { $0 += buffer[..<length] }
    }
    return bytes
  }
}

extension [UInt8] {
  /// Whether a text occurs in the bytes.
  func contains(_ text: String) -> Bool {
    Data(self).range(of: Data(text.utf8)) != nil
  }
}
