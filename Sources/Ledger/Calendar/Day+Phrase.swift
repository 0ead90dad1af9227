extension [Day] {
  /// Ascending days in words: "on 2026-01-02", "on 3 days from 2026-01-02 to 2026-02-01".
  package var phrase: String {
    guard let first, let last else { return "on no day" }
    return count == 1 ? "on \(first)" : "on \(count) days from \(first) to \(last)"
  }
}
