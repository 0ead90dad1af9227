import Ledger
import LedgerStore
import Sites

extension DailyTime {
  /// The last day whose time has come by an instant.
  func lastDay(at instant: UTCTime, in zone: SiteTimeZone) -> Day {
    // Where the clock was set back lately, the time may have come on the day that it shows next.
    var day = zone.siteTime(at: instant).day.adding(days: 1)
    while self.instant(on: day, in: zone) > instant { day = day.adding(days: -1) }
    return day
  }

  /// The instant at which the time comes on a day.
  func instant(on day: Day, in zone: SiteTimeZone) -> UTCTime {
    let time = SiteTime(day: day, secondOfDay: secondOfDay)
    let before = zone.offset(at: time.utc(offset: 0).adding(seconds: -86_400))
    let after = zone.offset(at: time.utc(offset: 0).adding(seconds: 86_400))
    let (byOldOffset, byNewOffset) = (time.utc(offset: before), time.utc(offset: after))
    // As long as the old offset holds, the time comes by it, and first.
    if before == after || zone.offset(at: byOldOffset) == before { return byOldOffset }
    if zone.offset(at: byNewOffset) == after { return byNewOffset }
    // The clock leaps over it, somewhere between the two.
    var (early, late) = (byNewOffset, byOldOffset)
    while late.seconds(since: early) > 1 {
      let middle = early.adding(seconds: late.seconds(since: early) / 2)
      if zone.offset(at: middle) == before { early = middle } else { late = middle }
    }
    return late
  }
}
