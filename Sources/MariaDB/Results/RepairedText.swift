/// A text that somebody else wrote, and that may be anything.
///
/// A server keeps halves of surrogate pairs in its UTF-8 columns, and a binary column holds any bytes. Where
/// ``Swift/String`` refuses them, each run of bytes that is not UTF-8 is one U+FFFD here.
///
///     let titles = try connection.rows("SELECT post_title FROM posts", as: RepairedText.self)
public struct RepairedText: MariaDBDecodable, Sendable, Hashable {
  /// The text. It has at most three times as many bytes as were stored.
  public let text: String

  /// Reads a text, ENUM, SET, TIME, JSON, DECIMAL or bytes. Throws ``MariaDBError`` when it is anything else.
  public init(decoding cell: Cell) throws {
    text = try cell.repairedString()
  }
}
