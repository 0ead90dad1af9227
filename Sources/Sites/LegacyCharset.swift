/// A character set other than UTF-8 through which WordPress reads and writes its texts (DB_CHARSET).
///
/// PHP sends the same UTF-8 bytes whatever the connection calls them. With `latin1` the server takes each byte for a
/// character and converts it for the column; only the same connection gets the bytes back.
public struct LegacyCharset: Sendable, Hashable {
  /// The server's name for it, such as `latin1`.
  public let name: String

  /// The character sets of MariaDB and MySQL that a connection can use; UTF-16 and similar ones cannot be.
  private static let names: Set = [
    "armscii8", "ascii", "big5", "binary", "cp1250", "cp1251", "cp1256", "cp1257", "cp850", "cp852", "cp866",
    "cp932", "dec8", "eucjpms", "euckr", "gb2312", "gb18030", "gbk", "geostd8", "greek", "hebrew", "hp8",
    "keybcs2",
    "koi8r", "koi8u", "latin1", "latin2", "latin5", "latin7", "macce", "macroman", "sjis", "swe7", "tis620",
    "ujis",
  ]

  /// The character set with a name, ignoring case; nil for an unknown name, and for UTF-8.
  public init?(_ name: String) {
    let name = name.lowercased()
    guard LegacyCharset.names.contains(name) else { return nil }
    self.name = name
  }

  /// The character set of a source; nil for UTF-8 and when it is not set, with a warning for an unknown name.
  static func read(_ text: String?, origin: String) -> (charset: LegacyCharset?, warning: String?) {
    // Without one, WordPress uses PHP's default, which is UTF-8.
    let text = text?.lowercased() ?? ""
    if ["", "utf8", "utf8mb3", "utf8mb4"].contains(text) { return (nil, nil) }
    if let charset = LegacyCharset(text) { return (charset, nil) }
    return (
      nil,
      "DB_CHARSET in \(origin) is not a character set that the database knows, so texts are read as UTF-8"
    )
  }
}
