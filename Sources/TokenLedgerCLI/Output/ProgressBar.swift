import Application
import Synchronization

/// A bar on a person's terminal for work that lasts over half a second.
final class ProgressBar: ProgressDisplay {
  private struct State {
    var drawn: ContinuousClock.Instant?
    var share = 0.0
    var note: String?
  }

  private static let width = 30
  /// The width when there is a note, so that both fit into 80 columns.
  private static let shortWidth = 16
  private let label: String
  private let isASCII: Bool
  private let start = ContinuousClock.now
  private let state = Mutex(State())

  /// A bar that is not drawn yet; in ASCII for a terminal that may not read UTF-8.
  init(_ label: String, isASCII: Bool) {
    self.label = label
    self.isASCII = isASCII
  }

  /// Shows how much has been done; at most ten times a second.
  func show(_ done: Int, of all: Int) {
    guard all > 0 else { return }
    draw { $0.share = min(1, Double(done) / Double(all)) }
  }

  /// Shows a note beside the bar from now on.
  func show(note: String?) {
    draw { $0.note = note }
  }

  private func draw(_ change: (inout State) -> Void) {
    let now = ContinuousClock.now
    state.withLock { state in
      change(&state)
      guard now - start > .milliseconds(500) else { return }
      if let drawn = state.drawn, now - drawn < .milliseconds(100) { return }
      state.drawn = now
      let width = state.note == nil ? Self.width : Self.shortWidth
      let filled = Int(state.share * Double(width))
      let (full, empty) = isASCII ? ("#", "-") : ("█", "░")
      let bar = String(repeating: full, count: filled) + String(repeating: empty, count: width - filled)
      let note = state.note.map { ", " + $0 } ?? ""
      Console.standardError("\r\(label) \(bar) \(Int(state.share * 100)) %\(note)\u{1B}[K")
    }
  }

  /// Takes the bar away, and leaves a note in its place.
  func end(note: String?) {
    state.withLock { state in
      if state.drawn != nil { Console.standardError("\r\u{1B}[2K") }
      state.drawn = nil
      if let note { Console.standardError("tokenledger: \(note)\n") }
    }
  }
}
