/// Fitting text into columns of a terminal.
package enum TextLayout {
  /// `text`, or its beginning and `mark`, in at most `width` columns (at least those of the mark).
  package static func truncate(_ text: String, to width: Int, mark: String = "…") -> String {
    guard DisplayWidth.of(text) > width else { return text }
    var result = ""
    var used = mark.count
    for character in text {
      used += DisplayWidth.of(character)
      if used > width { break }
      result.append(character)
    }
    return result + mark
  }

  /// `text` as lines of at most `width` columns (at least 2), broken at spaces; a longer word is broken
  /// wherever the line ends.
  package static func wrap(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    var used = 0
    for word in text.split(separator: " ") {
      let wordWidth = DisplayWidth.of(String(word))
      if used > 0, used + 1 + wordWidth <= width {
        line += " " + word
        used += 1 + wordWidth
        continue
      }
      if used > 0 { lines.append(line) }
      (line, used) = ("", 0)
      for character in word {
        let characterWidth = DisplayWidth.of(character)
        if used + characterWidth > width {
          lines.append(line)
          (line, used) = ("", 0)
        }
        line.append(character)
        used += characterWidth
      }
    }
    return line.isEmpty && !lines.isEmpty ? lines : lines + [line]
  }
}
