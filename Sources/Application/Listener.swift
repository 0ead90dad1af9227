/// Who hears what a use case has to say besides its answer: warnings, what is being done, and how far it is.
package struct Listener: Sendable {
  /// Hears what the owner should know.
  package let warn: @Sendable (String) -> Void
  /// Hears what is being done; nil when nobody wants to know.
  package let detail: (@Sendable (String) -> Void)?
  /// Hears what to say to a person who watches; nil where nobody does.
  package let note: (@Sendable (String) -> Void)?
  /// Shows how far work is that a label names; nil where nobody watches.
  package let progress: @Sendable (String) -> (any ProgressDisplay)?

  /// A listener of some or all of it.
  package init(
    warn: @escaping @Sendable (String) -> Void, detail: (@Sendable (String) -> Void)? = nil,
    note: (@Sendable (String) -> Void)? = nil,
    progress: @escaping @Sendable (String) -> (any ProgressDisplay)? = { _ in nil }
  ) {
    self.warn = warn
    self.detail = detail
    self.note = note
    self.progress = progress
  }

  /// The same without warnings, for what repeats what has been said.
  package var quieted: Listener { Listener(warn: { _ in }, detail: detail, progress: progress) }
}

/// Shows a person how far some work is.
package protocol ProgressDisplay: Sendable {
  /// Shows how much has been done.
  func show(_ done: Int, of all: Int)
  /// Shows a note from now on; nil takes it away.
  func show(note: String?)
  /// Takes the display away, and leaves a note in its place; nil leaves nothing.
  func end(note: String?)
}
