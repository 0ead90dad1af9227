import SQLFiles
import Text

/// A table of the ledger as a backup holds it: by the statement that makes the table, so that none is forgotten.
struct BackupTable: Sendable, Equatable {
  /// How the values of a column are written in SQL.
  enum Kind: Sendable {
    case number, time, text, bytes
  }

  /// A column.
  struct Column: Sendable, Equatable {
    let name: String
    let kind: Kind
  }

  /// Its name without the prefix, such as `day_totals`.
  let name: String
  /// Its columns in the order of the table.
  let columns: [Column]
  /// The columns of its primary key, by which its rows are ordered.
  let key: [String]

  /// The tables in the order in which a backup has them.
  static let all: [BackupTable] = SQLTemplate(sql: SQLFiles.ledger).statements([:]).compactMap { statement in
    BackupTable(definition: statement).flatMap { ofPlace.contains($0.name) ? nil : $0 }
  }

  /// The table of that name.
  static func named(_ name: String) -> BackupTable? { all.first { $0.name == name } }

  /// Tables that say something of the place where the ledger is rather than of usage: how its tables were made, and which
  /// machines sync it.
  static let ofPlace: Set = ["migrations", "syncers"]
  /// Columns that do: the fence and who raised it tell runs apart that change the tables of one place, and must never go
  /// back there.
  private static let columnsOfPlace: [String: Set<String>] = [state: ["fence", "writer"]]

  /// The table with the grand totals.
  static let state = "state"

  /// The name of the table at a place.
  func name(in tables: Tables) -> String { tables.prefix + Self.prefix + name }

  /// The number of a column.
  func index(of column: String) -> Int? { columns.firstIndex { $0.name == column } }

  private static let prefix = "tokenledger_"
  private static let opening = "CREATE TABLE IF NOT EXISTS `{prefix}" + prefix

  /// The table that a statement makes; nil for any other statement.
  private init?(definition: String) {
    guard definition.hasPrefix(Self.opening) else { return nil }
    let name = String(definition.dropFirst(Self.opening.count).prefix { $0 != "`" })
    var columns: [Column] = []
    var key: [String] = []
    for line in definition.split(separator: "\n").dropFirst() {
      let words = line.split(separator: " ", omittingEmptySubsequences: true)
      guard words.count > 1 else { continue }
      if line.hasPrefix("  PRIMARY KEY (") {
        key = line.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }.split(separator: ",").map {
          String($0.drop { $0 == " " })
        }
      } else if words[0].first?.isLowercase == true, let kind = Kind(type: words[1]) {
        columns.append(Column(name: String(words[0]), kind: kind))
        if line.contains(" PRIMARY KEY") { key = [String(words[0])] }
      }
    }
    let hidden = Self.columnsOfPlace[name] ?? []
    (self.name, self.columns, self.key) = (name, columns.filter { !hidden.contains($0.name) }, key)
  }
}

extension BackupTable.Kind {
  /// The kind of a column of an SQL type; nil for no type.
  fileprivate init?(type: Substring) {
    switch type.prefix(while: { $0.isUppercase }) {
    case "TINYINT", "SMALLINT", "INT", "BIGINT", "DECIMAL": self = .number
    case "DATE", "DATETIME": self = .time
    case "CHAR", "VARCHAR", "TEXT": self = .text
    case "VARBINARY", "BLOB", "MEDIUMBLOB": self = .bytes
    default: return nil
    }
  }

  /// Whether a value is one of this kind, as the server writes it.
  func takes(_ value: UnsafeRawBufferPointer) -> Bool {
    switch self {
    case .text, .bytes: return true
    case .number:
      let digits = value.first == UInt8(ascii: "-") ? value.dropFirst() : value[...]
      return (1...64).contains(digits.count)
        && digits.allSatisfy { isDigit($0) || $0 == UInt8(ascii: ".") }
    case .time:
      let others = [UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: " ")]
      return (1...32).contains(value.count) && value.allSatisfy { isDigit($0) || others.contains($0) }
    }
  }
}
