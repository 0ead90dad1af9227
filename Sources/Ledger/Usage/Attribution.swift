/// A model and the platform that runs it, as the chatbot's options name them.
public struct Model: Hashable, Sendable {
  /// How many characters, as Unicode scalars, the ledger keeps of a platform's and of a model's name.
  public static let nameLengths = 1...255

  /// The platform, for example `OpenAI`.
  public let platform: String
  /// The model, for example `gpt-4o-mini`.
  public let name: String

  /// A model of a platform.
  public init(platform: String, name: String) {
    self.platform = platform
    self.name = name
  }
}

extension Model: Comparable {
  /// By platforms, and by names within them.
  public static func < (left: Model, right: Model) -> Bool {
    (left.platform, left.name) < (right.platform, right.name)
  }
}

/// Who and what used tokens: the dimensions of the ledger.
///
/// Once the chatbot has purged its row, a dimension that was not kept is gone for ever, so all are kept. Millions of
/// rows share few attributions: copies of one are compared and hashed without a look at their texts.
public struct Attribution: Hashable, Sendable {
  private var parts: Parts

  /// The model, or nil when nobody can know it (see ``ModelTimeline``).
  public var model: Model? {
    get { parts.model }
    set { parts = Parts(model: newValue, assistant: assistant, page: page, user: user) }
  }
  /// The assistant's id; nil for the plain chat, whatever its display name is.
  public var assistant: Name? { parts.assistant }
  /// The WordPress post id as logged, or nil.
  public var page: Name? { parts.page }
  /// The user.
  public var user: User {
    get { parts.user }
    set { parts = Parts(model: model, assistant: assistant, page: page, user: newValue) }
  }

  /// An attribution; by default nothing is known and the user is a guest.
  public init(model: Model? = nil, assistant: Name? = nil, page: Name? = nil, user: User = .guest) {
    parts = Parts(model: model, assistant: assistant, page: page, user: user)
  }

  /// How many bytes of text it holds, the model's aside: there are few models.
  var textBytes: Int { (assistant?.text.utf8.count ?? 0) + (page?.text.utf8.count ?? 0) }

  /// Equal when model, assistant, page and user are.
  public static func == (left: Attribution, right: Attribution) -> Bool {
    left.parts === right.parts || left.parts.isEqual(to: right.parts)
  }

  /// Hashes model, assistant, page and user.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(parts.hash)
  }

  private final class Parts: Sendable {
    let model: Model?
    let assistant: Name?
    let page: Name?
    let user: User
    let hash: Int

    init(model: Model?, assistant: Name?, page: Name?, user: User) {
      (self.model, self.assistant, self.page, self.user) = (model, assistant, page, user)
      var hasher = Hasher()
      hasher.combine(model)
      hasher.combine(assistant)
      hasher.combine(page)
      hasher.combine(user)
      hash = hasher.finalize()
    }

    func isEqual(to other: Parts) -> Bool {
      hash == other.hash && user == other.user && page == other.page && assistant == other.assistant
        && model == other.model
    }
  }
}
