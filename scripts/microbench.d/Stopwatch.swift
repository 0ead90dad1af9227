/// Times pieces of work and prints a line for each.
struct Stopwatch {
  private static let rounds = 40

  /// Runs `body`, which does its work for `rows` rows and returns something that depends on all of it, and prints
  /// the best round's nanoseconds a row.
  func time<Result>(_ name: String, rows: Int, _ body: () throws -> Result) rethrows {
    var best = Duration.seconds(3600)
    for _ in 0..<Self.rounds {
      let begun = ContinuousClock.now
      let result = try body()
      best = min(best, ContinuousClock.now - begun)
      withExtendedLifetime(result) {}
    }
    let tenths = Int((best / .nanoseconds(1) * 10 / Double(rows)).rounded())
    let figure = "\(tenths / 10).\(tenths % 10)"
    let spaces = String(repeating: " ", count: max(1, 52 - name.count - figure.count))
    print("\(name)\(spaces)\(figure) ns")
  }
}
