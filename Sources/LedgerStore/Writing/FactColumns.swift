import Ledger
import MariaDB

/// How the model of some usage is known, as the column `model_basis` holds it.
enum ModelBasis: Int {
  /// Nobody knows it.
  case unknown = 0
  /// It was seen in the chatbot's options.
  case seen = 1
  /// The owner declared it.
  case declared = 2
  /// An hour was counted without it, on a day with several models: by an earlier release, or before a model was declared for
  /// a part of its usage.
  case notByHour = 3
}

/// The columns that say which model was used.
struct ModelColumns: Hashable, Comparable {
  /// The model that counts; 0 where none is known.
  let model: Int
  let basis: ModelBasis
  /// The model that was seen, also where another one was declared; 0 where none was.
  let seen: Int

  static let names = "model_id, model_basis, seen_model_id"

  /// The columns for the number of the model that was seen, 0 for none, and of the one that was declared.
  init(seen: Int, declared: Int? = nil) {
    self.seen = seen
    model = declared ?? seen
    basis = declared != nil ? .declared : seen == 0 ? .unknown : .seen
  }

  /// The columns of hours whose model is not kept.
  static let notByHour = ModelColumns(model: 0, basis: .notByHour, seen: 0)

  /// The columns as a table has them.
  init(model: Int, basis: ModelBasis, seen: Int) {
    (self.model, self.basis, self.seen) = (model, basis, seen)
  }

  /// The columns in the order of ``names``.
  var numbers: [Int] { [model, basis.rawValue, seen] }

  /// In the order of the key.
  static func < (left: ModelColumns, right: ModelColumns) -> Bool {
    (left.model, left.basis.rawValue, left.seen) < (right.model, right.basis.rawValue, right.seen)
  }
}

/// The columns of a fact that say whose usage it is, its model's aside.
struct FactColumns: Comparable {
  private let assistant: Int
  private let page: Int
  let user: StoredUser

  /// The columns of an attribution whose names have been learnt.
  init(_ attribution: Attribution, _ names: NameDictionary) throws {
    assistant = try names.number(of: attribution.assistant, .assistant)
    page = try names.number(of: attribution.page, .page)
    user = StoredUser(attribution.user)
  }

  /// Appends them in the order of the key.
  func append(to values: inout [Parameter]) {
    values.append(assistant.parameter)
    values.append(page.parameter)
    values.append(user.kind.parameter)
    values.append(user.id.parameter)
  }

  /// In the order of the key.
  static func < (left: FactColumns, right: FactColumns) -> Bool {
    (left.assistant, left.page, left.user) < (right.assistant, right.page, right.user)
  }
}
