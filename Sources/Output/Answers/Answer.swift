import Ledger

/// What a command answers: sheets for people, one for spreadsheets, a document for programs. Each is made only when its
/// format is asked for.
///
///     Answer("config/2", nil, rows: "problems", sheet)
public struct Answer {
  /// What tables and Markdown show.
  let screen: () -> [Sheet]
  /// What CSV holds.
  let records: () -> Sheet
  /// What JSON holds.
  let document: () throws -> JSONValue
  /// What is written in place of tables, for a person or another program to read as it is; nil for tables.
  public var plainText: String?
  /// Its picture in SVG; nil when it has none.
  var picture: (() throws -> String)?
  /// What is wrong in spite of the answer; the command ends with it when the answer is written.
  public var fault: (any Error)?

  /// An answer whose parts are made on demand.
  ///
  /// - Parameters:
  ///   - schema: The name and the version of its document: "report/2".
  ///   - head: The document's head; nil when it has none.
  ///   - members: The document's own members.
  ///   - screen: The sheets for people.
  ///   - records: The sheet for spreadsheets.
  public init(
    _ schema: String, _ head: @autoclosure @escaping () throws -> DocumentHead?,
    _ members: @autoclosure @escaping () throws -> JSONObject, screen: @autoclosure @escaping () -> [Sheet],
    records: @autoclosure @escaping () -> Sheet
  ) {
    self.screen = screen
    self.records = records
    document = {
      let head = try head()?.members ?? [:]
      let schema: JSONObject = ["schema": .text("tokenledger.\(schema)")]
      return .object(schema.merging(head) { $1 }.merging(try members()) { $1 })
    }
  }

  /// An answer that is one sheet; `rows` is the key of its rows in the document.
  public init(
    _ schema: String, _ head: @autoclosure @escaping () throws -> DocumentHead?, _ members: JSONObject = [:],
    rows: String, _ sheet: @autoclosure @escaping () -> Sheet
  ) {
    self.init(
      schema, try head(), members.merging([rows: .list(sheet().objects.map { .object($0) })]) { $1 },
      screen: [sheet()], records: sheet())
  }

  /// An answer that is a list of facts, with sentences below them and `sheets` beside them for people.
  public init(
    _ schema: String, _ head: @autoclosure @escaping () throws -> DocumentHead?, _ facts: Facts,
    notes: [String] = [], beside sheets: [Sheet] = []
  ) {
    self.init(
      schema, try head(), facts.members, screen: [facts.sheet(notes: notes)] + sheets,
      records: facts.sheet())
  }
}

/// Figures and texts, each with a name: a line each for people and spreadsheets, a member each of a document.
///
///     Facts(("What", "Count"), [Facts.Fact("Rows read", key: "rows_read", .integer(3))])
public struct Facts {
  /// One of them.
  public struct Fact {
    let title: String
    let key: String?
    let cell: Sheet.Cell
    let audience: Sheet.Column.Audience

    /// A fact with its name for people and its key in JSON; nil for one that JSON has no use for.
    public init(
      _ title: String, key: String? = nil, _ cell: Sheet.Cell,
      audience: Sheet.Column.Audience = .everyone
    ) {
      self.title = title
      self.key = key
      self.cell = cell
      self.audience = audience
    }
  }

  private let headings: (name: String, value: String)
  private let facts: [Fact]
  private let more: JSONObject

  /// Facts below two headings; `more` are members of the document that are no line.
  public init(_ headings: (name: String, value: String), _ facts: [Fact], more: JSONObject = [:]) {
    self.headings = headings
    self.facts = facts
    self.more = more
  }

  /// A fact a measure.
  public static func figures(_ count: TokenCount) -> [Fact] {
    Measure.all.map { Fact($0.phrase, key: $0.key, .optional($0.number(count))) }
  }

  /// A line each, and sentences below.
  func sheet(notes: [String] = []) -> Sheet {
    Sheet(
      columns: [Sheet.Column(headings.name), Sheet.Column(headings.value, alignment: .right)],
      rows: facts.filter { $0.audience.contains(.csv) }.map { [.text($0.title), $0.cell] }, footnotes: notes)
  }

  /// A member each.
  var members: JSONObject {
    facts.reduce(into: more) { members, fact in
      if let key = fact.key { members[key] = fact.cell.json }
    }
  }
}
