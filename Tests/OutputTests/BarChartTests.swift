import Ledger
import Reports
import TestSupport
import Testing
import Text

@testable import Output

@Suite("Bar charts")
struct BarChartTests {
  /// A report of `count` periods up to 2026-11-21, most with tokens out of `range`, some with none, and a request for every 900.
  private func report(_ period: Period, _ count: Int, tokens range: ClosedRange<Int>) throws -> PeriodReport {
    var generator = SeededGenerator(seed: UInt64(count))
    let asOf = day("2026-11-21")
    let window = try Window(.last(count), of: period, asOf: asOf, recorded: day("0001-01-01")...asOf)
    let usage = period.partition(window.days).map { part in
      let total = Int.random(in: 0..<8, using: &generator) == 0 ? 0 : Int.random(in: range, using: &generator)
      return DayUsage(day: part.lowerBound, count: TokenCount(total: total, requests: total / 900))
    }
    return PeriodReport(
      window, usage: usage, context: PeriodReport.Context(completeness: Completeness(lastSync: shopSync)))
  }

  /// The width of a text in the widest of the usual typefaces, Verdana and DejaVu Sans.
  private func width(_ text: String) -> Double {
    text.reduce(0) { sum, character in
      switch character {
      case "-": sum + 12 * 0.4546
      case ",": sum + 12 * 0.3638
      case "W": sum + 12 * 0.989
      default: sum + 12 * 0.6363
      }
    }
  }

  private static let sizes =
    Array(1...120) + stride(from: 121, to: 1000, by: 47) + stride(from: 1000, through: 5000, by: 800)

  /// From a few tokens to more than anyone has, so that the axis's numbers take little and much of the width.
  private static let magnitudes = [9, 99_999, 123_456_789_012]

  @Test(
    "Names never touch nor leave the drawing, stand below their bars, and are left out only where they must",
    arguments: Period.allCases)
  func labels(_ period: Period) throws {
    for count in Self.sizes where period != .yearly || count <= 2026 {
      let report = try report(period, count, tokens: 0...Self.magnitudes[count % 3])
      let drawing = try Drawing(BarChart(report, site: site).svg)
      let labels = drawing.labels
      #expect(labels.last?.text == report.rows.last?.label)
      let edges = try labels.map { label in
        let center = try #require(label["x"])
        return (left: center - width(label.text) / 2, right: center + width(label.text) / 2)
      }
      #expect(edges.allSatisfy { $0.left >= 0 && $0.right <= 640 }, "\(count)")
      #expect(zip(edges, edges.dropFirst()).allSatisfy { $0.right + 3 < $1.left }, "\(count)")

      let centers = try drawing.bars.map { bar in try #require(bar["x"]) + #require(bar["width"]) / 2 }
      let own = Dictionary(uniqueKeysWithValues: zip(report.rows.map(\.label), centers))
      for label in labels {
        #expect(abs(try #require(own[label.text]) - #require(label["x"])) < 0.02, "\(count)")
      }
      // One bar nearer, and two names would be too near.
      if labels.count > 1, labels.count < count {
        let distance = try #require(labels[1]["x"]) - #require(labels[0]["x"])
        #expect(distance - (centers[1] - centers[0]) < width("2026-W47") * 1.25 + 4, "\(count)")
      }
    }
  }

  @Test(
    "Every period has a bar with its figures, in proportion, and any usage can be seen",
    arguments: Period.allCases)
  func bars(_ period: Period) throws {
    for count in Self.sizes where period != .yearly || count <= 2026 {
      let report = try report(period, count, tokens: 0...Self.magnitudes[count % 3])
      let bars = try Drawing(BarChart(report, site: site).svg).bars
      let expected = report.rows.map { row in
        "\(row.label): \(figures(row.count)), \(row.isComplete ? "complete" : "not complete")"
      }
      #expect(bars.map(\.text) == expected)

      let highest = try #require(BarChart(report, site: site).plot.scale.ticks.last?.value)
      for (bar, row) in zip(bars, report.rows) {
        let (x, y) = (try #require(bar["x"]), try #require(bar["y"]))
        let (width, height) = (try #require(bar["width"]), try #require(bar["height"]))
        #expect(x >= 8 && x + width <= 640 && width >= 0.75, "\(count)")
        #expect(abs(y + height - 248) < 0.02, "\(count)")
        let share = 220 * Double(row.count.total) / Double(max(1, highest))
        #expect(abs(height - (row.count.total > 0 ? max(1, share) : 0)) < 0.02, "\(row.label) of \(count)")
        #expect((bar.attributes["fill-opacity"] == nil) == row.isComplete)
      }
    }
  }

  private func figures(_ count: TokenCount) -> String {
    "\(NumberText.integer(count.total, thousands: true)) token\(count.total == 1 ? "" : "s"), "
      + "\(NumberText.integer(count.requests, thousands: true)) request\(count.requests == 1 ? "" : "s")"
  }

  @Test(
    "The axis has round numbers, few of them, up to the first that no bar exceeds",
    arguments: [
      (0, [0]), (1, [0, 1]), (4, [0, 1, 2, 3, 4]), (6, [0, 2, 4, 6]), (12_345, [0, 5000, 10_000, 15_000]),
      (1_000_000, [0, 200_000, 400_000, 600_000, 800_000, 1_000_000]),
      (1_000_001, [0, 500_000, 1_000_000, 1_500_000]),
    ] as [(UInt128, [UInt128])])
  func ticks(largest: UInt128, ticks: [UInt128]) {
    #expect(Scale.ticks(upTo: largest) == ticks)
  }

  @Test("Figures as large as a number can be are drawn as well")
  func largestFigures() throws {
    #expect(Scale.ticks(upTo: UInt128(Int.max)).last == 10_000_000_000_000_000_000)
    let chart = try Drawing(BarChart(report(.daily, 7, tokens: Int.max...Int.max), site: site).svg)
    #expect(chart.elements.contains { $0.text == "10,000,000,000,000,000,000" })
    #expect(chart.bars.count == 7)
  }

  @Test("A chart has at most 5,000 bars")
  func tooManyBars() throws {
    let report = try report(.daily, 5001, tokens: 0...9)
    #expect {
      try BarChart(report, site: site)
    } throws: { error in
      (error as? Failure)?.message == "the report has 5001 rows, more than the 5000 bars of a chart"
    }
  }

  @Test("Nothing but plain shapes and text is drawn, and each attribute is one that a page can let through")
  func vocabulary() throws {
    let drawing = try Drawing(BarChart(shopReport(), site: site).svg)
    #expect(Set(drawing.elements.map(\.name)) == ["svg", "title", "desc", "rect", "line", "text"])
    #expect(
      Set(drawing.elements.flatMap(\.attributes.keys)) == [
        "xmlns", "viewBox", "width", "height", "role", "aria-labelledby", "id", "fill", "fill-opacity",
        "stroke",
        "stroke-opacity", "stroke-dasharray", "font-family", "font-size", "text-anchor", "x", "y", "x1", "x2",
        "y1",
        "y2",
      ])
    let ids = drawing.elements.compactMap { $0.attributes["id"] }
    #expect(drawing.elements.first?.attributes["aria-labelledby"] == ids.joined(separator: " "))
  }

  @Test("Names from hostile hands are inert, and what XML cannot hold does not break it")
  func hostileSite() throws {
    let name = "</desc><script>alert(1)</script>&amp;\"'\u{1B}[2J\0\u{FFFE}\u{FFFF}\u{202E}\u{0085}]]>\n"
    let hostile = SiteIdentity(database: name, prefix: name, blogID: 1, timeZone: name)
    let svg = try BarChart(shopReport(), site: hostile).svg
    let drawing = try Drawing(svg)
    let plain = try Drawing(BarChart(shopReport(), site: site).svg)
    #expect(drawing.elements.map(\.name) == plain.elements.map(\.name))
    let shown =
      #"</desc><script>alert(1)</script>&amp;"'\u{1B}[2J\0"# + "\u{FFFD}\u{FFFD}" + #"\u{202E}\u{0085}]]>\n"#
    #expect(
      drawing.elements[2].text.hasPrefix(
        "A bar chart of the total tokens of database \(shown), tables \(shown), time zone \(shown): 4 bars"))
    #expect(!svg.contains("<script"))
    let allowed = svg.unicodeScalars.allSatisfy { $0 == "\n" || !$0.isHarmful }
    #expect(allowed)
  }

  @Test("That its figures are not complete is written below the bars, and in its description")
  func warning() throws {
    let sentence =
      "figures are complete until 2026-11-19 14:03:11 only: what was logged since is not counted yet"
    let asOf = day("2026-11-21")
    let window = try Window(.last(3), of: .daily, asOf: asOf, recorded: day("2026-10-05")...asOf)
    let report = PeriodReport(window, usage: shopUsage, context: .init(incompleteness: sentence))
    let elements = try Drawing(BarChart(report, site: site).svg).elements
    let written = elements.filter { $0.name == "text" }.map(\.text).joined(separator: " ")
    #expect(written.contains("Warning: \(sentence)"))
    #expect(elements.first { $0.name == "desc" }?.text.hasSuffix("Warning: \(sentence).") == true)
  }

  @Test("A report without usage says so in words, as long as it is")
  func empty() throws {
    let asOf = day("2026-11-21")
    func texts(recorded: ClosedRange<Day>?) throws -> [String] {
      let window = try Window(.last(2), of: .yearly, asOf: asOf, recorded: recorded)
      return try Drawing(
        BarChart(
          PeriodReport(
            window, usage: [], context: PeriodReport.Context(completeness: Completeness(lastSync: shopSync))),
          site: site
        ).svg
      ).elements.map(\.text)
    }
    let beginning =
      "A bar chart of the total tokens of database shop, tables wp_3_, time zone Europe/Berlin: 2 bars, "
    let end =
      " Not complete (still running, not fully counted, begun before the ledger, or shown in part): "
    let nothing = try texts(recorded: nil)
    #expect(nothing[2] == beginning + "one a year. Nothing is recorded yet.\(end)2.")
    #expect(nothing.contains("Nothing is recorded yet."))
    #expect(nothing.contains("2025: 0 tokens, 0 requests, not complete"))
    let unused = try texts(recorded: day("2020-01-01")...asOf)
    #expect(unused[2] == beginning + "one a year. No total tokens were counted in these days.\(end)1.")
    #expect(unused.contains("No total tokens were counted in these days."))
  }

  @Test("A report's picture is its chart; an answer that has none refuses to be drawn")
  func picture() throws {
    let report = try shopReport()
    #expect(try Renderer(format: .svg).text(Answer(report, site: site)) == BarChart(report, site: site).svg)
    let refusal = #expect(throws: Failure.self) {
      try Renderer(format: .svg).bytes(Answer(health, site: site, isMarkup: false))
    }
    #expect(refusal?.kind == .usage)
  }
}
