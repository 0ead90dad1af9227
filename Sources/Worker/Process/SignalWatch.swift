import Application
import Glibc

/// Hears the signals of a service on a thread of its own, which nothing else can hold up.
///
/// The service group's own signals are not used: it hears the first SIGTERM, and no second one, and neither ends
/// the process when something in it hangs. Here the first asks the service to end, and when the process still lives
/// after the deadline, or hears another one, it is over.
public enum SignalWatch {
  /// How long the process may take to end.
  public static let deadline: Duration = .milliseconds(3500)

  /// Begins to hear SIGTERM, SIGINT and SIGHUP; to be called before there are other threads, whose signals these
  /// would be otherwise. What is handed over is called on the thread that hears the signals, and must not block.
  ///
  /// - Returns: Whether the system gave a thread. Without one the signals do what they always do.
  public static func start(
    onStop: @escaping @Sendable () -> Void, onReload: @escaping @Sendable () -> Void
  ) -> Bool {
    let signals = set(of: SIGTERM, SIGINT, SIGHUP)
    block(signals, SIG_BLOCK)
    // Whoever started it may have had them ignored, as nohup does; then none would be heard.
    for number in [SIGTERM, SIGINT, SIGHUP] { signal(number, SIG_DFL) }
    // The pipe's reader may be replaced at any time.
    signal(SIGPIPE, SIG_IGN)
    let isStarted = BlockingThread.detach {
      while wait(for: signals, until: nil) == SIGHUP { onReload() }
      onStop()
      let end = ContinuousClock.now + deadline
      while let signal = wait(for: signals, until: end) {
        if signal != SIGHUP { die(of: signal) }
      }
      // The ledgers are whole at any moment, and this is what was asked for.
      _exit(0)
    }
    if !isStarted { block(signals, SIG_UNBLOCK) }
    return isStarted
  }

  /// The next signal; nil when the time is over.
  private static func wait(for signals: sigset_t, until end: ContinuousClock.Instant?) -> Int32? {
    var signals = signals
    while true {
      let rest = end.map { $0 - .now } ?? .seconds(3600)
      if rest <= .zero { return nil }
      var time = timespec(
        tv_sec: Int(rest.components.seconds), tv_nsec: Int(rest.components.attoseconds / 1_000_000_000))
      let signal = sigtimedwait(&signals, nil, &time)
      if signal > 0 { return signal }
    }
  }

  /// Ends the process as the signal does by itself, at once.
  private static func die(of signal: Int32) {
    block(set(of: signal), SIG_UNBLOCK)
    kill(getpid(), signal)
    _exit(128 + signal)
  }

  private static func set(of signals: Int32...) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }

  private static func block(_ signals: sigset_t, _ how: Int32) {
    var signals = signals
    pthread_sigmask(how, &signals, nil)
  }
}
