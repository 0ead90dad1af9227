/// What the owner calls the site.
///
///     SiteName(option: "Tom &amp; Co")?.text  // "Tom & Co"
public struct SiteName: Hashable, Sendable {
  /// The option that holds it.
  public static let option = "blogname"

  /// The name; hostile text.
  public let text: String

  /// The name that the option holds, in which WordPress writes some characters as HTML has them; nil when it is empty.
  public init?(option: String?) {
    var text = option ?? ""
    // The ampersand comes last, so that what it was written for stays as it was.
    for (entity, character) in [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#039;", "'"), ("&amp;", "&"),
    ] {
      text = text.replacing(entity, with: character)
    }
    guard text.contains(where: { !$0.isWhitespace }) else { return nil }
    self.text = text
  }
}
