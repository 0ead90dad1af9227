import Chatbots
import Ledger
import MariaDB
import Text

/// The conversation log as a table: its shape and the next id it hands out.
struct LogTable {
  let shape: LogShape
  /// The next id that the table hands out, where the server says so.
  let nextID: Int?
  /// The column id.
  let id: IDColumn

  /// Whether several rows may share an id because no unique key prevents it. A view has no key of its own: its ids are
  /// assumed to be unique.
  var mayDouble: Bool { !shape.isView && !id.isUnique }

  /// How many of the ids the type can number are used, purged rows included; `highest` is the highest in the log.
  func usedIDs(highest: Int?) -> UInt64 {
    min(UInt64(max(highest ?? 0, (nextID ?? 1) - 1, 0)), shape.idCeiling)
  }

  /// The next id, where it is no higher than one that was seen; nil where it is. At the ceiling of its type a table goes on
  /// showing the last id as the next.
  func nextID(notAfter seen: Int) -> Int? {
    guard let nextID, nextID <= seen, UInt64(max(nextID, 0)) < shape.idCeiling else { return nil }
    return nextID
  }

  /// Looks at the log's columns.
  ///
  /// - Parameters:
  ///   - session: The site.
  ///   - isQueried: Whether information_schema is to be asked.
  /// - Throws: `Failure` when there is no log, or when it cannot be read as one.
  init(_ session: SiteSession, isQueried: Bool = false) throws {
    let table = session.tables.log
    let definition =
      isQueried
      ? try TableDefinition(described: table, session.connection)
      : try TableDefinition(of: table, session.connection)
    guard let definition else {
      throw Failure(
        .noInput,
        "there is no conversation log \(table) in the database \(session.site.connection.database ?? "")",
        advice: "Is the chatbot plugin active on this site, and is the table prefix right?")
    }
    shape = try LogShape(
      of: session.tables.chatLog, columns: definition.columns, engine: definition.engine,
      tableType: definition.type)
    id = definition.id
    if let next = definition.nextID, next > Int.max {
      throw Failure(
        .badData,
        "the ids of \(table) have passed 9,223,372,036,854,775,807, the highest that can be counted",
        advice: "Renumber the rows, or start the table's AUTO_INCREMENT lower.")
    }
    nextID = definition.nextID.map { Int($0) }
  }
}
