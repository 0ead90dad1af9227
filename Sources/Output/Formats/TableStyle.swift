/// How a table looks: richly on a terminal, plainly in a pipe, a file or a mail.
public struct TableStyle: Equatable, Sendable {
  /// Whether to colour with escape sequences.
  public let color: Bool
  /// The columns of the terminal; nil when lines may be as long as they are.
  public let width: Int?
  /// Whether to draw bars and lines.
  public let bars: Bool
  /// Whether our own symbols are written in ASCII, for readers that may not decode UTF-8. Names are not changed.
  public let isASCII: Bool

  /// A style of one's own.
  public init(color: Bool, width: Int?, bars: Bool, isASCII: Bool = false) {
    self.color = color
    self.width = width
    self.bars = bars
    self.isASCII = isASCII
  }

  /// For pipes, files and mails, and for people who asked for it: aligned, and nothing else.
  public static let plain = TableStyle(color: false, width: nil, bars: false)

  /// For a terminal of `width` columns.
  public static func terminal(width: Int) -> TableStyle {
    TableStyle(color: true, width: width, bars: true)
  }

  /// The same style, with symbols in ASCII or not.
  public func inASCII(_ isASCII: Bool) -> TableStyle {
    TableStyle(color: color, width: width, bars: bars, isASCII: isASCII)
  }
}

/// ASCII replacements for our own symbols.
enum ASCIISigns {
  private static let signs = [
    ("▲ ", "+"), ("▼ ", "-"), ("± ", ""), ("…", "..."), ("→", "->"), ("✓", "+"), ("✗", "x"),
    ("≥", ">="),
  ]

  /// `text` with the symbols that are not in ASCII replaced.
  static func replace(in text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
    return signs.reduce(text) { text, sign in
      text.contains(sign.0) ? text.replacing(sign.0, with: sign.1) : text
    }
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
