import Foundation
import TestSupport
import Ledger
import Testing
import Text

@Suite("Exact amounts of money")
struct PicoDollarsTests {
  @Test(
    "An amount is written exactly, without an exponent and without zeros at its end",
    arguments: [
      (0, "0"), (1, "0.000000000001"), (1_615_000_000, "0.001615"), (376_532_500_000, "0.3765325"),
      (1_000_000_000_000, "1"), (1_043_834_000_000_000, "1043.834"), (-500_000_000_000, "-0.5"),
      (-2_000_000_000_000, "-2"), (100_000_000_000_000_000, "100000"),
    ] as [(Int128, String)])
  func exact(_ count: Int128, _ text: String) {
    #expect(PicoDollars(count).exact == text)
  }

  @Test(
    "An amount is shown to the cent, below that to four digits, and 0.00 is shown for nothing alone",
    arguments: [
      (0, "0.00"), (1, "0.000000000001"), (123_456, "0.0000001235"),
      (1_615_049_999, "0.001615"), (9_999_499_999, "0.009999"),
      (9_999_500_000, "0.01"), (10_000_000_000, "0.01"), (14_999_999_999, "0.01"),
      (15_000_000_000, "0.02"), (999_999_999_999, "1.00"),
      (1_043_834_000_000_000, "1043.83"),
      (-1, "-0.000000000001"), (-1_005_000_000_000, "-1.01"),
    ] as [(Int128, String)])
  func shown(_ count: Int128, _ shown: String) {
    #expect(Money(PicoDollars(count)).shown == shown)
  }

  @Test("A positive amount is never shown as nothing")
  func positive() {
    var random = SeededGenerator(seed: 11)
    for _ in 0..<20_000 {
      let amount = PicoDollars(
        Int128(
          Int.random(in: 1...1_000_000_000_000_000_000, using: &random)
            >> Int.random(in: 0..<60, using: &random) | 1))
      for text in [Money(amount).shown, amount.exact] {
        #expect(text.contains { $0 != "0" && $0 != "." })
        #expect(!text.contains("e") && !text.contains("E"))
      }
    }
  }

  @Test("A quotient is rounded to the nearest, halves away from zero")
  func quotients() {
    for (count, divisor, quotient) in [(7, 2, 4), (-7, 2, -4), (10, 3, 3), (11, 3, 4), (0, 5, 0)]
      as [(Int128, Int, Int128)]
    {
      #expect(Money(PicoDollars(count)).quotient(by: divisor) == Money(PicoDollars(quotient)))
    }
  }

  @Test("Sums and products are those of decimals of any length")
  func arithmetic() throws {
    var random = SeededGenerator(seed: 12)
    var (sum, expected) = (PicoDollars.zero, Decimal(0))
    for _ in 0..<2_000 {
      let price =
        Int.random(in: 0..<1_000_000_000_000, using: &random) >> Int.random(in: 0..<40, using: &random)
      let tokens = Int.random(in: 0..<1_000_000_000, using: &random)
      sum = try sum.plus(PicoDollars(price, times: tokens))
      expected += Decimal(price) * Decimal(tokens)
    }
    #expect(sum.exact == "\(expected / 1_000_000_000_000)")
  }

  @Test("What is larger than can be counted is an error, not another amount")
  func overflow() throws {
    let most = PicoDollars(999_999_999_999_999_999_999_999_999_999)
    #expect(try most.plus(.zero) == most)
    #expect(throws: Failure.self) { try most.plus(PicoDollars(1)) }
    #expect(throws: Failure.self) { try PicoDollars(.max).plus(PicoDollars(.max)) }
    #expect(throws: Failure.self) { try PicoDollars(Int.max, times: .max) }
    #expect(throws: Failure.self) { try PicoDollars(-most.count).plus(PicoDollars(-1)) }
    #expect { try most.plus(most) } throws: { ($0 as? Failure)?.kind == .badData }
  }
}
