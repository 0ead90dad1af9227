/// How a table looks: richly on a terminal, plainly in a pipe, a file or a mail.
public struct TableStyle: Equatable, Sendable {
  /// Whether to colour with escape sequences.
  public let color: Bool
  /// The columns of the terminal; nil when lines may be as long as they are.
  public let width: Int?
  /// Whether numbers have thousands separators.
  public let thousands: Bool
  /// Whether to draw bars and lines.
  public let bars: Bool

  /// A style of one's own.
  public init(color: Bool, width: Int?, thousands: Bool, bars: Bool) {
    self.color = color
    self.width = width
    self.thousands = thousands
    self.bars = bars
  }

  /// For pipes, files and mails, and for people who asked for it: aligned, and nothing else.
  public static let plain = TableStyle(color: false, width: nil, thousands: false, bars: false)

  /// For a terminal of `width` columns.
  public static func terminal(width: Int) -> TableStyle {
    TableStyle(color: true, width: width, thousands: true, bars: true)
  }
}

extension Tone {
  /// `text` in this tone, as an ANSI terminal shows it (SGR, ECMA-48), and back to normal after it.
  func paint(_ text: String) -> String {
    let code: String? =
      switch self {
      case .plain: nil
      case .strong: "1"
      case .faint: "2"
      case .accent: "36"
      case .good: "32"
      case .warning: "33"
      case .bad: "31"
      }
    guard let code, !text.isEmpty else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
