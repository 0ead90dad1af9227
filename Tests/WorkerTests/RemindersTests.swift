import Testing

@testable import Worker

@Suite("Warnings are said once and then hourly")
struct RemindersTests {
  @Test("The same of the same site is due again after an hour, whatever its numbers")
  func hourly() {
    var reminders = Reminders()
    func isDue(_ text: String, of site: String = "a", at now: Duration) -> Bool {
      reminders.isDue(text, of: site, at: now)
    }
    #expect(isDue("used 7970000 of 8388607 ids", at: .zero))
    #expect(!isDue("used 7970001 of 8388607 ids", at: .seconds(60)))
    #expect(!isDue("used 12 of 8388607 ids", at: .seconds(3599)))
    #expect(isDue("used 7970002 of 8388607 ids", of: "b", at: .seconds(60)))
    #expect(isDue("used no ids", at: .seconds(60)))
    #expect(isDue("used 7970003 of 8388607 ids", at: .seconds(3600)))
    #expect(!isDue("used 7970004 of 8388607 ids", at: .seconds(3601)))
  }

  @Test("What was forgotten is due at once")
  func forgetting() {
    var reminders = Reminders()
    func isDue(_ text: String, of site: String = "a", at now: Duration) -> Bool {
      reminders.isDue(text, of: site, at: now)
    }
    #expect(isDue("down since 10:00", at: .zero))
    reminders.forget("down since 11:11", of: "a")
    #expect(isDue("down since 11:11", at: .seconds(1)))
  }
}
