import Foundation
import Ledger
import Reports
import Testing
import Text

@testable import Output

/// The shares of some pages, which are called by their ids.
func shopShares(_ totals: [Int], names: [String] = [], top: Int? = nil) throws -> Breakdown {
  func page(_ id: Int) -> Member { Name("\(id + 1)").map { .name($0) } ?? .none }
  return Breakdown(
    try Window(
      .days(from: day("2026-11-01"), to: day("2026-11-20")), of: .daily, asOf: day("2026-11-21"),
      recorded: day("2026-10-05")...day("2026-11-21")), by: [.page],
    usage: totals.enumerated().map { Usage(of: [page($0)], count: TokenCount(total: $1, requests: 1)) },
    names: [.page: Dictionary(uniqueKeysWithValues: names.enumerated().map { (page($0), $1) })], top: top,
    context: PeriodReport.Context(
      completeness: Completeness(lastSync: shopSync), ledgerSince: day("2026-10-05")))
}

@Suite("Charts of a breakdown")
struct BreakdownChartTests {
  private func stacked(_ breakdown: Breakdown, _ measures: [Measure] = [.totalTokens]) throws -> Drawing {
    try Drawing(StackedChart(breakdown, #require(breakdown.across), measures, site: site).svg)
  }

  private func ring(_ breakdown: Breakdown, _ measures: [Measure] = [.totalTokens]) throws -> Drawing {
    try Drawing(RingChart(breakdown, measures, site: site).svg)
  }

  private func texts(_ drawing: Drawing) -> [String] {
    drawing.elements.filter { $0.name == "text" }.map(\.text)
  }

  @Test("Bars are stacked from the parts of their period, in proportion, and each part says what it is")
  func parts() throws {
    let breakdown = try shopAcross()
    let drawing = try stacked(breakdown, [.requests])
    let parts = drawing.bars
    #expect(
      parts.map(\.text) == [
        "2026-W45, Pricing: 2 requests, not complete", "2026-W45, Blog: 3 requests, not complete",
        "2026-W46, Pricing: 900 requests, complete", "2026-W46, No page: 1 request, complete",
        "2026-W47, Blog: 1 request, not complete",
      ])
    let (pricing, blog) = (parts[0], parts[1])
    // The parts of a bar stand on each other, and the lowest on the axis.
    #expect(pricing["x"] == blog["x"] && pricing["width"] == blog["width"])
    #expect(try #require(pricing["y"]) + #require(pricing["height"]) == 248)
    #expect(abs(try #require(blog["y"]) + #require(blog["height"]) - #require(pricing["y"])) < 0.02)
    #expect(
      abs(try #require(parts[2]["height"]) - 900 * (#require(parts[3]["height"]))) < 5, "\(parts)")
    // The same part has the same colour everywhere; one that is not complete is lighter.
    #expect(pricing.attributes["fill"] == parts[2].attributes["fill"])
    #expect(pricing.attributes["fill"] != blog.attributes["fill"])
    #expect(parts.map { $0.attributes["fill-opacity"] == nil } == [false, false, true, true, false])
  }

  @Test("At most eight have a part of their own, in a stack and in a ring; the others are one")
  func mostParts() throws {
    let ring = try ring(shopShares((1...20).map { $0 * 100 }))
    let slices = ring.elements.filter { $0.name == "path" }
    #expect(slices.count == 9)
    #expect(slices.map(\.text).first == "20: 2,000 total tokens, 9.5 %")
    #expect(slices.map(\.text).last == "12 others: 7,800 total tokens, 37.1 %")
    let top = try self.ring(shopShares((1...20).map { $0 * 100 }, top: 2))
    #expect(
      top.elements.filter { $0.name == "path" }.map(\.text).last == "18 others: 17,100 total tokens, 81.4 %")
    // The same number links a part with its line of the legend.
    for number in 1...9 {
      #expect(texts(ring).count { $0 == "\(number)" } == 2, "\(number)")
    }
    #expect(texts(ring).contains("37.1 %") && texts(ring).contains("7,800"))
  }

  @Test("The parts of a ring are as large as their shares, and close it")
  func angles() throws {
    let slices = try ring(shopShares([500, 250, 250])).elements.filter { $0.name == "path" }
    // From the top to the bottom, to the left, and back to the top.
    #expect(
      slices.compactMap { $0.attributes["d"]?.prefix { $0 != "A" } } == ["M124 16", "M124 240", "M12 128"])
    let whole = try ring(shopShares([7])).elements.filter { $0.name == "path" }
    #expect(
      whole.map { $0.attributes["d"] } == [
        "M124 16A112 112 0 0 1 124 240A112 112 0 0 1 124 16L124 66A62 62 0 0 0 124 190A62 62 0 0 0 124 66Z"
      ])
  }

  @Test("A chart of nothing says so in words")
  func empty() throws {
    let nothing = try ring(shopShares([]))
    #expect(nothing.elements.allSatisfy { $0.name != "path" })
    #expect(texts(nothing) == ["No total tokens were counted", "in these days."])
    let unused = try ring(shopShares([5]), [.cost])
    #expect(texts(unused).first == "Nothing here has a price.")
    #expect(texts(unused).contains("–") && !texts(unused).contains("0.0 %"))
  }

  @Test("What has no price is not drawn, and is named below with its share")
  func unpriced() throws {
    let edition = PriceListEdition(version: "1", date: day("2026-11-20"), hasOwnPrices: false)
    func usage(_ page: String, _ model: Model?, usd: Int128, total: Int) -> Usage {
      var part = Cost.Part()
      let count = TokenCount(prompt: total, completion: 0, total: total, requests: 1)
      if usd > 0 {
        part.usd = PicoDollars(usd)
        part.priced = count
      } else {
        part.unpriced = count
      }
      return Usage(
        of: [Name(page).map { .name($0) } ?? .none],
        Figures(count, cost: Cost(part, of: model, by: edition)))
    }
    let model = Model(platform: "OpenAI", name: "gpt-4o")
    var context = PeriodReport.Context(
      completeness: Completeness(lastSync: shopSync), ledgerSince: day("2026-10-05"))
    context.edition = edition
    let breakdown = Breakdown(
      try Window(
        .days(from: day("2026-11-01"), to: day("2026-11-20")), of: .daily, asOf: day("2026-11-21"),
        recorded: day("2026-10-05")...day("2026-11-21")), by: [.page],
      usage: [
        usage("7", model, usd: 3_000_000_000_000, total: 100), usage("8", nil, usd: 0, total: 300),
        usage("9", model, usd: 1_000_000_000_000, total: 100),
      ], names: [:], by: .cost, context: context)
    let drawing = try ring(breakdown, [.cost])
    #expect(
      drawing.elements.filter { $0.name == "path" }.map(\.text) == [
        "7: 3.00 USD, 75.0 %", "9: 1.00 USD, 25.0 %",
      ])
    let written = texts(drawing).joined(separator: " ")
    #expect(written.contains("300 tokens (60.0 %) have no price: unknown model"))
    #expect(written.hasSuffix("What has no price is not drawn."))
    #expect(written.contains("3 8 – –"), "the legend: \(written)")
  }

  private static let hostile =
    "</text><script>alert(1)</script>&amp;\"'\u{1B}[2J\0\u{FFFE}\u{202E}\u{0085}]]>\n"
    + String(repeating: "WM", count: 120)

  @Test("Names from hostile hands are inert, and cut so that they fit")
  func hostile() throws {
    let names = [Self.hostile, String(repeating: "漢", count: 255), String(repeating: "\u{202E}", count: 255)]
    for drawing in [
      try ring(shopShares([30, 20, 10], names: names)), try stacked(shopAcross(names: names)),
    ] {
      let plain = Set(drawing.elements.map(\.name))
      #expect(plain.isSubset(of: ["svg", "title", "desc", "rect", "line", "path", "text"]))
      let names = drawing.elements.filter { $0.name == "text" && $0.text.hasSuffix("…") }
      #expect(names.count == 3)
      #expect(names.contains { $0.text.hasPrefix("</text>") })
      for name in names {
        let left = try #require(name["x"])
        #expect(left + SVG.width(of: name.text) <= 640)
      }
      #expect(drawing.elements.allSatisfy { $0.text.unicodeScalars.allSatisfy { !$0.isHarmful } })
    }
  }

  @Test("Only shapes and texts that a page lets through are drawn, and ids tell the charts of a page apart")
  func vocabulary() throws {
    let drawings = [
      try stacked(shopAcross()), try ring(shopShares([5, 4])), try stacked(shopAcross(), [.requests]),
    ]
    // Those that the WordPress plugin keeps.
    let allowed: Set = [
      "xmlns", "viewBox", "width", "height", "role", "aria-labelledby", "id", "fill", "fill-opacity",
      "stroke",
      "stroke-opacity", "stroke-dasharray", "font-family", "font-size", "text-anchor", "x", "y", "x1", "x2",
      "y1",
      "y2", "d",
    ]
    #expect(drawings.allSatisfy { $0.elements.allSatisfy { allowed.isSuperset(of: $0.attributes.keys) } })
    let ids = drawings.map { $0.elements.compactMap { $0.attributes["id"] } }
    #expect(
      zip(drawings, ids).allSatisfy {
        $0.elements.first?.attributes["aria-labelledby"] == $1.joined(separator: " ")
      })
    #expect(Set(ids.joined()).count == 6)
  }

  @Test("Each colour is seen on white and on black, and so is what is written on it")
  func contrast() {
    func luminance(_ color: String) -> Double {
      let digits = Array(color.dropFirst())
      let pairs =
        digits.count == 3
        ? digits.map { [$0, $0] }
        : [[digits[0], digits[1]], [digits[2], digits[3]], [digits[4], digits[5]]]
      let parts = pairs.map { pair -> Double in
        let value = Double(Int(String(pair), radix: 16) ?? 0) / 255
        return value <= 0.03928 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }
    func contrast(_ left: String, _ right: String) -> Double {
      let pair = [luminance(left), luminance(right)].sorted()
      return (pair[1] + 0.05) / (pair[0] + 0.05)
    }
    for color in ChartPalette.colors + [ChartPalette.others] {
      #expect(contrast(color.fill, "#ffffff") >= 3 && contrast(color.fill, "#000000") >= 3, "\(color)")
      #expect(contrast(color.fill, color.ink) >= 4.5, "\(color)")
    }
  }

  @Test("Without the program for pixels there are none, and it is named")
  func noProgram() throws {
    let refusal = #expect(throws: Failure.self) { try PNGWriter(folders: ["/nonexistent"]).write("<svg/>") }
    #expect(refusal?.kind == .unavailable)
    #expect(
      refusal?.description == """
        --format png needs the program rsvg-convert, which is not installed
        Install it (Debian: apt install librsvg2-bin), or use --format svg.
        """)
  }

  @Test("Figures whose parts do not add up are refused")
  func refused() throws {
    let breakdown = try shopShares([5])
    #expect { try RingChart(breakdown, [.tokensPerRequest], site: site) } throws: { error in
      (error as? Failure)?.kind == .usage
    }
  }
}
