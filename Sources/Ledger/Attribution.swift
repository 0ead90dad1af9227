/// A model and the platform that runs it, as the chatbot's options name them.
public struct Model: Hashable, Sendable {
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

/// Who and what used tokens: the dimensions of the ledger.
///
/// Once the chatbot has purged its row, a dimension that was not kept is gone for ever, so all are kept.
public struct Attribution: Hashable, Sendable {
  /// The model, or nil when nobody can know it (see ``ModelTimeline``).
  public var model: Model?
  /// The assistant's id, else its name, else nil.
  public var assistant: Name?
  /// The WordPress post id as logged, or nil.
  public var page: Name?
  /// The user.
  public var user: User

  /// An attribution; by default nothing is known and the user is a guest.
  public init(model: Model? = nil, assistant: Name? = nil, page: Name? = nil, user: User = .guest) {
    self.model = model
    self.assistant = assistant
    self.page = page
    self.user = user
  }

  /// How many bytes of text it holds, the model's aside: there are few models.
  var textBytes: Int { (assistant?.text.utf8.count ?? 0) + (page?.text.utf8.count ?? 0) }
}
