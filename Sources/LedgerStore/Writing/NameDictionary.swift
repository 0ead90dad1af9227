import Ledger
import MariaDB
import Text

/// Turns names into the small numbers that facts carry; 0 stands for none.
///
/// What it remembers is bounded, and belongs to committed transactions only: the writer forgets all of it when
/// a transaction fails.
struct NameDictionary {
  enum Kind: Int, CaseIterable { case assistant = 1, page = 2 }

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

  /// A dictionary that knows some models.
  init(tables: Tables, models: [(model: Model, number: Int)] = []) {
    self.tables = tables
    for (model, number) in models { self.models[model] = number }
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

  /// The number of a name, which ``find(_:using:)`` or ``add(_:using:)`` has learnt before.
  func number(of name: Name?, _ kind: Kind) throws -> Int {
    guard let name else { return 0 }
    guard let number = known(name, kind) else { throw lost(tables.names) }
    return number
  }

  /// The number of a name; nil for one that has not been learnt.
  func known(_ name: Name, _ kind: Kind) -> Int? { names[Entry(kind: kind.rawValue, name: name)] }

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
  mutating func find(_ wanted: [Kind: Set<Name>], using connection: Connection) throws {
    try look(for: unknown(wanted), using: connection)
  }

  /// Writes the names that ``find(_:using:)`` has not found, behind the fence.
  mutating func add(_ wanted: [Kind: Set<Name>], using connection: Connection) throws {
    let entries = unknown(wanted)
    for batch in entries.chunked(by: Self.batch) {
      let rows: [[any MariaDBEncodable]] = batch.map { [$0.kind, Array($0.name.text.utf8)] }
      try connection.execute("INSERT INTO \(identifier: tables.names) (kind, name) VALUES \(rows: rows)")
    }
    try look(for: entries, using: connection)
  }

  /// Whether all these names have been learnt.
  func knows(_ wanted: [Kind: Set<Name>]) -> Bool { unknown(wanted).isEmpty }

  private func unknown(_ wanted: [Kind: Set<Name>]) -> [Entry] {
    wanted.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { kind, names in
      names.lazy.map { Entry(kind: kind.rawValue, name: $0) }.filter { self.names[$0] == nil }
    }
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

  private mutating func look(for entries: [Entry], using connection: Connection) throws {
    for batch in entries.chunked(by: Self.batch) {
      let conditions: [Query] = Kind.allCases.compactMap { kind in
        let names = batch.filter { $0.kind == kind.rawValue }.map { Array($0.name.text.utf8) }
        return names.isEmpty ? nil : "kind = \(kind.rawValue) AND name IN (\(list: names))"
      }
      let query: Query = """
        SELECT kind, id, name FROM \(identifier: tables.names) WHERE \(query: conditions.joined(by: " OR "))
        """
      for (kind, id, bytes) in try connection.rows(query, as: (Int, Int, [UInt8]).self) {
        guard let name = Name(String(decoding: bytes, as: UTF8.self)) else { continue }
        names[Entry(kind: kind, name: name)] = id
        rememberedBytes += bytes.count + 64
      }
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
