import Ledger
import MariaDB

/// The models that the ledger has numbers for.
struct ModelDictionary {
  private let models: [Int64: Model]

  /// Reads them: there are few.
  init(_ connection: Connection, _ tables: Tables) throws {
    let query: Query = "SELECT id, platform, model FROM \(identifier: tables.models)"
    let rows = try connection.rows(query, as: (Int64, [UInt8], [UInt8]).self)
    models = rows.reduce(into: [:]) { models, row in
      models[row.0] = Model(
        platform: String(decoding: row.1, as: UTF8.self), name: String(decoding: row.2, as: UTF8.self))
    }
  }

  /// The model of a number; nil where no model is known, which has the number 0.
  subscript(number: Int64?) -> Model? { number.flatMap { models[$0] } }

  /// All of them, with their numbers.
  var all: [(model: Model, number: Int64)] { models.map { ($0.value, $0.key) } }

  /// The numbers of a model.
  func numbers(of model: Model) -> [Int64] { models.filter { $0.value == model }.map(\.key) }
}
