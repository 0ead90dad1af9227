import Ledger
import MariaDB
import Text

/// Turns names into the small numbers that facts carry; 0 stands for none.
///
/// What it remembers is bounded, and belongs to committed transactions only: the writer forgets all of it when
/// a transaction fails.
struct NameDictionary {
  enum Kind: Int { case assistant = 1, page = 2 }

  private struct Entry: Hashable {
    let kind: Int
    let name: Name
  }

  /// How many bytes of names are remembered.
  private static let capacity = 2 << 20
  /// How many names are asked for at once.
  private static let batch = 256

  private let tables: Tables
  private var names: [Entry: Int] = [:]
  private var rememberedBytes = 0
  private var models: [Model: Int] = [:]

  init(tables: Tables) {
    self.tables = tables
  }

  /// Forgets everything.
  mutating func forget() {
    names = [:]
    models = [:]
    rememberedBytes = 0
  }

  /// Forgets everything when it has become much; only between two pieces of work.
  mutating func forgetWhenFull() {
    if rememberedBytes > Self.capacity { forget() }
  }

  /// The number of a name, which ``find(_:_:using:)`` or ``add(_:_:using:)`` has learnt before.
  func number(of name: Name?, _ kind: Kind) throws -> Int {
    guard let name else { return 0 }
    guard let number = names[Entry(kind: kind.rawValue, name: name)] else { throw lost(tables.names) }
    return number
  }

  /// The number of a model, which has been learnt before.
  func number(of model: Model?) throws -> Int {
    guard let model else { return 0 }
    guard let number = models[model] else { throw lost(tables.models) }
    return number
  }

  private func lost(_ table: String) -> Failure {
    Failure(
      .badData, "a name that was written to \(table) is not there", advice: LedgerReader.restoreAdvice)
  }

  /// Looks up names that are not known yet; those that nobody has written stay unknown.
  mutating func find(_ wanted: Set<Name>, _ kind: Kind, using connection: Connection) throws {
    for batch in unknown(wanted, kind).chunked(by: Self.batch) {
      try look(for: batch, kind, using: connection)
    }
  }

  /// Writes the names that ``find(_:_:using:)`` has not found, behind the fence.
  mutating func add(_ wanted: Set<Name>, _ kind: Kind, using connection: Connection) throws {
    for batch in unknown(wanted, kind).chunked(by: Self.batch) {
      let rows: [[any MariaDBEncodable]] = batch.map { [kind.rawValue, Array($0.text.utf8)] }
      try connection.execute("INSERT INTO \(identifier: tables.names) (kind, name) VALUES \(rows: rows)")
      try look(for: batch, kind, using: connection)
    }
  }

  /// Whether all these names have been learnt.
  func knows(_ wanted: Set<Name>, _ kind: Kind) -> Bool { unknown(wanted, kind).isEmpty }

  private func unknown(_ wanted: Set<Name>, _ kind: Kind) -> [Name] {
    wanted.filter { names[Entry(kind: kind.rawValue, name: $0)] == nil }
  }

  /// Looks up models that are not known yet; those that nobody has written stay unknown.
  mutating func find(_ wanted: some Sequence<Model>, using connection: Connection) throws {
    for model in wanted where models[model] == nil {
      let query: Query = """
        SELECT id FROM \(identifier: tables.models)
        WHERE platform = \(Array(model.platform.utf8)) AND model = \(Array(model.name.utf8))
        """
      models[model] = try connection.firstRow(query, as: Int.self)
    }
  }

  /// Writes the models that ``find(_:using:)`` has not found, behind the fence.
  mutating func add(_ wanted: some Sequence<Model>, using connection: Connection) throws {
    for model in wanted where models[model] == nil {
      let insert: Query = """
        INSERT INTO \(identifier: tables.models) (platform, model)
        VALUES (\(Array(model.platform.utf8)), \(Array(model.name.utf8)))
        """
      models[model] = Int(try connection.execute(insert).lastInsertID)
    }
  }

  /// Looks models up and adds those that are new.
  mutating func learn(_ wanted: some Sequence<Model>, using connection: Connection) throws {
    try find(wanted, using: connection)
    try add(wanted, using: connection)
  }

  private mutating func look(for batch: ArraySlice<Name>, _ kind: Kind, using connection: Connection) throws {
    let query: Query = """
      SELECT id, name FROM \(identifier: tables.names)
      WHERE kind = \(kind.rawValue) AND name IN (\(list: batch.map { Array($0.text.utf8) }))
      """
    for (id, bytes) in try connection.rows(query, as: (Int, [UInt8]).self) {
      guard let name = Name(String(decoding: bytes, as: UTF8.self)) else { continue }
      names[Entry(kind: kind.rawValue, name: name)] = id
      rememberedBytes += bytes.count + 64
    }
  }
}

extension RandomAccessCollection {
  /// The elements in order, at most `size` at a time; a lazy collection's are made when their turn comes.
  func chunked(by size: Int) -> some Sequence<SubSequence> {
    stride(from: 0, to: count, by: size).lazy.map { start in
      self.dropFirst(start).prefix(size)
    }
  }
}
