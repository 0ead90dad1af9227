import Ledger
import Testing

@Suite struct ModelTimelineTests {
  private let old = Model(platform: "OpenAI", name: "gpt-4o")
  private let new = Model(platform: "OpenAI", name: "gpt-4o-mini")

  private func clock(_ hour: Int, _ minute: Int = 0) -> SiteTime {
    SiteTime(day: Day(number: 20_000), secondOfDay: hour * 3600 + minute * 60)
  }

  @Test("Nothing is known before the first sight and after the last")
  func outside() {
    var timeline = ModelTimeline()
    #expect(timeline.model(at: clock(1)) == nil)
    timeline.observe(old, at: clock(2))
    timeline.observe(old, at: clock(4))
    #expect(timeline.model(at: clock(2).adding(seconds: -1)) == nil)
    #expect(timeline.model(at: clock(2)) == old)
    #expect(timeline.model(at: clock(3)) == old)
    #expect(timeline.model(at: clock(4)) == old)
    #expect(timeline.model(at: clock(4).adding(seconds: 1)) == nil)
    #expect(timeline.spans == [ModelTimeline.Span(model: old, first: clock(2), last: clock(4))])
  }

  @Test("Between the last sight of one model and the first of the next nobody can know")
  func between() {
    var timeline = ModelTimeline()
    for hour in [1, 2, 3] { timeline.observe(old, at: clock(hour)) }
    for hour in [5, 6] { timeline.observe(new, at: clock(hour)) }
    timeline.observe(old, at: clock(8))
    #expect(timeline.model(at: clock(3)) == old)
    #expect(timeline.model(at: clock(4)) == nil)
    #expect(timeline.model(at: clock(5)) == new)
    #expect(timeline.model(at: clock(7)) == nil)
    #expect(timeline.model(at: clock(8)) == old)
    #expect(timeline.spans.map(\.model) == [old, new, old])
  }

  @Test("The same name on two platforms is two models")
  func platforms() {
    var timeline = ModelTimeline()
    timeline.observe(old, at: clock(1))
    timeline.observe(Model(platform: "Azure OpenAI", name: "gpt-4o"), at: clock(2))
    #expect(timeline.spans.count == 2)
  }

  @Test("Where the end of daylight-saving time lets two models' runs overlap, nobody can know")
  func overlap() {
    var timeline = ModelTimeline()
    timeline.observe(old, at: clock(1, 0))
    timeline.observe(old, at: clock(1, 50))
    // The clock goes back an hour, and the owner chooses another model.
    timeline.observe(new, at: clock(1, 10))
    timeline.observe(new, at: clock(3))
    #expect(timeline.model(at: clock(1, 5)) == old)
    #expect(timeline.model(at: clock(1, 10)) == nil)
    #expect(timeline.model(at: clock(1, 30)) == nil)
    #expect(timeline.model(at: clock(1, 50)) == nil)
    #expect(timeline.model(at: clock(1, 55)) == new)
  }

  @Test("A run is not shortened by a clock that goes back, nor split by runs of the same model")
  func backwards() {
    var timeline = ModelTimeline()
    timeline.observe(old, at: clock(1, 30))
    timeline.observe(old, at: clock(1, 50))
    timeline.observe(old, at: clock(1, 10))
    #expect(timeline.spans == [ModelTimeline.Span(model: old, first: clock(1, 30), last: clock(1, 50))])
    let twice = ModelTimeline(spans: [
      ModelTimeline.Span(model: old, first: clock(1), last: clock(3)),
      ModelTimeline.Span(model: old, first: clock(2), last: clock(4)),
    ])
    #expect(twice.model(at: clock(2, 30)) == old)
  }
}
