import Foundation
import Ledger
import Testing
import Text

@testable import Pricing

/// A day from its text.
func day(_ text: String) -> Day {
  guard let day = Day(text) else { preconditionFailure("\(text) is not a day") }
  return day
}

/// A model of OpenAI, or of another platform.
func model(_ name: String, _ platform: String = "OpenAI") -> Model { Model(platform: platform, name: name) }

/// What the built-in list knows of a model on a day.
func answer(_ name: String, _ platform: String = "OpenAI", on text: String = "2026-11-28") throws
  -> PriceAnswer
{
  try PriceList.embedded().history(of: model(name, platform)).answer(on: day(text))
}

/// The list price as input / output in micro-dollars; nil without a price.
func listPrice(_ name: String, _ platform: String = "OpenAI", on text: String = "2026-11-28") throws -> [Int]?
{
  guard case .price(let price, _) = try answer(name, platform, on: text) else { return nil }
  return [price.list.input, price.list.output]
}

/// A decimal number of USD per 1,000,000 tokens in micro-dollars, by other means than those of the list.
func micro(_ text: String) throws -> Int {
  NSDecimalNumber(decimal: try #require(Decimal(string: text)) * 1_000_000).intValue
}

/// The lines of a price list with a head.
func listing(_ lines: String...) -> [UInt8] {
  Array(
    (["tokenledger.price-list/1\t7\t2026-01-31", "# A list."] + lines + [""]).joined(separator: "\n").utf8)
}

/// A checked list of such lines.
func list(_ lines: String...) throws -> PriceList {
  try PriceList(
    checking: Array(
      (["tokenledger.price-list/1\t7\t2026-01-31"] + lines + [""]).joined(separator: "\n").utf8),
    path: "/tmp/prices.tsv")
}

/// The cost of some usage with the built-in list.
func cost(
  _ name: String, _ platform: String = "OpenAI", on text: String = "2026-11-28", prompt: Int, completion: Int,
  total: Int? = nil, largestPrompt: Int? = nil
) throws -> Cost {
  var pricer = Pricer(try PriceList.embedded())
  let count = TokenCount(
    prompt: prompt, completion: completion, total: total ?? prompt + completion, requests: 1)
  return try pricer.cost(
    of: ModelUsage(day: day(text), model: model(name, platform), count: count, largestPrompt: largestPrompt))
}

/// The file that this project's script makes the list from, beside the packages.
func supplement() throws -> String {
  try String(
    contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../../scripts/prices.d/supplement.tsv"), encoding: .utf8)
}
