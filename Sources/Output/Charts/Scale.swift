/// The vertical scale of a chart of bars: round numbers from 0 to the first that no bar exceeds.
struct Scale {
  /// A round number on the axis.
  struct Tick: Equatable {
    let value: UInt128
    let y: Double
  }

  /// Where the largest tick stands, below the axis's name.
  static let top = 28.0
  /// Where the bars stand.
  static let bottom = 248.0

  /// The round numbers, from 0 on.
  let ticks: [Tick]
  private let highest: UInt128

  /// A scale for bars up to `largest`.
  init(upTo largest: UInt128) {
    let values = Self.ticks(upTo: largest)
    let highest = values.last ?? 0
    self.highest = highest
    ticks = values.map { Tick(value: $0, y: Self.y(of: $0, upTo: highest)) }
  }

  /// Where a bar of this height ends.
  func y(of value: UInt128) -> Double { Self.y(of: value, upTo: highest) }

  /// Steps of 1, 2 or 5 times a power of ten, at most five of them, from 0 to `largest` or just above it.
  static func ticks(upTo largest: UInt128) -> [UInt128] {
    guard largest > 0 else { return [0] }
    let powers = sequence(first: 1 as UInt128) { $0 <= UInt128.max / 100 ? $0 * 10 : nil }
    let steps = powers.lazy.flatMap { [$0, 2 * $0, 5 * $0] }
    let step = steps.first { (largest - 1) / $0 < 5 } ?? largest
    return (0...(largest - 1) / step + 1).map { $0 * step }
  }

  private static func y(of value: UInt128, upTo highest: UInt128) -> Double {
    guard highest > 0 else { return bottom }
    return bottom - (bottom - top) * Double(value) / Double(highest)
  }
}
