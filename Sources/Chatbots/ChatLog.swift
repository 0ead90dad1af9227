/// A chatbot's log: a table with a row for each message and for each number of tokens.
///
/// Its id is called `id`, is an integer, and only grows.
public struct ChatLog: Sendable {
  /// The table, without the blog's prefix.
  public var table: String
  /// What its columns are called.
  public var columns: Columns
  /// What the types of its rows are called.
  public var types: RowTypes
  /// The columns of a raw export, in order, as the chatbot's own download has them. The first one is `id`.
  public var exported: [String]

  /// A log.
  public init(table: String, columns: Columns, types: RowTypes, exported: [String]) {
    self.table = table
    self.columns = columns
    self.types = types
    self.exported = exported
  }

  /// The names of the columns that are read, in small letters.
  public struct Columns: Sendable {
    /// The conversation: a text.
    public var session: String
    /// The user: a text, which is a number when the user was logged in.
    public var user: String
    /// The page: a text.
    public var page: String
    /// The time on the site's clock: a DATETIME.
    public var time: String
    /// The type of the row: an ENUM or a text.
    public var type: String
    /// The number of tokens, or chat text: a text.
    public var text: String
    /// The assistant's id: a text. A log may lack this column.
    public var assistant: String
    /// The score of a message's sentiment, from −1 to 1 in tenths: a number. Nil where the chatbot gives none; a log may
    /// lack this column.
    public var score: String?

    /// The columns of a log.
    public init(
      session: String, user: String, page: String, time: String, type: String, text: String,
      assistant: String, score: String? = nil
    ) {
      self.session = session
      self.user = user
      self.page = page
      self.time = time
      self.type = type
      self.text = text
      self.assistant = assistant
      self.score = score
    }
  }
}
