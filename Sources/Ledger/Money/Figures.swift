/// What was used and what that cost: what every measure is a figure of.
public struct Figures: Hashable, Sendable {
  /// Tokens and requests.
  public var count: TokenCount
  /// What they cost; nil where nobody asked.
  public var cost: Cost?

  /// Some usage and its cost; by default nothing, of which nobody asked what it cost.
  public init(_ count: TokenCount = .zero, cost: Cost? = nil) {
    self.count = count
    self.cost = cost
  }

  /// Nothing.
  public static let zero = Figures()

  /// Adds other usage and its cost.
  public static func += (left: inout Figures, right: Figures) {
    left.count += right.count
    guard let cost = right.cost else { return }
    if left.cost == nil { left.cost = cost } else { left.cost? += cost }
  }

  /// Both together.
  public static func + (left: Figures, right: Figures) -> Figures {
    var sum = left
    sum += right
    return sum
  }
}
