/// The largest single numbers among some rows, for prices that depend on the size of a request.
///
/// It merges with that of other rows, and is counted again from the rows; nothing can be taken off it.
public struct LargestRows: Hashable, Sendable {
  /// The largest number of a prompt row; 0 without such rows.
  public var prompt: Int
  /// The largest number of a completion row; 0 without such rows.
  public var completion: Int

  /// The largest numbers of some rows; by default of none.
  public init(prompt: Int = 0, completion: Int = 0) {
    self.prompt = prompt
    self.completion = completion
  }

  /// Takes in the largest numbers of other rows.
  public mutating func merge(_ other: LargestRows) {
    prompt = max(prompt, other.prompt)
    completion = max(completion, other.completion)
  }
}

/// What some rows used: their sums and the largest of them.
public struct UsageSum: Hashable, Sendable {
  /// The sums.
  public var count: TokenCount
  /// The largest single numbers.
  public var largest: LargestRows

  /// What some rows used; by default nothing.
  public init(count: TokenCount = .zero, largest: LargestRows = LargestRows()) {
    self.count = count
    self.largest = largest
  }

  /// What one row used, as a count of its own.
  public init(row count: TokenCount) {
    self.init(count: count, largest: LargestRows(prompt: count.prompt, completion: count.completion))
  }

  /// Adds what other rows used.
  public static func += (left: inout UsageSum, right: UsageSum) {
    left.count += right.count
    left.largest.merge(right.largest)
  }
}
