import Glibc
import Sites

/// Tells systemd how the service is, as sd_notify(3) does, where there is a systemd that wants to know.
public struct SystemdNotifier: Sendable {
  /// What systemd is told.
  public enum Message: Sendable {
    /// The service has started, or has read its list of sites again.
    case ready
    /// The list of sites is read again.
    case reloading
    /// The service is ending.
    case stopping
    /// The service is alive.
    case watchdog
    /// One line that says how it is.
    case status(String)

    fileprivate var text: String {
      switch self {
      case .ready: "READY=1"
      case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(SystemdNotifier.monotonicMicroseconds)"
      case .stopping: "STOPPING=1"
      case .watchdog: "WATCHDOG=1"
      case .status(let line): "STATUS=\(line.split(separator: "\n").joined(separator: " "))"
      }
    }
  }

  /// How often the watchdog wants a sign of life: half the time after which it ends the service; nil for never.
  public let watchdogInterval: Duration?
  private let address: [UInt8]?

  /// A notifier by the variables that systemd sets: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`.
  public init(environment: EnvironmentVariables) {
    // An abstract socket's name begins with a NUL, which variables cannot hold.
    let path = Array((environment["NOTIFY_SOCKET"] ?? "").utf8)
    address =
      switch path.first {
      case UInt8(ascii: "/"): path
      case UInt8(ascii: "@"): [0] + path.dropFirst()
      default: nil
      }
    let isMeant = environment["WATCHDOG_PID"].map { Int32($0) == getpid() } ?? true
    watchdogInterval = environment["WATCHDOG_USEC"].flatMap { Int64($0) }.flatMap {
      isMeant && $0 > 0 ? .microseconds($0 / 2) : nil
    }
  }

  /// Sends a message, and does not wait: a service must not depend on who watches it.
  public func send(_ message: Message) {
    guard let path = address else { return }
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let isFit = withUnsafeMutableBytes(of: &address.sun_path) { place in
      guard path.count < place.count else { return false }
      place.copyBytes(from: path)
      return true
    }
    guard isFit else { return }
    // The name of an abstract socket has no end but the address's own.
    let size = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
    let text = Array(message.text.utf8)
    withUnsafePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        _ = sendto(descriptor, text, text.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT), address, size)
      }
    }
  }

  private static var monotonicMicroseconds: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000_000 + time.tv_nsec / 1000
  }
}
