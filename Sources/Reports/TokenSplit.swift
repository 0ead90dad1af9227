import Ledger

/// How tokens divide into those of prompts, of completions, and others.
public struct TokenSplit: Equatable, Sendable {
  /// Tokens of prompts.
  public let prompt: Int
  /// Tokens of completions.
  public let completion: Int
  /// What a provider counts in the total alone, such as thinking tokens.
  public let other: Int

  /// The sum of the three. It exceeds the logged total when some totals are missing from the log.
  public var sum: Int { prompt + completion + other }
}

extension TokenCount {
  /// How these tokens divide.
  public var split: TokenSplit {
    TokenSplit(prompt: prompt, completion: completion, other: max(0, total - prompt - completion))
  }
}

extension TokenCount {
  /// Whether prompt and completion tokens exceed the total, as when answers were logged without a Total Tokens row.
  public var lacksTotals: Bool { clampedParts > total }

  private var clampedParts: Int {
    let (sum, overflow) = prompt.addingReportingOverflow(completion)
    return overflow ? .max : sum
  }

  /// Explains figures that lack totals to a reader who adds up the columns.
  public static let missingTotals = """
    Prompt and completion tokens exceed the total: some answers were logged without their Total Tokens row, and \
    Total Tokens and Requests count only those rows.
    """
}
