/// How a line of the worker's log looks.
public enum LogFormat: String, Sendable, CaseIterable {
  /// For people: `2026-11-21T08:51:00Z info synced site=shop counted=3`.
  case text
  /// For programs: an object a line.
  case json
}
