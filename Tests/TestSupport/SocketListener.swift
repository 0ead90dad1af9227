import Foundation
import Glibc

/// A listener that does with each connection what a test wants, on a thread of its own.
package final class SocketListener: Sendable {
  /// Where it listens: a port of 127.0.0.1, or a socket in a temporary folder.
  package enum Place { case network, socket }

  /// The port, 0 for a socket.
  package let port: Int
  /// The socket's path, empty for a port.
  package let path: String
  private let listening: Int32

  /// Listens; `serve` is handed each connection's descriptor, which is closed when it returns.
  package init(at place: Place = .network, serve: @escaping @Sendable (Int32) -> Void) throws {
    switch place {
    case .network:
      (listening, port) = try SocketListener.bound()
      path = ""
      guard listen(listening, 8) == 0 else { throw POSIXError(.EIO) }
    case .socket:
      port = 0
      path =
        FileManager.default.temporaryDirectory.appending(path: "tl-\(UUID().uuidString.prefix(8)).sock").path
      listening = try UnixSocket.listen(at: path)
    }
    let listening = listening
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
    shutdown(listening, Int32(SHUT_RDWR))
    if !path.isEmpty { unlink(path) }
  }

  /// A port on which nothing listens.
  package static func freePort() throws -> Int {
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
