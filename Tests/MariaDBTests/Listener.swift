import Foundation
import Glibc

/// A listener on 127.0.0.1 that does with each connection what a test wants, on a thread of its own.
final class Listener: Sendable {
  /// The port it listens on.
  let port: Int
  private let socket: Int32

  /// Listens; `serve` is handed each connection's descriptor, which is closed when it returns.
  init(serve: @escaping @Sendable (Int32) -> Void) throws {
    let (listening, port) = try Listener.bound()
    guard listen(listening, 8) == 0 else { throw POSIXError(.EIO) }
    (self.socket, self.port) = (listening, port)
    Thread.detachNewThread {
      while true {
        let connection = accept(listening, nil, nil)
        guard connection >= 0 else { break }
        Thread.detachNewThread {
          serve(connection)
          close(connection)
        }
      }
      // Only now: its number could be another listener's before this thread has noticed.
      close(listening)
    }
  }

  deinit {
    // Ends accept, now and for ever.
    shutdown(socket, Int32(SHUT_RDWR))
  }

  /// A port on which nothing listens.
  static func freePort() throws -> Int {
    let (socket, port) = try bound()
    close(socket)
    return port
  }

  private static func bound() throws -> (socket: Int32, port: Int) {
    let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutableBytes(of: &address) { bytes in
      guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
      return bind(descriptor, address, length) == 0 && getsockname(descriptor, address, &length) == 0
    }
    guard isBound else { throw POSIXError(.EADDRINUSE) }
    return (descriptor, Int(UInt16(bigEndian: address.sin_port)))
  }
}

/// Passes bytes on between two connections until one of them ends.
func forward(between first: Int32, and second: Int32) {
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

/// A connection to a Unix socket.
func connectSocket(_ path: String) -> Int32? {
  let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
  var address = sockaddr_un()
  address.sun_family = sa_family_t(AF_UNIX)
  let isConnected = withUnsafeMutableBytes(of: &address) { bytes in
    bytes[2...].copyBytes(from: path.utf8)
    guard let address = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self) else { return false }
    return connect(descriptor, address, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
  }
  return isConnected ? descriptor : nil
}
