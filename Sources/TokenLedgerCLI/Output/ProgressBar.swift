import Synchronization

/// A bar on a person's terminal for work that lasts over half a second.
final class ProgressBar: Sendable {
  private struct State {
    var drawn: ContinuousClock.Instant?
  }

  private static let width = 30
  private let label: String
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// A bar that is not drawn yet.
  init(_ label: String) {
    self.label = label
  }

  /// Shows how much has been done; at most ten times a second.
  func show(_ done: Int, of all: Int) {
    let now = ContinuousClock.now
    guard now - start > .milliseconds(500), all > 0 else { return }
    state.withLock { state in
      if let drawn = state.drawn, now - drawn < .milliseconds(100) { return }
      state.drawn = now
      let share = min(1, Double(done) / Double(all))
      let filled = Int(share * Double(Self.width))
      let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: Self.width - filled)
      Console.standardError("\r\(label) \(bar) \(Int(share * 100)) %")
    }
  }

  /// Takes the bar away.
  func clear() {
    state.withLock { state in
      if state.drawn != nil { Console.standardError("\r\u{1B}[2K") }
      state.drawn = nil
    }
  }
}
