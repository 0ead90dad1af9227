import Ledger
import MariaDB

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

  private static let capacity = 20_000
  /// How many names are asked for at once.
  private static let batch = 256

  private let tables: Tables
  private var names: [Entry: Int] = [:]
  private var models: [Model: Int] = [:]

  init(tables: Tables) {
    self.tables = tables
  }

  /// Forgets everything.
  mutating func forget() {
    names = [:]
    models = [:]
  }

  /// Forgets everything when it has become much; only between two pieces of work.
  mutating func forgetWhenFull() {
    if names.count > Self.capacity { names = [:] }
  }

  /// The number of a name, which ``learn(_:_:using:)`` has learnt before.
  func number(of name: Name?, _ kind: Kind) -> Int {
    name.flatMap { names[Entry(kind: kind.rawValue, name: $0)] } ?? 0
  }

  /// The number of a model, which ``learn(_:using:)`` has learnt before.
  func number(of model: Model?) -> Int {
    model.flatMap { models[$0] } ?? 0
  }

  /// Looks names up and adds those that are new.
  mutating func learn(_ wanted: Set<Name>, _ kind: Kind, using connection: Connection) throws {
    let unknown = wanted.filter { names[Entry(kind: kind.rawValue, name: $0)] == nil }
    for batch in Array(unknown).chunked(by: Self.batch).map(Array.init) {
      try look(for: batch, kind, using: connection)
      let new = batch.filter { names[Entry(kind: kind.rawValue, name: $0)] == nil }
      if new.isEmpty { continue }
      let rows: [[any MariaDBEncodable]] = new.map { [kind.rawValue, Array($0.text.utf8)] }
      try connection.execute("INSERT INTO \(identifier: tables.names) (kind, name) VALUES \(rows: rows)")
      try look(for: new, kind, using: connection)
    }
  }

  /// Looks models up and adds those that are new.
  mutating func learn(_ wanted: some Sequence<Model>, using connection: Connection) throws {
    for model in wanted where models[model] == nil {
      models[model] = try find(model, using: connection)
      if models[model] != nil { continue }
      let insert: Query = """
        INSERT INTO \(identifier: tables.models) (platform, model)
        VALUES (\(Array(model.platform.utf8)), \(Array(model.name.utf8)))
        """
      models[model] = Int(try connection.execute(insert).lastInsertID)
    }
  }

  private mutating func look(for batch: [Name], _ kind: Kind, using connection: Connection) throws {
    let query: Query = """
      SELECT id, name FROM \(identifier: tables.names)
      WHERE kind = \(kind.rawValue) AND name IN (\(list: batch.map { Array($0.text.utf8) }))
      """
    for (id, bytes) in try connection.rows(query, as: (Int, [UInt8]).self) {
      guard let name = Name(String(decoding: bytes, as: UTF8.self)) else { continue }
      names[Entry(kind: kind.rawValue, name: name)] = id
    }
  }

  private func find(_ model: Model, using connection: Connection) throws -> Int? {
    let query: Query = """
      SELECT id FROM \(identifier: tables.models)
      WHERE platform = \(Array(model.platform.utf8)) AND model = \(Array(model.name.utf8))
      """
    return try connection.firstRow(query, as: Int.self)
  }
}

extension Array {
  /// The elements in order, at most `size` at a time.
  func chunked(by size: Int) -> [ArraySlice<Element>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
