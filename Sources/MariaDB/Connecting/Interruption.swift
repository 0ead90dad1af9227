import Dispatch
import Glibc
import Synchronization

/// Breaks connections off from another thread, whatever they are waiting for.
///
/// A call that waits for a server then fails as when the connection is lost. Given with the options, it holds for
/// every connection that is opened with them.
///
///     let interruption = Interruption()
///     options.interruption = interruption
///     // on another thread: try Connection(options).execute("DO SLEEP(3600)")
///     interruption.interrupt()
public final class Interruption: Sendable {
  /// A connection's socket, for as long as the connection is open.
  ///
  /// It is a second descriptor of the same socket: the library closes its own whenever a connection is lost, and the
  /// number may be another file's at once.
  final class Socket: Sendable {
    private let owner: Interruption
    private let descriptor: Int32

    fileprivate init(_ owner: Interruption, _ descriptor: Int32) {
      self.owner = owner
      self.descriptor = descriptor
    }

    deinit { owner.release(descriptor) }
  }

  private struct State {
    var isInterrupted = false
    var sockets: Set<Int32> = []
  }

  private let state = Mutex(State())
  private let hasHappened = DispatchSemaphore(value: 0)

  /// An interruption that has not happened.
  public init() {}

  /// Whether it has happened.
  public var isInterrupted: Bool { state.withLock(\.isInterrupted) }

  /// Breaks off all connections, now and for good: no more are opened.
  ///
  /// A connection that is logging in goes on to the end of its timeouts, and is refused then.
  public func interrupt() {
    state.withLock { state in
      state.isInterrupted = true
      for socket in state.sockets { shutdown(socket, Int32(SHUT_RDWR)) }
    }
    hasHappened.signal()
  }

  /// Waits until it happens, and no longer than so.
  public func wait(atMost time: Duration) {
    let (seconds, attoseconds) = time.components
    let end = DispatchTime.now() + .seconds(Int(seconds)) + .nanoseconds(Int(attoseconds / 1_000_000_000))
    guard hasHappened.wait(timeout: end) == .success else { return }
    // For the next that waits.
    hasHappened.signal()
  }

  /// Takes a connection's socket in.
  ///
  /// - Throws: ``MariaDBError`` when it has been interrupted, or there are no descriptors left.
  func hold(_ socket: Int32) throws -> Socket {
    let held = fcntl(socket, F_DUPFD_CLOEXEC, 0)
    guard held >= 0 else {
      throw MariaDBError(.process, "no file descriptor is left for the connection")
    }
    let isInterrupted = state.withLock { state in
      if !state.isInterrupted { state.sockets.insert(held) }
      return state.isInterrupted
    }
    guard !isInterrupted else {
      close(held)
      throw Self.refusal
    }
    return Socket(self, held)
  }

  private func release(_ held: Int32) {
    state.withLock { state in
      state.sockets.remove(held)
      close(held)
    }
  }

  /// Refuses to open what would be broken off at once.
  func check() throws {
    if isInterrupted { throw Self.refusal }
  }

  private static let refusal = MariaDBError(.process, "the work was interrupted")
}

extension Interruption: Equatable {
  /// Whether both are the very same.
  public static func == (left: Interruption, right: Interruption) -> Bool { left === right }
}
