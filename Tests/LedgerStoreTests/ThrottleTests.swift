import Testing

@testable import LedgerStore

/// The decisions of a throttle beside simulated others.
@Suite struct ThrottleTests {
  /// The work and pauses in a minute of a sync with chunks of 50 ms; `others` is their number of statements at each
  /// moment.
  private func minute(beside others: (Double) -> Int) -> (work: Double, pauses: Double) {
    var throttle = Throttle(others: others(0), at: .zero)
    var (now, pauses, work) = (Duration.zero, Duration.zero, Duration.milliseconds(50))
    var span = 65_536
    while now < .seconds(60) {
      now += work
      throttle.note(others: others(now / .seconds(1)), at: now)
      var paused: Duration = .zero
      while throttle.pause(after: work) > paused {
        let part = min(SyncPauses.look, throttle.pause(after: work) - paused)
        (now, paused) = (now + part, paused + part)
        throttle.note(others: others(now / .seconds(1)), at: now)
      }
      pauses += paused
      span = throttle.span(after: span, took: work, longest: 65_536)
      work = .milliseconds(50) * (Double(span) / 65_536)
    }
    return ((now - pauses) / .seconds(1), pauses / .seconds(1))
  }

  @Test("On an idle server it never pauses")
  func nobody() {
    #expect(minute { _ in 17_000 }.pauses == 0)
  }

  @Test(
    "A monitor that checks the server every ten seconds hardly slows it down",
    arguments: [1, 3, 15, 200])
  func monitor(statements: Int) {
    let found = minute { Int($0 / 10) * statements }
    #expect(found.pauses < 0.15 * found.work)
  }

  @Test("With an answer a second it works a third of the time, with its statements spread out or together")
  func oneAnswer() {
    let even = minute { Int($0 * 9) }
    #expect(even.pauses > 1.4 * even.work && even.pauses < 2.4 * even.work)
    // A WordPress page may send fifty statements during one chunk.
    let together = minute { Int($0) * 50 }
    #expect(together.pauses > 1.4 * together.work && together.pauses < 2.4 * together.work)
  }

  @Test(
    "With ten answers a second it works a twenty-seventh of the time, with more less than a hundredth",
    arguments: [(10, 24.0...28), (50, 75.0...121), (500, 75.0...121)])
  func manyAnswers(rate: Int, share: ClosedRange<Double>) {
    let found = minute { Int($0 * 9 * Double(rate)) }
    #expect(share.contains(found.pauses / found.work))
  }

  @Test("A single statement right at the start causes no pause")
  func single() {
    var throttle = Throttle(others: 5, at: .seconds(1))
    throttle.note(others: 6, at: .milliseconds(1010))
    #expect(!throttle.holdsBack && throttle.pause(after: .seconds(1)) == .zero)
  }

  @Test("It stops pausing two seconds after the last statement")
  func gone() {
    var throttle = Throttle(others: 0, at: .zero)
    for step in 1...30 { throttle.note(others: 5 * step, at: .milliseconds(100 * step)) }
    #expect(throttle.pause(after: .milliseconds(10)) > .milliseconds(100))
    for step in 31...46 { throttle.note(others: 150, at: .milliseconds(100 * step)) }
    #expect(throttle.holdsBack)
    throttle.note(others: 150, at: .seconds(5))
    #expect(!throttle.holdsBack)
  }

  @Test("Chunks become short while others are active, and long again afterwards")
  func spans() {
    var throttle = Throttle(others: 0, at: .zero)
    #expect(throttle.span(after: 65_536, took: .milliseconds(60), longest: 65_536) == 65_536)
    for step in 1...20 { throttle.note(others: 9 * step, at: .milliseconds(100 * step)) }
    #expect(throttle.span(after: 65_536, took: .milliseconds(60), longest: 65_536) == 43_690)
    #expect(throttle.span(after: 16_384, took: .milliseconds(32), longest: 65_536) == 20_480)
    #expect(throttle.span(after: 16_384, took: .microseconds(10), longest: 65_536) == 32_768)
    #expect(throttle.span(after: 65_536, took: .milliseconds(60), longest: 5000) == 5000)
    #expect(throttle.span(after: 4096, took: .seconds(9), longest: 65_536) == 2048)
    throttle.note(others: 180, at: .seconds(9))
    #expect(throttle.span(after: 2048, took: .milliseconds(2), longest: 65_536) == 65_536)
  }

  @Test(
    "A restarted server counts from zero, and our own statements in flight do not count as others'")
  func counters() {
    var throttle = Throttle(others: 1_000_000, at: .zero)
    for step in 1...20 { throttle.note(others: step, at: .milliseconds(100 * step)) }
    #expect(throttle.visitsPerSecond < 10.1 && throttle.visitsPerSecond > 9)
    throttle = Throttle(others: 1000, at: .zero)
    for step in 1...20 { throttle.note(others: 1000 - step % 3, at: .milliseconds(100 * step)) }
    #expect(throttle.visitsPerSecond == 0)
  }

  @Test("Without counters a pause is forty times as long as the work before it, and at most two seconds")
  func blind() {
    #expect(Throttle.pauseForAnyone(after: .milliseconds(10)) == .milliseconds(400))
    #expect(Throttle.pauseForAnyone(after: .milliseconds(51)) == .seconds(2))
  }
}
