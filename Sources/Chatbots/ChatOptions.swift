/// What a chatbot's options say.
public struct ChatOptions: Sendable {
  /// How long the chatbot keeps its log.
  public enum Retention: Sendable, Hashable {
    /// It purges what is older than this many days, from 1.
    case days(Int)
    /// It purges nothing.
    case indefinitely

    /// The number of days, nil where nothing is purged.
    public var days: Int? {
      if case .days(let days) = self { return days }
      return nil
    }
  }

  /// The Reporting Period as stored, such as `Monthly`; nil when it is missing.
  public var reportingPeriod: String?
  /// Whether the chatbot logs conversations.
  public var loggingOn: Bool
  /// How long the chatbot keeps its log.
  public var retention: Retention
  /// The version of the plugin, such as `2.4.6`; nil when it is missing.
  public var pluginVersion: String?
  /// The AI platform, such as `Azure OpenAI`.
  public var platform: String
  /// The model that is requested; `unknown` for an unknown platform, and when the option is hidden.
  public var model: String
  /// Whether the model can be known.
  public var isModelKnown: Bool
  /// Whether it cannot because its option is hidden.
  public var isModelHidden: Bool
  /// The model that releases before 0.3.0 recorded.
  public var modelOfEarlierReleases: String
  /// What the owner should know about the options, a line each.
  public var warnings: [String]

  /// Options of a chatbot. Without a model it is not known.
  public init(
    loggingOn: Bool, retention: Retention, platform: String, model: String? = nil,
    modelOfEarlierReleases: String = "unknown", reportingPeriod: String? = nil, pluginVersion: String? = nil
  ) {
    self.reportingPeriod = reportingPeriod
    self.loggingOn = loggingOn
    self.retention = retention
    self.pluginVersion = pluginVersion
    self.platform = platform
    self.model = model ?? "unknown"
    isModelKnown = model != nil
    isModelHidden = false
    self.modelOfEarlierReleases = modelOfEarlierReleases
    warnings = []
  }
}
