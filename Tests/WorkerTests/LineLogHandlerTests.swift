import Foundation
import Logging
import Testing

@testable import Worker

@Suite("Lines of the log")
struct LineLogHandlerTests {
  private static let hostile = "a\u{1B}[2J\nb\u{202E}\"c\\d=\t"

  @Test("A text line says when, how bad, what and about whom, and nothing in it harms a terminal")
  func text() {
    let log = LogLines()
    let logger = log.logger()
    logger.info(
      "synced", metadata: ["b": .stringConvertible(3), "site": "shop", "a": "", "c": "x y", "d": "x=y"])
    logger.error("\(Self.hostile)", metadata: ["site": "\(Self.hostile)"])
    logger.debug("not said")
    #expect(
      log.all == [
        #"2027-01-15T08:00:00Z info synced site=shop a="" b=3 c="x y" d="x=y""#,
        #"2027-01-15T08:00:00Z error a\u{1B}[2J\nb\u{202E}"c\d=\t "#
          + #"site="a\u{1B}[2J\nb\u{202E}\"c\\d=\t""#,
      ])
  }

  @Test("A JSON line is one object with the same facts, numbers as numbers")
  func json() throws {
    struct Line: Decodable, Equatable {
      let time, level, message, site: String
      let counted: Int
    }
    let log = LogLines()
    log.logger(format: .json).warning(
      "\(Self.hostile)", metadata: ["site": "\(Self.hostile)", "counted": .stringConvertible(3)])
    #expect(log.all.count == 1)
    let line = try #require(log.all.first)
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value < 0x7F })
    #expect(
      try JSONDecoder().decode(Line.self, from: Data(line.utf8))
        == Line(
          time: "2027-01-15T08:00:00Z", level: "warning", message: Self.hostile, site: Self.hostile,
          counted: 3))
  }

  @Test(
    "Colours are for terminals, and for what matters",
    arguments: [(Logger.Level.info, nil), (.warning, 33), (.error, 31), (.debug, 2)])
  func colors(level: Logger.Level, code: Int?) {
    let log = LogLines()
    log.logger(level: .debug, hasColor: true).log(level: level, "said")
    let text = "\(level) said"
    #expect(log.all == ["2027-01-15T08:00:00Z " + (code.map { "\u{1B}[\($0)m\(text)\u{1B}[0m" } ?? text)])
  }
}
