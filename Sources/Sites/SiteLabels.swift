import Text

/// What the owner calls a site, and whose it is: words of the configuration, for people and for sorting sites by.
///
///     let labels = SiteLabels(name: "Shop", client: "Ellis", tags: ["retail"])
///     labels.blog(3).name  // "Shop blog 3"
public struct SiteLabels: Sendable, Hashable {
  /// What the site is called; nil where the owner has not said.
  public var name: String?
  /// Whose site it is; nil where the owner has not said.
  public var client: String?
  /// What else sites are sorted by.
  public var tags: [String]

  /// What was said of a site; nothing, unless it is given.
  public init(name: String? = nil, client: String? = nil, tags: [String] = []) {
    self.name = name
    self.client = client
    self.tags = tags
  }

  /// Whether nothing was said.
  public var isEmpty: Bool { self == SiteLabels() }

  /// The same of another blog of the multisite that they were said of.
  public func blog(_ id: Int) -> SiteLabels {
    SiteLabels(name: name.map { "\($0)\(Self.blogSuffix(id))" }, client: client, tags: tags)
  }

  /// What the site is called everywhere: as the owner says, else by where it is, which is its folder or its database and
  /// prefix.
  public func title(else place: @autoclosure () -> String) -> String { name ?? place() }

  /// What tells the blogs of a multisite apart behind its name.
  public static func blogSuffix(_ id: Int) -> String { " blog \(id)" }
}

extension SiteLabels {
  /// The most characters of a name or a client.
  package static let longestName = 100
  /// The most characters of a tag.
  package static let longestTag = 40
  /// The most tags of a site.
  package static let mostTags = 20

  /// Whether a text is one line of at most this number of characters, all of them visible, without spaces around it.
  package static func isLabel(_ text: String, atMost longest: Int) -> Bool {
    let characters = text.unicodeScalars
    return (1...longest).contains(characters.count) && TerminalText.sanitize(text) == text
      && !(characters.first?.properties.isWhitespace ?? true)
      && !(characters.last?.properties.isWhitespace ?? true)
  }

  /// Whether a name ends as those of a multisite's blogs do.
  package static func endsAsBlog(_ name: String) -> Bool {
    let words = name.split(separator: " ").suffix(2)
    return words.count == 2 && words.first == "blog" && (words.last?.utf8.allSatisfy(isDigit) ?? false)
  }
}
