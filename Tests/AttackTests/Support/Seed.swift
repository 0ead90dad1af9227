import Glibc
import TestSupport

/// Where the randomness of the attacks comes from: one number, printed, that repeats a run.
enum Seed {
  /// `TOKENLEDGER_ATTACK_SEED`, or another one at every run.
  static let run: UInt64 =
    number("TOKENLEDGER_ATTACK_SEED") ?? UInt64.random(in: 0...UInt64(UInt32.max))

  /// How many minutes the long form lasts (`TOKENLEDGER_ATTACK_MINUTES`); 0 is the short form.
  private static let minutes = number("TOKENLEDGER_ATTACK_MINUTES") ?? 0

  /// The tests that go on for longer in the long form share its time. They are a dozen, and some run at once.
  private static let campaigns: UInt64 = 8

  /// Runs rounds of an attack: so many in the short form, in the long form until its share of the time is over.
  static func rounds(
    _ short: Int, of attack: String, _ body: (Int, inout SeededGenerator) throws -> Void
  ) throws {
    let deadline = ContinuousClock.now + .seconds(minutes * 60 / campaigns)
    var round = 0
    while round < short || ContinuousClock.now < deadline {
      // The name's bytes, so that two attacks differ and one repeats.
      let name = attack.utf8.reduce(UInt64(5381)) { $0 &* 33 &+ UInt64($1) }
      var random = SeededGenerator(seed: run &+ name &+ UInt64(round))
      try body(round, &random)
      round += 1
    }
  }

  private static func number(_ variable: String) -> UInt64? {
    getenv(variable).flatMap { UInt64(String(cString: $0)) }
  }
}
