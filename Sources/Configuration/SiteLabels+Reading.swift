import Sites
import Text

extension SiteLabels {
  /// What the settings of a site say of its name, its client and its tags.
  init(_ reader: SettingsReader, _ problems: inout [Problem]) {
    let name = reader.label("name", atMost: Self.longestName, &problems)
    if let name, Self.endsAsBlog(name) {
      problems.append(
        .init(
          "name in \(reader.name) ends in 'blog' and a number", at: reader.position(of: "name"),
          advice: "Choose another: the blogs of a multisite are called by its name and such an end."))
    }
    self.init(
      name: name, client: reader.label("client", atMost: Self.longestName, &problems),
      tags: Self.tags(reader, &problems))
  }

  private static func tags(_ reader: SettingsReader, _ problems: inout [Problem]) -> [String] {
    let items = reader.items("tags", &problems)
    if items.count > mostTags {
      problems.append(
        .init(
          "tags in \(reader.name) are more than \(mostTags)", at: reader.position(of: "tags"),
          advice: "Keep those that sites are sorted by."))
    }
    var tags: [String] = []
    for item in items {
      guard case .scalar(let scalar) = item.value, scalar.kind == .text,
        isLabel(scalar.text, atMost: longestTag), !scalar.text.contains(",")
      else {
        problems.append(
          .init(
            "a tag in \(reader.name) is not a text of 1 to \(longestTag) characters on one line, without commas",
            at: item.position,
            advice: "Give a short word, such as retail; a number or a word like true in quotes."))
        continue
      }
      if tags.contains(scalar.text) {
        problems.append(
          .init(
            "a tag in \(reader.name) stands there twice", at: item.position, advice: "Keep one of them."))
      }
      tags.append(scalar.text)
    }
    return tags
  }
}

extension SettingsReader {
  /// The text of a setting that people are shown in one line, of at most `longest` characters; nil where there is none, or a
  /// fault.
  fileprivate func label(_ key: String, atMost longest: Int, _ problems: inout [Problem]) -> String? {
    value(
      key, expected: "a text of 1 to \(longest) characters on one line", example: "Ellis Garden Shop",
      &problems
    ) { SiteLabels.isLabel($0, atMost: longest) ? $0 : nil }
  }
}
