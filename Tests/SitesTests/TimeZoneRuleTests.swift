import Testing

@testable import Sites

@Suite("POSIX time zone rules")
struct TimeZoneRuleTests {
  private func rule(_ text: String) -> TimeZoneRule? { TimeZoneRule(Array(text.utf8)) }

  @Test("Every form of a rule is understood")
  func forms() {
    #expect(rule("UTC0") == TimeZoneRule(standardOffset: 0))
    #expect(rule("<+0545>-5:45") == TimeZoneRule(standardOffset: 20_700))
    #expect(rule("<-03>+3:00:01") == TimeZoneRule(standardOffset: -10_801))
    #expect(
      rule("NST3:30NDT,M3.2.0,M11.1.0")
        == TimeZoneRule(
          standardOffset: -12_600,
          daylight: TimeZoneRule.Daylight(
            offset: -9000, start: .init(day: .weekday(month: 3, week: 2, day: 0), second: 7200),
            end: .init(day: .weekday(month: 11, week: 1, day: 0), second: 7200))))
    #expect(
      rule("IST-1GMT0,J60/-1:30,365/167:59:59")
        == TimeZoneRule(
          standardOffset: 3600,
          daylight: TimeZoneRule.Daylight(
            offset: 0, start: .init(day: .julian(60), second: -5400),
            end: .init(day: .zeroBased(365), second: 604_799))))
  }

  @Test(
    "A malformed rule is refused",
    arguments: [
      "", "UT0", "UTC", "UTC25", "UTC0:60", "<+5>0", "<+05", "EST5EDT", "EST5EDT,M3.2.0",
      "EST5EDT,M13.2.0,M11.1.0",
      "EST5EDT,M3.6.0,M11.1.0", "EST5EDT,M3.2.7,M11.1.0", "EST5EDT,J0,J365", "EST5EDT,J1,J366",
      "EST5EDT,0,366",
      "EST5EDT,M3.2.0/168,M11.1.0", "EST5EDT,M3.2.0,M11.1.0x", "EST5EDT,M3.2.0/,M11.1.0", "EST5EDT,x,y",
      "EST99999999999999999999",
    ])
  func malformed(_ text: String) {
    #expect(rule(text) == nil)
  }

  @Test("A day counted without 29 February is the same date in every year, one counted with it is not")
  func dayRules() throws {
    // 2023-03-01 and 2024-03-01, 00:00:00 UTC.
    let julian = try #require(rule("AAA0BBB,J60/0,J300/0"))
    #expect(
      [1_677_628_799, 1_677_628_800, 1_709_251_199, 1_709_251_200].map(julian.offset) == [0, 3600, 0, 3600])
    // 2023-03-01 and 2024-02-29.
    let counted = try #require(rule("AAA0BBB,59/0,300/0"))
    #expect(
      [1_677_628_799, 1_677_628_800, 1_709_164_799, 1_709_164_800].map(counted.offset) == [0, 3600, 0, 3600])
  }

  @Test("Daylight-saving time all year round never ends")
  func allYear() throws {
    let rule = try #require(self.rule("XXX3EDT4,0/0,J365/23"))
    let instants =
      Array(stride(from: 0, to: 4_102_444_800, by: 1800 * 97)) + [
        1_704_078_000, 1_704_081_599, 1_704_081_600,
      ]
    #expect(instants.allSatisfy { rule.offset(at: $0) == -14_400 })
  }
}
