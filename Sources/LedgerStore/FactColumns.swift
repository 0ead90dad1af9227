import Ledger
import MariaDB

/// The columns of a fact that say whose usage it is.
struct FactColumns: Comparable {
  private var model: Int
  private let assistant: Int
  private let page: Int
  private let user: UInt64

  /// The columns of an attribution whose names have been learnt.
  init(_ attribution: Attribution, _ names: NameDictionary) throws {
    model = try names.number(of: attribution.model)
    assistant = try names.number(of: attribution.assistant, .assistant)
    page = try names.number(of: attribution.page, .page)
    user = attribution.user.stored
  }

  /// Says that the model, which nobody saw, is one that was declared and whose name has been learnt.
  mutating func declare(_ declared: Model, _ names: NameDictionary) throws {
    model = try ModelDeclarations.declared | names.number(of: declared)
  }

  /// Appends them in the order of the key.
  func append(to values: inout [Parameter]) {
    values.append(model.parameter)
    values.append(assistant.parameter)
    values.append(page.parameter)
    values.append(user.parameter)
  }

  /// In the order of the key.
  static func < (left: FactColumns, right: FactColumns) -> Bool {
    (left.model, left.assistant, left.page, left.user) < (
      right.model, right.assistant, right.page, right.user
    )
  }
}
