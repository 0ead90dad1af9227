/// A horizontal bar in eighths of a column.
enum Bar {
  /// A bar of `part` where `whole` takes `width` columns; anything above zero is at least an eighth of a column, in
  /// ASCII a whole column.
  static func text(_ part: Int, of whole: Int, width: Int, isASCII: Bool = false) -> String {
    guard part > 0, whole > 0, width > 0 else { return "" }
    let share = min(1, Double(part) / Double(whole))
    if isASCII { return String(repeating: "#", count: max(1, Int((share * Double(width)).rounded()))) }
    let eighths = max(1, Int((share * Double(width * 8)).rounded()))
    let (full, rest) = eighths.quotientAndRemainder(dividingBy: 8)
    return String(repeating: "█", count: full) + ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][rest]
  }
}
