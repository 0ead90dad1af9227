import Ledger
import Testing

@testable import Chatbots
@testable import Pricing

@Suite("Names of models")
struct NameTests {
  @Test("Models that only begin alike have prices of their own")
  func alike() throws {
    #expect(try listPrice("gpt-5") == [1_250_000, 10_000_000])
    #expect(try listPrice("gpt-5.6-sol") == [4_000_000, 20_000_000])
    #expect(try listPrice("o3") == [2_000_000, 8_000_000])
    #expect(try listPrice("o3-pro") == [20_000_000, 80_000_000])
  }

  @Test(
    "A name that is not listed is unpriced, even if its beginning or end is",
    arguments: [
      "gpt-5-99-99", "gpt-4o-audio-preview", "gpt-4o ", "GPT-4o", "gpt-4o-mini-", "gpt-9", "xgpt-4o",
      "gpt-4o-mini-2024-02-30", "gpt-4o-mini-20240230", "gpt-4o-mini-24-07-18", "gpt-4o-mini20240718",
      "-2024-07-18",
      "gpt-4o\t2024-05-13", "gpt-4o\t2024-05-13\t5/15", "gpt-4o\n", "", "=gpt-4o", "gpt-4ö",
      "ft:gpt-4o-mini-2024-07-18:shop::abc",
    ])
  func unknown(_ name: String) throws {
    #expect(try answer(name) == .unpriced(.unknownName))
  }

  @Test("A snapshot that is not listed has its model's price where the model had one price over all its life")
  func snapshots() throws {
    #expect(try listPrice("gpt-4o-mini-2031-01-01") == listPrice("gpt-4o-mini"))
    #expect(try listPrice("gpt-4o-mini-20310101") == [150_000, 600_000])
    #expect(try listPrice("claude-opus-4-5-20991231", "Anthropic") == [5_000_000, 25_000_000])
    for (name, alias) in [
      ("gpt-4o-2031-01-01", "gpt-4o"), ("gpt-3.5-turbo-20310101", "gpt-3.5-turbo"), ("o3-2031-01-01", "o3"),
      ("gpt-5.6-sol-2026-05-01", "gpt-5.6-sol"),
    ] {
      #expect(try answer(name) == .unpriced(.snapshot(of: alias)))
    }
    // One date is cut, not two.
    #expect(try answer("gpt-4o-mini-2024-07-18-2030-01-01") == answer("gpt-4o-mini-2024-07-18"))
    #expect(try answer("gpt-4o-mini-2030-01-01-2030-01-01") == .unpriced(.unknownName))
  }

  @Test("A pinned snapshot keeps its price when the name without a date moves on")
  func pinned() throws {
    #expect(try listPrice("gpt-4o-2024-05-13", on: "2026-01-01") == [5_000_000, 15_000_000])
    #expect(try listPrice("gpt-4o-2024-11-20", on: "2026-01-01") == [2_500_000, 10_000_000])
    #expect(try listPrice("gpt-3.5-turbo-0613", on: "2024-06-01") == [1_500_000, 2_000_000])
  }

  @Test("Azure's names are those of OpenAI, and Azure's own spelling is known")
  func azure() throws {
    for name in ["gpt-35-turbo", "gpt-3.5-turbo", "gpt-4o-mini"] {
      #expect(try answer(name, "Azure OpenAI", on: "2024-03-01") == answer(name, on: "2024-03-01"))
    }
    #expect(try listPrice("gpt-35-turbo", "Azure OpenAI", on: "2024-02-15") == [1_500_000, 2_000_000])
    #expect(try answer("shop-assistant", "Azure OpenAI") == .unpriced(.unknownName))
    #expect(try answer("gpt-4o-2031-01-01", "Azure OpenAI") == .unpriced(.snapshot(of: "gpt-4o")))
  }

  @Test("A platform that has another's prices has its own first")
  func own() throws {
    let list = try list(
      "Azure OpenAI\t\tcompletion\tOpenAI\ts", "Azure OpenAI\tm\t-\t3/4\t-\t-\t-\t-\t-\ts",
      "OpenAI\t\tcompletion\t-\ts",
      "OpenAI\tm\t-\t1/2\t-\t-\t-\t-\t-\ts", "OpenAI\tn\t-\t1/2\t-\t-\t-\t-\t-\ts")
    for (name, input) in [("m", 3_000_000), ("n", 1_000_000)] {
      guard
        case .price(let price, _) = try list.history(of: model(name, "Azure OpenAI")).answer(
          on: day("2026-01-01"))
      else {
        Issue.record("\(name) has no price")
        continue
      }
      #expect(price.list.input == input)
    }
  }

  @Test("A model is looked up on its own platform")
  func platforms() throws {
    #expect(try answer("gpt-4o", "Google") == .unpriced(.unknownName))
    #expect(try answer("claude-haiku-4-5", "Google") == .unpriced(.unknownName))
    for platform in ["", "openai", "OpenAI ", "OpenAI\tgpt-4o", "Perplexity"] {
      #expect(try answer("gpt-4o", platform) == .unpriced(.unknownPlatform))
    }
  }

  @Test(
    "Every default model of every platform has a price, is free, or is listed without one",
    arguments: AIPlatform.allCases)
  func defaults(_ platform: AIPlatform) throws {
    for name in [platform.defaultModel, platform.defaultModelOfEarlierReleases] {
      let known = try answer(name, platform.rawValue, on: "2026-07-01")
      switch platform {
      case .markovChain, .transformer, .localServer: #expect(known == .free)
      case .nvidia,
        .azureOpenAI where name == "DEPLOYMENT_NAME":
        guard case .unpriced(.listed(let reason)) = known else {
          Issue.record("\(name) is not listed")
          continue
        }
        #expect(!reason.isEmpty)
      default:
        guard case .price = known else {
          Issue.record("\(name) has no price")
          continue
        }
      }
    }
  }

  @Test("The model of Mistral's agents has a price, too")
  func agents() throws {
    #expect(try listPrice("mistral-medium-latest", "Mistral") == [1_500_000, 7_500_000])
  }

  @Test(
    "A name that moves from model to model has no price, on no day",
    arguments: ["2025-01-01", "2026-11-28", "2027-06-01"])
  func moving(_ day: String) throws {
    for (name, platform) in [
      ("gemini-flash-latest", "Google"), ("gemini-flash-lite-latest", "Google"),
      ("gemini-pro-latest", "Google"),
      ("mistral-medium", "Mistral"),
    ] {
      guard case .unpriced(.listed) = try answer(name, platform, on: day) else {
        Issue.record("\(name) is not listed without a price")
        continue
      }
    }
  }

  @Test("All models that run on the owner's machine are free, and no others are")
  func free() throws {
    for platform in ["Local Server", "Markov Chain", "Transformer"] {
      #expect(try answer("anything at all", platform) == .free)
    }
    for platform in ["OpenAI", "Azure OpenAI", "NVIDIA", "Anthropic", "DeepSeek", "Google", "Mistral"] {
      #expect(try answer("anything at all", platform) == .unpriced(.unknownName))
    }
  }
}
