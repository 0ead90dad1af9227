import Foundation
import Glibc
import Synchronization

/// A socket between a client and the server that cuts the connection at a chosen command.
final class FaultProxy: Sendable {
  /// What gets lost.
  enum Loss: CaseIterable {
    /// The command: the server never sees it.
    case command
    /// The answer: the server has carried the command out.
    case answer
  }

  private struct State {
    var loss = Loss.command
    var remaining: Int?
    var lost: String?
  }

  /// Where clients connect to.
  let socket: String
  private let server: String
  private let listener: Int32
  private let state = Mutex(State())

  init(to server: String) throws {
    self.server = server
    socket =
      FileManager.default.temporaryDirectory.appending(path: "proxy-\(UUID().uuidString.prefix(8)).sock").path
    listener = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    guard withAddress(of: socket, { bind(listener, $0, $1) }) == 0, listen(listener, 8) == 0 else {
      throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
    }
    Thread.detachNewThread { [self] in
      while case let client = accept(listener, nil, nil), client >= 0 {
        Thread.detachNewThread { [self] in relay(client) }
      }
    }
  }

  /// From now on the `number`th command, counted from 1, gets lost, and with it the connection.
  func lose(_ loss: Loss, of number: Int) {
    state.withLock { $0 = State(loss: loss, remaining: number) }
  }

  /// The command that got lost, as far as it is text; nil when there were not so many.
  var lost: String? { state.withLock(\.lost) }

  /// Takes no more connections.
  func close() {
    shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
    unlink(socket)
  }

  private func relay(_ client: Int32) {
    let server = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    defer {
      Glibc.close(client)
      Glibc.close(server)
    }
    guard withAddress(of: self.server, { connect(server, $0, $1) }) == 0 else { return }
    var pending: [UInt8] = []
    while true {
      var sockets = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0),
        pollfd(fd: server, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&sockets, 2, -1) > 0 else { return }
      if sockets[1].revents != 0 {
        guard let bytes = receive(server), deliver(bytes, to: client) else { return }
      }
      guard sockets[0].revents != 0 else { continue }
      guard let bytes = receive(client) else { return }
      pending += bytes
      // A packet: three bytes of length, a sequence number, the payload.
      while pending.count >= 4,
        case let length = 4 + Int(pending[0]) + Int(pending[1]) << 8 + Int(pending[2]) << 16,
        pending.count >= length
      {
        let packet = Array(pending[..<length])
        pending.removeFirst(length)
        switch loss(of: packet) {
        case nil: guard deliver(packet, to: server) else { return }
        case .command: return
        case .answer:
          _ = deliver(packet, to: server)
          _ = receive(server)
          return
        }
      }
    }
  }

  /// What gets lost with a packet; nil for nothing.
  private func loss(of packet: [UInt8]) -> Loss? {
    // The sequence begins at 0 with every command. Two have no answer: closing a statement, and saying goodbye.
    guard packet.count > 4, packet[3] == 0, packet[4] != 0x19, packet[4] != 0x01 else { return nil }
    return state.withLock { state in
      guard let remaining = state.remaining else { return nil }
      state.remaining = remaining > 1 ? remaining - 1 : nil
      guard remaining == 1 else { return nil }
      state.lost = String(decoding: packet[5...], as: UTF8.self)
      return state.loss
    }
  }

  private func receive(_ socket: Int32) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = read(socket, &buffer, buffer.count)
    return count > 0 ? Array(buffer[..<count]) : nil
  }

  private func deliver(_ bytes: [UInt8], to socket: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest.removeFirst(count)
    }
    return true
  }
}

/// Calls a function of the socket interface with a path as its address.
private func withAddress(of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
  let size = socklen_t(MemoryLayout<sockaddr_un>.size)
  return withUnsafePointer(to: &address) {
    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, size) }
  }
}
