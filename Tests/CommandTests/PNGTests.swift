import Foundation
import TestSupport
import Testing

/// `report --format png`, made by librsvg's real program.
@Suite("Pictures in pixels")
struct PNGTests {
  private static let charts = [
    [], ["--by", "page"], ["--by", "page", "--chart", "share"],
  ]

  @Test("Each chart is a picture of twice its units on white", arguments: charts)
  func pictures(_ chart: [String]) async throws {
    let site = try await SharedSite.sample.site
    let arguments = ["report", "--no-sync", "--period", "monthly"] + chart
    let svg = try await site.tokenledger(arguments + ["--format", "svg"])
    let outcome = try await site.tokenledger(arguments + ["--format", "png"])
    #expect(outcome.status == 0 && outcome.errors == "", "\(outcome.errors)")
    let bytes = outcome.outputBytes
    try #require(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    func number(at place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    let match = try #require(svg.output.firstMatch(of: /viewBox="0 0 640 ([0-9.]+)"/))
    let height = try #require(Double(match.1))
    #expect(number(at: 16) == 1280 && abs(Double(number(at: 20)) - height * 2) <= 1)
    // 8 bits, without transparency.
    #expect(bytes[24] == 8 && bytes[25] == 2)
  }

  @Test("A program of that name that makes no picture is named, and nothing is written")
  func broken() async throws {
    let site = try await SharedSite.sample.site
    try await Folder.with { folder in
      let path = try folder.writeProgram("rsvg-convert", "#!/bin/sh\necho no picture\nexit 3\n")
      #expect(
        try await site.tokenledger(
          ["report", "--no-sync", "--format", "png"],
          environment: ["PATH": "\(URL(filePath: path).deletingLastPathComponent().path):/usr/bin:/bin"])
          == .init(69, error: "\(path) made no picture (exit code 3)", "Use --format svg."))
    }
  }

  @Test("A terminal is no place for pixels", .freshDatabase)
  func terminal() async throws {
    let site = try await TestSite.synced()
    let outcome = try await site.shell(
      """
      script --quiet --return --command '"$TOKENLEDGER" report --no-sync --format png' /dev/null
      """, environment: ["TERM": "xterm", "SHELL": "/bin/bash"])
    #expect(outcome.status == 64)
    #expect(
      outcome.output.replacing("\r\n", with: "\n").hasSuffix(
        """
        tokenledger: error: --format png is no text for a terminal
        Send it to a file, as in 'tokenledger report --format png > report.png'.

        """), "\(outcome)")
    #expect(!outcome.output.contains("PNG\r"))
  }
}
