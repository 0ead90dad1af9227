import Text

/// A column of the log as the server describes it.
public struct LogColumn: Sendable, Hashable {
  /// The column's name.
  public var name: String
  /// Its type without length, such as `mediumint`.
  public var dataType: String
  /// Its whole type, such as `mediumint(9)` or `enum('Chatbot','Visitor')`.
  public var columnType: String

  /// A column of the given name and type.
  public init(name: String, dataType: String, columnType: String) {
    self.name = name
    self.dataType = dataType
    self.columnType = columnType
  }
}

/// What the conversation log of a site looks like, checked to be one that can be read.
///
/// Owners widen the id, and old versions of the plugin lack columns; both are fine.
public struct LogShape: Sendable, Hashable {
  /// Whether the log tells the assistant's id.
  public let hasAssistantID: Bool
  /// Whether the log tells the score of a message's sentiment, as a number.
  public let hasScore: Bool
  /// The highest id that the id column can hold; past it the plugin logs nothing.
  public let idCeiling: UInt64
  /// Whether the type is an ENUM that holds no other types than the plugin's own.
  public let hasPluginTypes: Bool
  /// The columns that hold texts of at most 255 characters.
  public let shortTexts: Set<String>
  /// Whether the log is a view.
  public let isView: Bool
  /// The storage engine, such as `InnoDB`; nil for a view.
  public let engine: String?
  /// What the owner should know about the log's shape, a line each.
  public let warnings: [String]

  /// The shape of a log, a table or view (`tableType` as information_schema has it) with the given columns.
  ///
  /// - Throws: `Failure` (65) naming the column that is missing or has an unusable type.
  public init(of log: ChatLog, columns: [LogColumn], engine: String?, tableType: String) throws {
    let names = log.columns
    let byName = Dictionary(
      columns.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    for (name, kind) in LogShape.required(names) {
      guard let column = byName[name] else { throw LogShape.missing(name, kind) }
      guard kind.isHeld(by: column.dataType.lowercased()) else { throw LogShape.unusable(column, kind) }
    }
    if let column = byName[names.assistant], !ColumnKind.text.isHeld(by: column.dataType.lowercased()) {
      throw LogShape.unusable(column, .text)
    }
    hasAssistantID = byName[names.assistant] != nil
    hasScore =
      names.score.flatMap { byName[$0] }.map { ColumnKind.number.isHeld(by: $0.dataType.lowercased()) }
      ?? false
    idCeiling = byName["id"].map(LogShape.ceiling) ?? 0
    let members = byName[names.type].flatMap(LogShape.members)
    hasPluginTypes =
      members.map { $0.isSubset(of: (log.types.messages + log.types.tokens).map { "'\($0)'" }) } ?? false
    shortTexts = Set(byName.filter { LogShape.isShortText($0.value) }.keys)
    isView = tableType.uppercased().hasSuffix("VIEW")
    self.engine = engine
    warnings = LogShape.warnings(log.types, in: members, engine: engine, isView: isView)
  }

  /// What a column holds, and the types of those that can.
  private enum ColumnKind: String {
    case integer = "an integer"
    case number = "a number"
    case dateTime = "a DATETIME"
    case choice = "an ENUM or VARCHAR"
    case text = "a VARCHAR or TEXT"

    private static let integers: Set<String> = [
      "tinyint", "smallint", "mediumint", "int", "integer", "bigint",
    ]
    private static let numbers = integers.union(["float", "double", "decimal"])
    /// What a site's owner has made binary, to change its character set or for good, can be read as well.
    private static let texts: Set<String> = [
      "varchar", "char", "varbinary", "tinytext", "text", "mediumtext", "longtext", "tinyblob", "blob",
      "mediumblob", "longblob",
    ]

    /// Whether a column of this type can hold it.
    func isHeld(by type: String) -> Bool {
      switch self {
      case .integer: Self.integers.contains(type)
      case .number: Self.numbers.contains(type)
      case .dateTime: type == "datetime"
      case .choice: type == "enum" || type == "varchar" || type == "char"
      case .text: Self.texts.contains(type)
      }
    }
  }

  private static func required(_ names: ChatLog.Columns) -> [(String, ColumnKind)] {
    [
      ("id", .integer), (names.session, .text), (names.user, .text), (names.page, .text),
      (names.time, .dateTime), (names.type, .choice), (names.text, .text),
    ]
  }

  private static func missing(_ name: String, _ kind: ColumnKind) -> Failure {
    Failure(
      .badData, "the conversation log has no column \(name)",
      advice:
        "It should be \(kind.rawValue): restore the column, or let the chatbot plugin upgrade its table.",
      cause: .logShape)
  }

  private static func unusable(_ column: LogColumn, _ kind: ColumnKind) -> Failure {
    Failure(
      .badData,
      "the column \(printable(column.name)) of the conversation log is of the type "
        + "\(printable(column.dataType.uppercased())), not \(kind.rawValue)",
      advice: "Change the column back to the type that the chatbot plugin gave it.", cause: .logShape)
  }

  private static func ceiling(of id: LogColumn) -> UInt64 {
    let bits: UInt64 =
      switch id.dataType.lowercased() {
      case "tinyint": 8
      case "smallint": 16
      case "mediumint": 24
      case "bigint": 64
      default: 32
      }
    let isUnsigned = id.columnType.lowercased().split(separator: " ").contains("unsigned")
    return UInt64.max >> (64 - (isUnsigned ? bits : bits - 1))
  }

  /// The types that an ENUM can hold, each in its quotation marks; nil for another column. One with a comma falls into
  /// pieces that are no type.
  private static func members(of column: LogColumn) -> Set<String>? {
    guard column.dataType.lowercased() == "enum" else { return nil }
    let list = column.columnType.utf8.dropFirst("enum(".count).dropLast()
    return Set(
      list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map { String(Substring($0)) }
    )
  }

  private static func isShortText(_ column: LogColumn) -> Bool {
    guard column.dataType.lowercased() == "varchar",
      let length = Int(column.columnType.dropFirst("varchar(".count).prefix { $0 != ")" })
    else { return false }
    return length <= 255
  }

  private static func warnings(
    _ types: RowTypes, in members: Set<String>?, engine: String?, isView: Bool
  ) -> [String] {
    var warnings: [String] = []
    if isView {
      warnings.append(
        "the conversation log is a view, so a table that starts again with lower ids is noticed later")
    } else if let engine, engine.uppercased() != "INNODB" {
      warnings.append(
        "the conversation log is a \(printable(engine)) table: it has no snapshots, and a long read makes the chatbot wait"
      )
    }
    if let members {
      let absent = types.tokens.filter { !members.contains("'\($0)'") }
      if !absent.isEmpty {
        warnings.append(
          "the conversation log cannot hold rows of the type \(enumeration(absent)): the chatbot plugin is to be updated"
        )
      }
    }
    return warnings
  }
}
