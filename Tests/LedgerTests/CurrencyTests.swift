import Foundation
import Ledger
import TestSupport
import Testing

@Suite("Currencies and rates")
struct CurrencyTests {
  private struct Standard: Decodable {
    struct Entry: Decodable {
      let code: String
      enum CodingKeys: String, CodingKey { case code = "alpha_3" }
    }
    let entries: [Entry]
    enum CodingKeys: String, CodingKey { case entries = "4217" }
  }

  @Test(
    "The currencies are those of ISO 4217, and three that are newer than Debian's list, but for no currency and for tests"
  )
  func codes() throws {
    let file = try Data(contentsOf: URL(filePath: "/usr/share/iso-codes/json/iso_4217.json"))
    let standard = Set(try JSONDecoder().decode(Standard.self, from: file).entries.map(\.code))
      .subtracting(["XXX", "XTS"]).union(["XAD", "XCG", "ZWG"])
    let letters = (UInt8(ascii: "A")...UInt8(ascii: "Z")).map { String(UnicodeScalar($0)) }
    let all = letters.flatMap { first in letters.flatMap { second in letters.map { first + second + $0 } } }
    #expect(Set(all.filter { Currency($0) != nil }) == standard)
    for text in ["", "eur", "EURO", "EU", " EUR", "€", "EUR USD"] { #expect(Currency(text) == nil) }
  }

  @Test(
    "A rate is a decimal above 0 of at most ten digits",
    arguments: [
      ("1", 10_000_000_000), ("0.9213", 9_213_000_000), ("0.0000000001", 1),
      ("9999999999", 99_999_999_990_000_000_000), ("12345.67891", 123_456_789_100_000),
      ("00.50", 5_000_000_000),
    ] as [(String, Int128)])
  func rate(_ text: String, _ count: Int128) { #expect(ExchangeRates.amount(text) == count) }

  @Test(
    "What is no such decimal is none",
    arguments: [
      "", "0", "0.0", ".5", "5.", "-1", "+1", "1e3", "1,5", "12345678901", "1.2345678901", "0.00000000001",
      "1.2.3", " 1", "١",
    ])
  func noRate(_ text: String) { #expect(ExchangeRates.amount(text) == nil) }

  @Test("A rate holds from its day until the next, and there is none before the first")
  func days() throws {
    let rates = ExchangeRates(
      try #require(Currency("EUR")),
      [.init(from: Day(number: 20), count: 2), .init(from: Day(number: 10), count: 1)])
    #expect(
      (8...21).map { rates.rate(on: Day(number: $0))?.count } == [nil, nil] + Array(repeating: 1, count: 10)
        + [2, 2])
  }

  @Test("Amounts in other currencies are exact, and shown like those in USD")
  func amounts() throws {
    var random = SeededGenerator(seed: 5)
    let krona = try #require(Currency("SEK"))
    for _ in 0..<2_000 {
      let dollars = Int.random(in: 0..<1_000_000_000_000_000, using: &random)
      let count = Int.random(in: 1..<10_000_000_000, using: &random)
      let rate = ExchangeRates.Rate(from: Day(number: 0), count: Int128(count))
      let money = Money(try PicoDollars(Int128(dollars)).converted(by: rate), in: krona)
      let exact = Decimal(dollars) * Decimal(count)
      let unit = try #require(Decimal(string: "0.0000000000000000000001"))
      #expect(Decimal(string: money.exact) == exact * unit)
      #expect(rate.exact == "\(Decimal(count) / 10_000_000_000)")
    }
    #expect(Money(15_049_000_000_000_000_000, in: krona).shown == "0.001505")
    #expect(Money(10_438_340_000_000_000_000_000_000, in: krona).shown == "1043.83")
    #expect(throws: (any Error).self) {
      try PicoDollars(999_999_999_999_999_999_999_999_999_999)
        .converted(by: ExchangeRates.Rate(from: Day(number: 0), count: 99_999_999_990_000_000_000))
    }
  }
}
