import Application
import Ledger
import Sites
import Testing

@testable import Worker

/// A timetable that can be changed within an expectation.
@dynamicMemberLookup
private final class Table {
  private var value: Timetable

  init(places: Int = 2, interval: Duration = .seconds(60)) {
    value = Timetable(limits: Timetable.Limits(places: places), pace: Pace(interval: interval) { 0.5 })
  }

  subscript<Value>(dynamicMember path: KeyPath<Timetable, Value>) -> Value { value[keyPath: path] }

  func replaceSites(with sites: [WorkerSite], at now: Duration) { value.replaceSites(with: sites, at: now) }

  func replaceBlogs(of name: String, with blogs: [Int], at now: Duration) -> Bool {
    value.replaceBlogs(of: name, with: blogs, at: now)
  }

  /// The visits that begin, with their numbers.
  @discardableResult
  func begin(at now: Duration) -> [String] { value.begin(at: now).map { "\($0.site.name) \($0.number)" } }

  func noteSign(of name: String, number: Int, at now: Duration) {
    value.noteSign(of: name, number: number, at: now)
  }

  /// The visits to be broken off, and those that hang all the same.
  func supervise(at now: Duration) -> [[String]] {
    let (overdue, hanging) = value.supervise(at: now)
    return [overdue, hanging]
  }

  @discardableResult
  func end(
    _ name: String, number: Int, failed: Bool, limit: Duration? = nil, at now: Duration
  ) -> (visit: Timetable.Visit, entry: Timetable.Entry)? {
    value.end(name, number: number, failed: failed, limit: limit, at: now)
  }

  func next() -> Duration? { value.next() }
}

@Suite("Whose turn it is")
struct TimetableTests {

  @Test("All sites are due at once, in the order of the list, as many at a time as there are places")
  func places() throws {
    let timetable = Table()
    timetable.replaceSites(with: sites("c", "a", "b"), at: .seconds(1))
    #expect(timetable.begin(at: .seconds(1)) == ["c 1", "a 2"])
    #expect(timetable.begin(at: .seconds(1)) == [])
    #expect(timetable.underWay == ["a", "c"])
    let ended = try #require(timetable.end("a", number: 2, failed: false, at: .seconds(2)))
    #expect(ended.visit.began == .seconds(1))
    #expect(ended.entry.due == .seconds(62))
    #expect(timetable.begin(at: .seconds(2)) == ["b 3"])
    #expect(timetable.underWay == ["b", "c"])
  }

  @Test("Who has waited longest comes first")
  func order() {
    let timetable = Table(places: 1)
    timetable.replaceSites(with: sites("a", "b"), at: .zero)
    timetable.begin(at: .zero)
    timetable.end("a", number: 1, failed: false, at: .seconds(1))
    timetable.begin(at: .seconds(1))
    timetable.end("b", number: 2, failed: false, at: .seconds(2))
    #expect(timetable.next() == .seconds(61))
    #expect(timetable.begin(at: .seconds(60)) == [])
    #expect(timetable.begin(at: .seconds(100)) == ["a 3"])
  }

  @Test("A silent visit gives its place up, and is broken off once, when it has lasted too long")
  func silence() {
    let timetable = Table(places: 1)
    timetable.replaceSites(with: sites("a", "b"), at: .zero)
    #expect(timetable.begin(at: .zero) == ["a 1"])
    #expect(timetable.next() == .seconds(5))
    timetable.noteSign(of: "a", number: 1, at: .seconds(4))
    #expect(timetable.supervise(at: .seconds(5)) == [[], []])
    #expect(timetable.begin(at: .seconds(5)) == [])
    #expect(timetable.next() == .seconds(9))
    #expect(timetable.supervise(at: .seconds(9)) == [[], []])
    #expect(timetable.begin(at: .seconds(9)) == ["b 2"])
    timetable.end("b", number: 2, failed: false, at: .seconds(10))
    #expect(timetable.supervise(at: .seconds(599)) == [[], []])
    #expect(timetable.supervise(at: .seconds(600)) == [["a"], []])
    #expect(timetable.supervise(at: .seconds(601)) == [[], []])
    #expect(timetable.underWay == ["a"])
  }

  @Test("Where all servers are silent no more than twice as many sites are visited as there are places")
  func slowServer() {
    let timetable = Table(places: 1)
    let names = (10..<60).map { "s\($0)" }
    timetable.replaceSites(with: names.flatMap { sites($0) }, at: .zero)
    #expect(timetable.begin(at: .zero) == ["s10 1"])
    #expect(timetable.supervise(at: .seconds(5)) == [[], []])
    #expect(timetable.begin(at: .seconds(5)) == ["s11 2"])
    var begun: [String] = []
    for second in stride(from: 10, to: 600, by: 5) {
      #expect(timetable.supervise(at: .seconds(second)) == [[], []])
      begun += timetable.begin(at: .seconds(second))
    }
    #expect(begun == [])
    // No alarm for what is not allowed anyway.
    #expect(timetable.next() == .seconds(600))
    // A visit that was broken off keeps nobody waiting.
    #expect(timetable.supervise(at: .seconds(600)) == [["s10"], []])
    #expect(timetable.begin(at: .seconds(600)) == ["s12 3"])
    #expect(timetable.next() == .seconds(605))
    #expect(timetable.supervise(at: .seconds(605)) == [["s11"], []])
    #expect(timetable.begin(at: .seconds(605)) == ["s13 4"])
    #expect(timetable.underWay == ["s10", "s11", "s12", "s13"])
  }

  @Test("A visit that speaks again has its place back, and the next begins when one is free")
  func spokenAgain() {
    let timetable = Table(places: 1)
    timetable.replaceSites(with: sites("a", "b", "c"), at: .zero)
    timetable.begin(at: .zero)
    #expect(timetable.supervise(at: .seconds(5)) == [[], []])
    #expect(timetable.begin(at: .seconds(5)) == ["b 2"])
    timetable.noteSign(of: "a", number: 1, at: .seconds(6))
    timetable.end("b", number: 2, failed: false, at: .seconds(7))
    #expect(timetable.begin(at: .seconds(7)) == [])
    #expect(timetable.next() == .seconds(11))
    timetable.end("a", number: 1, failed: false, at: .seconds(8))
    #expect(timetable.begin(at: .seconds(8)) == ["c 3"])
  }

  @Test("A visit that hangs though it was broken off has failed, and once more after each limit")
  func hang() throws {
    let timetable = Table()
    timetable.replaceSites(with: sites("a", "b"), at: .zero)
    timetable.begin(at: .zero)
    timetable.replaceSites(with: sites("a"), at: .zero)
    // That it got on before does not make up for it.
    timetable.noteSign(of: "a", number: 1, at: .seconds(1))
    #expect(timetable.supervise(at: .seconds(600)) == [["a", "b"], []])
    #expect(timetable.next() == .seconds(660))
    #expect(timetable.supervise(at: .seconds(659)) == [[], []])
    #expect(timetable.failing == 0)
    // Nobody asks any more for what the list no longer holds.
    #expect(timetable.supervise(at: .seconds(660)) == [[], ["a"]])
    #expect(timetable.supervise(at: .seconds(661)) == [[], []])
    #expect(timetable.failing == 1)
    #expect(timetable.next() == .seconds(1260))
    #expect(timetable.supervise(at: .seconds(1260)) == [[], ["a"]])
    let ended = try #require(timetable.end("a", number: 1, failed: true, at: .seconds(1261)))
    #expect(ended.entry.failures == 3)
    #expect(timetable.entries["b"]?.visit?.number == 2)
  }

  @Test(
    "A visit that was broken off has failed, unless it got on: then it goes on when it is its turn",
    arguments: [true, false])
  func brokenOff(gotOn: Bool) throws {
    let timetable = Table(places: 1, interval: .seconds(86_400))
    timetable.replaceSites(with: sites("a", "b"), at: .zero)
    timetable.begin(at: .zero)
    if gotOn { timetable.noteSign(of: "a", number: 1, at: .seconds(1)) }
    _ = timetable.supervise(at: .seconds(600))
    let ended = try #require(timetable.end("a", number: 1, failed: true, at: .seconds(601)))
    #expect(ended.entry.failures == (gotOn ? 0 : 1))
    #expect(timetable.failing == (gotOn ? 0 : 1))
    #expect(ended.entry.due == .seconds(gotOn ? 601 : 601 + 855))
    #expect(timetable.begin(at: .seconds(601)) == ["b 2"])
  }

  @Test("A failing site waits twice as long each time, up to a quarter of an hour, and is back at once")
  func backoff() throws {
    let timetable = Table()
    timetable.replaceSites(with: sites("a"), at: .zero)
    var waits: [Int] = []
    for number in 1...8 {
      let now = timetable.entries["a"]?.due ?? .zero
      timetable.begin(at: now)
      let ended = try #require(timetable.end("a", number: number, failed: number < 8, at: now))
      waits.append((ended.entry.due - now).wholeSeconds)
    }
    // The jitter takes a twentieth in the mean, and adds nothing to the longest wait.
    #expect(waits == [57, 114, 228, 456, 855, 855, 855, 60])
  }

  @Test(
    "Waits are stretched and cut by a tenth, a failing site's only cut",
    arguments: [(0, 0.0, 54), (0, 1.0, 66), (1, 0.0, 60), (1, 1.0, 54), (99, 0.0, 900), (99, 1.0, 810)])
  func jitter(failures: Int, random: Double, seconds: Int) {
    let pace = Pace(interval: .seconds(60)) { random }
    // Fractions of a second are reckoned in binary.
    #expect((pace.wait(afterFailures: failures) + .milliseconds(1)).wholeSeconds == seconds)
  }

  @Test(
    "A failing site is tried again within a quarter of an hour, however long the interval",
    arguments: [1, 2, 50])
  func longInterval(failures: Int) {
    let pace = Pace(interval: .seconds(86_400)) { 0 }
    #expect(pace.wait(afterFailures: failures) == .seconds(900))
  }

  @Test("The next daily file is not waited past")
  func limit() throws {
    let timetable = Table(interval: .seconds(86_400))
    timetable.replaceSites(with: sites("a"), at: .zero)
    timetable.begin(at: .zero)
    let ended = try #require(
      timetable.end("a", number: 1, failed: false, limit: .seconds(100), at: .seconds(1)))
    #expect(ended.entry.due == .seconds(100))
  }

  @Test("A new list makes all due, keeps what is known, and lets a visit of a removed site end")
  func relist() throws {
    let timetable = Table()
    timetable.replaceSites(with: sites("a", "b", "c"), at: .zero)
    timetable.begin(at: .zero)
    timetable.end("a", number: 1, failed: true, at: .seconds(1))
    timetable.begin(at: .seconds(1))
    timetable.replaceSites(with: sites("d", "a"), at: .seconds(2))
    #expect(timetable.names == ["d", "a"])
    #expect(timetable.entries["a"]?.failures == 1)
    #expect(timetable.underWay == ["b", "c"])
    timetable.end("b", number: 2, failed: false, at: .seconds(3))
    #expect(timetable.entries["b"] == nil)
    #expect(timetable.begin(at: .seconds(3)) == ["d 4"])
    // What a visit of another time has to say is of no interest.
    #expect(timetable.end("d", number: 3, failed: true, at: .seconds(4)) == nil)
    #expect(timetable.underWay == ["c", "d"])
  }

  @Test("The other blogs of a multisite come behind the first, and go when they or it have gone")
  func blogs() {
    let timetable = Table(places: 9)
    let network = WorkerSite(name: "net", isNetwork: true, find: sites("net")[0].find)
    timetable.replaceSites(with: [network] + sites("z"), at: .zero)
    #expect(timetable.begin(at: .zero) == ["net 1", "z 2"])
    #expect(timetable.replaceBlogs(of: "net", with: [2, 3], at: .seconds(1)))
    #expect(!timetable.replaceBlogs(of: "net", with: [2, 3], at: .seconds(1)))
    #expect(timetable.names == ["net", "net blog 2", "net blog 3", "z"])
    #expect(timetable.begin(at: .seconds(1)) == ["net blog 2 3", "net blog 3 4"])
    timetable.replaceSites(with: [network], at: .seconds(2))
    #expect(timetable.names == ["net", "net blog 2", "net blog 3"])
    #expect(timetable.replaceBlogs(of: "net", with: [3], at: .seconds(3)))
    timetable.end("net blog 2", number: 3, failed: false, at: .seconds(3))
    #expect(timetable.entries.keys.sorted() == ["net", "net blog 3", "z"])
    timetable.replaceSites(with: [], at: .seconds(4))
    #expect(timetable.names == [])
  }

  @Test("A blog that is listed beside its multisite is visited once, as the one that is listed")
  func listedBlog() throws {
    let timetable = Table(places: 9)
    let network = WorkerSite(name: "net", isNetwork: true, find: sites("net")[0].find)
    let declared = ModelHistory([
      .init(from: Day(number: 4), model: Model(platform: "OpenAI", name: "gpt-4o"))
    ])
    let blog = WorkerSite(name: "net blog 2", models: declared, find: sites("net blog 2")[0].find)
    timetable.replaceSites(with: [network, blog], at: .zero)
    #expect(timetable.begin(at: .zero) == ["net 1", "net blog 2 2"])
    #expect(timetable.replaceBlogs(of: "net", with: [2, 3], at: .seconds(1)))
    #expect(timetable.names == ["net", "net blog 3", "net blog 2"])
    timetable.end("net blog 2", number: 2, failed: false, at: .seconds(1))
    #expect(timetable.begin(at: .seconds(100)) == ["net blog 3 3", "net blog 2 4"])
    #expect(timetable.entries["net blog 2"]?.site.models == declared)
  }

  @Test("The names of a multisite and of its blog do not matter for which blog is listed beside it")
  func namedBlog() throws {
    let timetable = Table(places: 9)
    let network = WorkerSite(
      name: "Network", listed: "net", labels: SiteLabels(name: "Network"), isNetwork: true,
      find: sites("net")[0].find)
    let blog = WorkerSite(name: "Shop", listed: "net blog 2", find: sites("net blog 2")[0].find)
    timetable.replaceSites(with: [network, blog], at: .zero)
    #expect(timetable.begin(at: .zero) == ["Network 1", "Shop 2"])
    #expect(timetable.replaceBlogs(of: "Network", with: [2, 3], at: .seconds(1)))
    #expect(timetable.names == ["Network", "Network blog 3", "Shop"])
    #expect(timetable.entries["Network blog 3"]?.site.labels == SiteLabels(name: "Network blog 3"))
  }

  @Test("A site with its own interval keeps that, and so do its other blogs")
  func ownInterval() {
    let timetable = Table(places: 9)
    let network = WorkerSite(
      name: "net", interval: .seconds(900), isNetwork: true, find: sites("net")[0].find)
    timetable.replaceSites(with: [network] + sites("a"), at: .zero)
    #expect(timetable.replaceBlogs(of: "net", with: [2], at: .zero))
    #expect(timetable.begin(at: .zero) == ["net 1", "net blog 2 2", "a 3"])
    for (number, name) in ["net", "net blog 2", "a"].enumerated() {
      timetable.end(name, number: number + 1, failed: false, at: .zero)
    }
    #expect(
      ["net", "net blog 2", "a"].map { timetable.entries[$0]?.due } == [
        .seconds(900), .seconds(900), .seconds(60),
      ])
    // After a failure it does not wait longer than others.
    #expect(timetable.begin(at: .seconds(900)) == ["a 4", "net 5", "net blog 2 6"])
    timetable.end("net", number: 5, failed: true, at: .seconds(900))
    #expect(timetable.entries["net"]?.due == .seconds(900 + 855))
  }
}
