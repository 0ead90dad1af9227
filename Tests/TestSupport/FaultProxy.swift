import Foundation
import Glibc
import Synchronization

/// A socket between clients and the server that does something bad at a chosen command.
///
/// It follows the packets of the protocol far enough to count commands and to know their text.
///
///     proxy.inject(.loss(.answer), at: 1, where: { $0 == "COMMIT" })
package final class FaultProxy: Sendable {
  /// What gets lost, and the connection with it.
  package enum Loss: CaseIterable, Sendable {
    /// The command: the server never sees it.
    case command
    /// The answer: the server has carried the command out.
    case answer
  }

  /// What happens.
  package enum Fault: Sendable {
    /// Nothing but what the test does at that moment; then the command goes on to the server.
    case pause
    /// Something gets lost, and the connection with it.
    case loss(Loss)
    /// The server's answer ends after so many bytes, and the connection with it.
    case truncation(afterBytes: Int)
    /// Nothing more comes through in either direction, but the connection stays.
    case stall
    /// An error comes back in place of the answer; the server never sees the command.
    case error(code: Int, state: String)
    /// An error comes back in place of the answer, although the server has carried the command out.
    case errorAfter(code: Int, state: String)
    /// The server rolls the connection's transaction back before it sees the command, and nobody is told.
    case rollback
    /// The same, and then an error comes back in place of the answer; the server never sees the command.
    case abort(code: Int, state: String)
  }

  private struct Plan: Sendable {
    var fault: Fault
    /// How many more of the commands pass before the first that is struck.
    var passing: Int
    /// How many are struck.
    var strikes: Int
    var isMeant: @Sendable (String) -> Bool
    var strike: @Sendable () -> Void
  }

  private struct State {
    var plan: Plan?
    var struck: [String] = []
    var commands = 0
    var refuses = false
    /// The beginnings of table names that stand for each other.
    var lag: (table: [UInt8], old: [UInt8])?
  }

  /// Where clients connect to.
  package let socket: String
  private let server: String
  private let listener: Int32
  private let state = Mutex(State())

  package init(to server: String) throws {
    self.server = server
    socket =
      FileManager.default.temporaryDirectory.appending(path: "proxy-\(UUID().uuidString.prefix(8)).sock").path
    listener = try UnixSocket.listen(at: socket)
    Thread.detachNewThread { [self] in
      while case let client = accept(listener, nil, nil), client >= 0 {
        Thread.detachNewThread { [self] in relay(client) }
      }
    }
  }

  /// From now on the `number`th of the commands that are meant, counted from 1, is struck, and as many after it
  /// as are asked for. `strike` is called when it happens: before the server could see the command, or, when
  /// the answer is lost, after the server has answered.
  package func inject(
    _ fault: Fault, at number: Int, times: Int = 1, strike: @escaping @Sendable () -> Void = {},
    where isMeant: @escaping @Sendable (String) -> Bool = { _ in true }
  ) {
    state.withLock { state in
      state = State()
      state.plan = Plan(
        fault: fault, passing: number - 1, strikes: times, isMeant: isMeant, strike: strike)
    }
  }

  /// From now on the `number`th command, counted from 1, gets lost, and with it the connection.
  package func lose(_ loss: Loss, of number: Int) { inject(.loss(loss), at: number) }

  /// From now on everything comes through; commands are counted again.
  package func heal() { state.withLock { $0 = State() } }

  /// From now on nobody is let in.
  package func refuse() { state.withLock { $0.refuses = true } }

  /// From now on queries outside of transactions are answered as a read/write splitter has a server answer them that lags
  /// behind: where a table's name begins with `prefix`, from the table whose name begins with `old`, which is as long.
  package func lag(_ prefix: String, behind old: String) {
    state.withLock { $0.lag = (Array(("`" + prefix).utf8), Array(("`" + old).utf8)) }
  }

  /// The first command that was struck, as far as it is text; nil when there were not so many.
  package var lost: String? { state.withLock(\.struck.first) }
  /// How many commands were struck.
  package var strikes: Int { state.withLock(\.struck.count) }
  /// How many commands came by.
  package var commands: Int { state.withLock(\.commands) }

  /// Takes no more connections.
  package func close() {
    shutdown(listener, Int32(SHUT_RDWR))
    Glibc.close(listener)
    unlink(socket)
  }

  private func relay(_ client: Int32) {
    defer { UnixSocket.end(client) }
    guard !state.withLock(\.refuses), let server = UnixSocket.connect(to: self.server) else { return }
    defer { UnixSocket.end(server) }
    var pending: [UInt8] = []
    var splitter = Splitter()
    while true {
      var sockets = [
        pollfd(fd: client, events: Int16(POLLIN), revents: 0),
        pollfd(fd: server, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&sockets, 2, -1) > 0 else { return }
      if sockets[1].revents != 0 {
        guard let bytes = UnixSocket.receive(server), UnixSocket.deliver(bytes[...], to: client) else {
          return
        }
      }
      guard sockets[0].revents != 0 else { continue }
      guard let bytes = UnixSocket.receive(client) else { return }
      pending += bytes
      // A packet: three bytes of length, a sequence number, the payload.
      while pending.count >= 4,
        case let length = 4 + Int(pending[0]) + Int(pending[1]) << 8 + Int(pending[2]) << 16,
        pending.count >= length
      {
        let packet = splitter.route(pending[..<length], lag: state.withLock(\.lag))
        guard pass(packet, from: client, to: server) else { return }
        pending.removeFirst(length)
      }
    }
  }

  /// What a read/write splitter knows of a connection.
  private struct Splitter {
    private var isInTransaction = false
    private var isAutocommitting = true

    /// A command as the server is to get it.
    mutating func route(
      _ packet: ArraySlice<UInt8>, lag: (table: [UInt8], old: [UInt8])?
    ) -> ArraySlice<UInt8> {
      // A statement as text, or one to prepare.
      guard packet.count > 5, packet[packet.startIndex + 3] == 0,
        [0x03, 0x16].contains(packet[packet.startIndex + 4])
      else { return packet }
      let text = String(decoding: packet.dropFirst(5), as: UTF8.self)
      if text.hasPrefix("START TRANSACTION") {
        isInTransaction = !text.hasSuffix("READ ONLY")
      } else if text == "COMMIT" || text == "ROLLBACK" {
        isInTransaction = false
      } else if text.hasPrefix("SET autocommit = ") {
        isAutocommitting = text.hasSuffix("1")
      }
      guard let lag, !isInTransaction, isAutocommitting, !text.hasSuffix("FOR UPDATE"),
        text.hasPrefix("SELECT") || text.hasPrefix("(SELECT")
      else { return packet }
      var bytes = Array(packet)
      for start in bytes.indices.dropLast(lag.table.count)
      where bytes[start...].starts(with: lag.table) {
        bytes.replaceSubrange(start..<start + lag.table.count, with: lag.old)
      }
      return bytes[...]
    }
  }

  /// Passes a packet on, or strikes; false when the connection ends.
  private func pass(_ packet: ArraySlice<UInt8>, from client: Int32, to server: Int32) -> Bool {
    guard let plan = plan(for: packet) else { return UnixSocket.deliver(packet, to: server) }
    switch plan.fault {
    case .pause:
      plan.strike()
      return UnixSocket.deliver(packet, to: server)
    case .loss(.command):
      plan.strike()
      return false
    case .loss(.answer):
      _ = UnixSocket.deliver(packet, to: server)
      _ = UnixSocket.receive(server)
      plan.strike()
      return false
    case .truncation(let limit):
      plan.strike()
      guard UnixSocket.deliver(packet, to: server) else { return false }
      var rest = limit
      while rest > 0, let bytes = UnixSocket.receive(server) {
        _ = UnixSocket.deliver(bytes.prefix(rest), to: client)
        rest -= bytes.count
        // A short answer is over before the limit.
        var more = pollfd(fd: server, events: Int16(POLLIN), revents: 0)
        if poll(&more, 1, 50) == 0 { return false }
      }
      return false
    case .stall:
      plan.strike()
      // Until the client has had enough; one that never has is not waited for.
      var end = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
      poll(&end, 1, 600_000)
      return false
    case .error(let code, let state):
      plan.strike()
      return UnixSocket.deliver(Self.error(code, state), to: client)
    case .errorAfter(let code, let state):
      guard UnixSocket.deliver(packet, to: server), UnixSocket.receive(server) != nil else { return false }
      plan.strike()
      return UnixSocket.deliver(Self.error(code, state), to: client)
    case .rollback:
      plan.strike()
      return Self.rollBack(server) && UnixSocket.deliver(packet, to: server)
    case .abort(let code, let state):
      guard Self.rollBack(server) else { return false }
      plan.strike()
      return UnixSocket.deliver(Self.error(code, state), to: client)
    }
  }

  private static func rollBack(_ server: Int32) -> Bool {
    let query: [UInt8] = [0x03] + Array("ROLLBACK".utf8)
    return UnixSocket.deliver([UInt8(query.count), 0, 0, 0] + query, to: server)
      && UnixSocket.receive(server) != nil
  }

  private static func error(_ code: Int, _ state: String) -> ArraySlice<UInt8> {
    let payload =
      [0xFF, UInt8(code & 0xFF), UInt8(code >> 8)] + Array("#\(state)injected by the test".utf8)
    return [UInt8(payload.count), 0, 0, 1] + payload
  }

  /// What is to happen at a packet; nil for nothing.
  private func plan(for packet: ArraySlice<UInt8>) -> Plan? {
    let start = packet.startIndex
    // The sequence begins at 0 with every command. Two have no answer: closing a statement, and saying goodbye.
    guard packet.count > 4, packet[start + 3] == 0, packet[start + 4] != 0x19, packet[start + 4] != 0x01
    else {
      return nil
    }
    return state.withLock { state in
      state.commands += 1
      guard let plan = state.plan, plan.strikes > 0 else { return nil }
      let text = String(decoding: packet[(start + 5)...], as: UTF8.self)
      guard plan.isMeant(text) else { return nil }
      state.plan?.passing -= 1
      guard plan.passing <= 0 else { return nil }
      state.plan?.strikes -= 1
      state.struck.append(text)
      return plan
    }
  }
}
