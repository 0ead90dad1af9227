import Ledger
import MariaDB

/// The models that the ledger has numbers for.
struct ModelDictionary {
  private let models: [Int64: Model]

  /// Reads them: there are few.
  init(_ connection: Connection, _ tables: Tables) throws {
    let query: Query = "SELECT id, platform, model FROM \(identifier: tables.models)"
    var models: [Int64: Model] = [:]
    try connection.forEachRow(query, isShort: true) { row in
      // Column by column, as a report is to take no longer than its connection.
      guard let id = try row[0].int64() else { return }
      models[id] = Model(platform: try Self.text(row[1]), name: try Self.text(row[2]))
    }
    self.models = models
  }

  private static func text(_ cell: Cell) throws -> String {
    try cell.withBytes { bytes in bytes.map { String(decoding: $0, as: UTF8.self) } ?? "" }
  }

  /// The model of a number; nil where no model is known, which has the number 0.
  subscript(number: Int64?) -> Model? { number.flatMap { models[$0] } }

  /// All of them, with their numbers.
  var all: [(model: Model, number: Int64)] { models.map { ($0.value, $0.key) } }

  /// The numbers of a model.
  func numbers(of model: Model) -> [Int64] { models.filter { $0.value == model }.map(\.key) }
}
