import Ledger
import MariaDB
import Text

/// What is wrong with the ids of a log without a key or AUTO_INCREMENT.
public struct RowIDs: Sendable, Equatable {
  /// The number of rows that share an id or have none: they cannot be told apart, and are in no figure.
  public let rows: Int
  /// The number of these that are token rows or have no type yet.
  public let tokenRows: Int
  /// Whether the log has no unique key.
  public let lacksKey: Bool
  /// Whether the log assigns no ids.
  public let lacksAutoIncrement: Bool

  private let table: String
  private let type: String

  /// Whether every row can be identified.
  public var isEachTold: Bool { rows == 0 }

  /// Finds rows that share an id, when the table allows it; nil when nothing is wrong.
  init?(_ log: LogTable, _ session: SiteSession) throws {
    if log.shape.isView { return nil }
    lacksKey = !log.id.hasKey
    lacksAutoIncrement = !log.id.isAutoIncrement
    guard log.mayDouble || lacksAutoIncrement else { return nil }
    table = session.tables.log
    type = log.id.type
    guard log.mayDouble else {
      (rows, tokenRows) = (0, 0)
      return
    }
    let tables = session.tables
    let query: Query = """
      SELECT COALESCE(SUM(n), 0), COALESCE(SUM(t), 0) FROM (
        SELECT COUNT(*) AS n, SUM(\(query: tables.isTokenRow()) OR NOT (\(query: tables.isTyped()))) AS t
        FROM \(identifier: table) GROUP BY id HAVING COUNT(*) > 1 OR id IS NULL) AS shared
      """
    (rows, tokenRows) = try session.connection.firstRow(query, as: (Int, Int).self) ?? (0, 0)
    // A key over several columns, as partitions require it, would allow shared ids; it is no fault while there are
    // none.
    if rows == 0 && !lacksKey && !lacksAutoIncrement { return nil }
  }

  /// The problem in a sentence, for figures from the ledger.
  public var message: String { message("and are left out") }

  /// The problem in a sentence, for figures read directly from the log, which include these rows.
  var messageOfLog: String { message("the ledger leaves them out, these figures do not") }

  private func message(_ consequence: String) -> String {
    let lost = [lacksKey ? "PRIMARY KEY" : nil, lacksAutoIncrement ? "AUTO_INCREMENT" : nil].compactMap { $0 }
    let log = "the conversation log \(table)"
    let state = lost.isEmpty ? log : "\(log) has lost its \(lost.joined(separator: " and its "))"
    if rows > 0 {
      return
        "\(state)\(lost.isEmpty ? " has" : ":") \(rows) rows \(lost.isEmpty ? "that " : "")share an id or have none, "
        + "\(tokenRows) of them with tokens: they cannot be told apart, \(consequence)"
    }
    return lacksKey
      ? "\(state): new rows may not be told apart" : "\(state): the chatbot can log no more than one row"
  }

  /// What to do, in a sentence.
  public var advice: String {
    let key = lacksKey ? ", ADD PRIMARY KEY (id)" : ""
    let alter = "ALTER TABLE `\(table)` MODIFY id \(type) NOT NULL AUTO_INCREMENT\(key)"
    return rows > 0
      ? "Give each of them an id of its own above the highest, then \(alter); the next sync counts them. See "
        + "\"A log without its key\" in the documentation."
      : "Put it back: \(alter). See \"A log without its key\" in the documentation."
  }

  /// The problem as an error, for commands whose result covers every row.
  package var fault: Failure { Failure(.badData, message, advice: advice) }
}
