/// Which model counts for what, as the owner declared it: for pages, for assistants, and for days.
///
/// What he said of a page comes before what he said of an assistant, and both before what was seen in the chatbot's options;
/// what he said of days alone comes last, for nobody may have seen a model then.
///
///     var rules = ModelRules()
///     rules[.assistant(name)].declare(model, on: days)
///     rules.model(of: attribution, on: day)  // the model of that assistant's usage on these days
public struct ModelRules: Sendable, Equatable {
  /// What a declaration is for.
  public enum Scope: Hashable, Sendable {
    /// All usage of some days whose model nobody saw.
    case unseen
    /// The usage of an assistant, by its id.
    case assistant(Name)
    /// The usage on a page, by its id as logged.
    case page(Name)
  }

  private var declared: [Scope: DeclaredModels] = [:]
  /// Whether anything was declared for assistants or pages.
  private(set) var hasMembers = false

  /// Rules of which none is made yet; or those for days.
  public init(_ unseen: DeclaredModels = DeclaredModels()) {
    self[.unseen] = unseen
  }

  /// What was declared for a scope, by day.
  public subscript(scope: Scope) -> DeclaredModels {
    get { declared[scope] ?? DeclaredModels() }
    set {
      declared[scope] = newValue.spans.isEmpty ? nil : newValue
      hasMembers = declared.keys.contains { $0 != .unseen }
    }
  }

  /// The scopes for which something was declared: days, then assistants, then pages, by their ids.
  public var scopes: [Scope] { declared.keys.sorted() }

  /// All models that were declared.
  public var models: Set<Model> { Set(declared.values.lazy.flatMap(\.spans).map(\.model)) }

  /// The model that was declared for some usage; nil when what was seen counts, if it was. The attribution's own model is
  /// the one that was seen.
  public func model(of attribution: Attribution, on day: Day) -> Model? {
    if declared.isEmpty { return nil }
    if let page = attribution.page, let model = declared[.page(page)]?.model(on: day) { return model }
    if let assistant = attribution.assistant, let model = declared[.assistant(assistant)]?.model(on: day) {
      return model
    }
    return attribution.model == nil ? declared[.unseen]?.model(on: day) : nil
  }

  /// The page and the assistant of an attribution, as far as anything was declared for them; nil where nothing was. With
  /// what was seen they decide which model counts.
  func deciding(in attribution: Attribution) -> Attribution? {
    let page = attribution.page.flatMap { declared[.page($0)] == nil ? nil : $0 }
    let assistant = attribution.assistant.flatMap { declared[.assistant($0)] == nil ? nil : $0 }
    return page == nil && assistant == nil ? nil : Attribution(assistant: assistant, page: page)
  }
}

extension ModelRules.Scope: Comparable {
  /// Days come first, then assistants, then pages; these by the bytes of their ids.
  public static func < (left: Self, right: Self) -> Bool {
    left.order == right.order
      ? left.bytes.lexicographicallyPrecedes(right.bytes) : left.order < right.order
  }

  private var order: Int {
    switch self {
    case .unseen: 0
    case .assistant: 1
    case .page: 2
    }
  }

  private var bytes: String.UTF8View {
    switch self {
    case .unseen: "".utf8
    case .assistant(let name), .page(let name): name.text.utf8
    }
  }
}
