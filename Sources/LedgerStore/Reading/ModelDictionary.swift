import Ledger
import MariaDB

/// The models that the ledger has numbers for, and what the owner says of their prices.
struct ModelDictionary {
  private let models: [Int64: Model]
  /// What the ledger keeps of the owner's prices.
  let prices: OwnPrices

  /// Reads them: there are few.
  init(_ connection: Connection, _ tables: Tables) throws {
    let hasPrices = tables.version >= Migrations.declaringByMember
    let query: Query =
      hasPrices
      ? KeptPrices.models(tables) : "SELECT id, platform, model FROM \(identifier: tables.models)"
    var models: [Int64: Model] = [:]
    var prices = KeptPrices.Collection()
    try connection.forEachRow(query, isShort: true) { row in
      // Column by column, as a report is to take no longer than its connection.
      guard let id = try row[0].int64() else { return }
      let (platform, name) = (try Self.text(row[1]), try Self.text(row[2]))
      if id == 0 { return try prices.takeRate(platform, name, row) }
      let model = Model(platform: platform, name: name)
      models[id] = model
      if hasPrices { try prices.takePrice(of: model, row) }
    }
    self.models = models
    self.prices = prices.prices
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
