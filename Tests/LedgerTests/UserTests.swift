import Ledger
import TestSupport
import Testing

@Suite struct UserTests {
  private static let day = Day(number: 20_000)

  private func person(_ number: Int) throws -> User { .person(try #require(UserID(number))) }

  @Test(
    "A logged number is a user, anything else a guest",
    arguments: [
      ("0", nil), ("1", 1), ("007", 7), ("42", 42), ("999999999999999999", 999_999_999_999_999_999),
      ("", nil), ("-1", nil), ("+1", nil), ("1e2", nil), (" 9", nil), ("9 ", nil), ("kognetiks_5f2a", nil),
      ("12ab", nil), ("１２", nil), ("1000000000000000000", nil), ("18446744073709551616", nil),
      ("99999999999999999999", nil), ("erased", nil), ("everyone", nil),
    ] as [(String, Int?)])
  func logged(_ text: String, _ number: Int?) throws {
    #expect(User(logged: text.utf8) == (try number.map { try person($0) } ?? .guest))
    #expect(UserID(text)?.number == number)
  }

  @Test("No logged text is the erased users or everyone", arguments: 0..<20 as Range<UInt64>)
  func reserved(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      // The values at the top of the column's range, and numbers of all lengths.
      let texts = [
        "\(UInt64.max - UInt64.random(in: 0...10_000, using: &random))",
        String(
          (0..<Int.random(in: 1...30, using: &random)).map { _ in
            "0123456789".randomElement(using: &random) ?? "0"
          }),
      ]
      for text in texts {
        switch User(logged: text.utf8) {
        case .guest:
          #expect(text.utf8.count > 18 || text.utf8.allSatisfy { $0 == UInt8(ascii: "0") }, "\(text)")
        case .person(let id): #expect(id.number == Int(text) && text.utf8.count <= 18, "\(text)")
        case .erased, .everyone: Issue.record("\(text)")
        }
      }
    }
  }

  @Test("Rankings tell all users apart by their ids")
  func ids() throws {
    #expect(try [.guest, person(42), .erased, .everyone].map(\.id) == ["0", "42", "erased", "everyone"])
    #expect(UserID(0) == nil)
    #expect(UserID(-1) == nil)
    #expect(UserID(1_000_000_000_000_000_000) == nil)
    #expect(try #require(UserID(2)) < #require(UserID(10)))
  }

  @Test("Erased users become one, everyone but guests on folded days")
  func anonymization() throws {
    let seven = try #require(UserID(7))
    let rule = Anonymization(erased: [seven], foldedBefore: Self.day)
    let (before, users) = (Self.day.adding(days: -1), try [.guest, person(7), person(8), .erased, .everyone])
    #expect(
      users.map { rule.user($0, on: Self.day) } == [.guest, .erased, try person(8), .erased, .everyone])
    #expect(users.map { rule.user($0, on: before) } == [.guest, .everyone, .everyone, .everyone, .everyone])
    #expect(users.map { Anonymization().user($0, on: before) } == users)
  }

  @Test(
    "In whatever order users are erased and days folded, the same comes out",
    arguments: 0..<20 as Range<UInt64>)
  func order(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let steps = try (0..<6).map { _ in
      Bool.random(using: &random)
        ? Anonymization(erased: [try #require(UserID(Int.random(in: 1...4, using: &random)))])
        : Anonymization(foldedBefore: Self.day.adding(days: Int.random(in: -3...3, using: &random)))
    }
    let all = Anonymization(
      erased: steps.reduce(into: []) { $0.formUnion($1.erased) },
      foldedBefore: steps.compactMap(\.foldedBefore).max())
    for offset in -4...4 {
      let day = Self.day.adding(days: offset)
      for user in try [.guest, .erased, .everyone] + (1...5).map(person) {
        let once = all.user(user, on: day)
        for order in [steps, steps.reversed(), steps.shuffled(using: &random)] {
          #expect(order.reduce(user) { $1.user($0, on: day) } == once, "seed \(seed)")
        }
        #expect(all.user(once, on: day) == once, "seed \(seed)")
      }
    }
  }

  @Test("Facts that differed in their user alone become one, and no total changes")
  func facts() throws {
    var usage = UsageFold(
      rules: CountingRules(siteNow: SiteTime(day: Self.day, secondOfDay: 0)), timeline: ModelTimeline())
    for (number, user) in ["7", "8", "9", "0", "7"].enumerated() {
      usage.add(
        TokenRow(
          id: number, kind: .total, time: .at(SiteTime(day: Self.day, secondOfDay: number)),
          tokens: .success(1 << number),
          attribution: Attribution(page: Name("1"), user: User(logged: user.utf8))))
    }
    let rule = Anonymization(erased: Set([7, 8].compactMap { UserID($0) }))
    let facts = rule.facts(of: usage)
    #expect(
      Dictionary(uniqueKeysWithValues: facts.map { ($0.key.attribution.user.id, $0.value.count) }) == [
        "erased": TokenCount(total: 1 + 2 + 16, requests: 3), "9": TokenCount(total: 4, requests: 1),
        "0": TokenCount(total: 8, requests: 1),
      ])
    #expect(facts.values.map(\.count).reduce(.zero, +) == usage.total)
    #expect(facts.keys.allSatisfy { $0.attribution.page == Name("1") })
  }
}
