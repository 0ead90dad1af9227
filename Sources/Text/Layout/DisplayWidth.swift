/// How many columns of a terminal a text takes: 2 for East Asian wide characters and emoji, 0 for what
/// combines with the character before it, 1 for all else.
///
///     DisplayWidth.of("日本")  // 4
///     DisplayWidth.of("é")   // 1, also when written as e and a combining accent
package enum DisplayWidth {
  /// The width of `text`, which holds no controls (see ``TerminalText``).
  package static func of(_ text: String) -> Int {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
    return text.reduce(0) { $0 + of($1) }
  }

  /// The width of one character as people see it, which can be made of several scalars.
  package static func of(_ character: Character) -> Int {
    guard let first = character.unicodeScalars.first else { return 0 }
    if first.isASCII && character.unicodeScalars.count == 1 { return 1 }
    let properties = first.properties
    switch properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format, .control: return 0
    default: break
    }
    // U+FE0F asks for the picture where a scalar has both a plain and a coloured form.
    let isPicture =
      properties.isEmojiPresentation
      || properties.isEmoji && character.unicodeScalars.contains { $0.value == 0xFE0F }
    return isPicture || isWide(first.value) ? 2 : 1
  }

  /// Unicode's East_Asian_Width Wide and Fullwidth, emoji aside; unassigned gaps between them count as wide.
  private static func isWide(_ value: UInt32) -> Bool {
    switch value {
    case 0x1100...0x115F, 0x2329...0x232A, 0x2630...0x2637, 0x268A...0x268F, 0x2E80...0x303E,
      0x3041...0x3247, 0x3250...0xA4C6, 0xA960...0xA97C, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19,
      0xFE30...0xFE6B, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18DFF, 0x1AFF0...0x1B2FF,
      0x1D300...0x1D376, 0x1F200...0x1F265, 0x20000...0x3FFFD:
      true
    default:
      false
    }
  }
}
