import Text

/// What a site's options say: the chatbot's own and WordPress's time zone.
///
///     let options = try SiteOptions(values: ["timezone_string": "Asia/Kathmandu"])
///     options.timeZoneName  // "Asia/Kathmandu"
///     options.retention.days  // 30
public struct SiteOptions: Sendable {
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

  private enum Name: String, CaseIterable {
    case reportingPeriod = "chatbot_chatgpt_reporting_period"
    case logging = "chatbot_chatgpt_enable_conversation_logging"
    case retention = "chatbot_chatgpt_conversation_log_days_to_keep"
    case pluginVersion = "chatbot_chatgpt_version_installed"
    case pluginVersionBefore241 = "chatbot_chatgpt_plugin_version"
    case platform = "chatbot_ai_platform_choice"
    case timeZone = "timezone_string"
    case gmtOffset = "gmt_offset"
  }

  /// The names of all options that are read here; no others are.
  public static let names =
    Name.allCases.map(\.rawValue) + AIPlatform.allCases.map(\.modelOption)
    + [AIPlatform.azureOpenAI.modelOptionOfEarlierReleases]
  /// The names of the options that say which model answers: a sync before and after one of them changes lets the ledger
  /// tell what was used of which model.
  public static let modelNames = [Name.platform.rawValue] + AIPlatform.allCases.map(\.modelOption)
  /// The names of the options with the plugin's version, which a network may store for all of its sites.
  public static let versionNames = [Name.pluginVersion, .pluginVersionBefore241].map(\.rawValue)

  /// The Reporting Period as stored, such as `Monthly`; nil when it is missing.
  public let reportingPeriod: String?
  /// Whether the chatbot logs conversations; where the option is missing it does not.
  public let loggingOn: Bool
  /// How long the chatbot keeps its log; 30 days where nothing usable is said.
  public let retention: Retention
  /// The version of the plugin, such as `2.4.6`; nil when it is missing.
  public let pluginVersion: String?
  /// The AI platform, such as `Azure OpenAI`; `OpenAI` where none is chosen.
  public let platform: String
  /// The model that is requested, or Azure's deployment; the plugin's default when nothing is chosen; `unknown` for an
  /// unknown platform, and when the option is hidden.
  public let model: String
  /// Whether the model can be known.
  public let isModelKnown: Bool
  /// Whether it cannot because its option is hidden.
  public let isModelHidden: Bool
  /// The model that releases before 0.3.0 recorded.
  public let modelOfEarlierReleases: String
  /// The site's clock.
  public let timeZone: SiteTimeZone
  /// The clock's name: `America/St_Johns`, `UTC+05:45` or `UTC`.
  public var timeZoneName: String { timeZone.name }
  /// What the owner should know about the options, a line each.
  public let warnings: [String]

  /// What the given values, by option name, amount to; unset and empty options have the plugin's defaults.
  ///
  /// - Parameters:
  ///   - values: The options that were found.
  ///   - hidden: The names of options that may be set but could not be read.
  /// - Throws: `Failure` (78) when the site's time zone is not among the system's.
  public init(values: [String: String], hidden: Set<String> = []) throws {
    func value(_ name: Name) -> String? {
      values[name.rawValue].flatMap { $0.isEmpty ? nil : $0 }
    }
    var warnings: [String] = []
    reportingPeriod = value(.reportingPeriod)
    loggingOn = value(.logging) == "On"
    pluginVersion = value(.pluginVersion) ?? value(.pluginVersionBefore241)

    platform = value(.platform) ?? AIPlatform.openAI.rawValue
    func choice(_ option: String) -> String? { values[option].flatMap { $0.isEmpty ? nil : $0 } }
    if let known = AIPlatform(rawValue: platform) {
      isModelHidden = hidden.contains(known.modelOption)
      isModelKnown = !isModelHidden
      model = isModelKnown ? choice(known.modelOption) ?? known.defaultModel : "unknown"
      modelOfEarlierReleases =
        choice(known.modelOptionOfEarlierReleases) ?? known.defaultModelOfEarlierReleases
      if !isModelKnown {
        warnings.append(
          """
          the view of the options was created by an earlier release and hides \(known.modelOption), so the model is \
          not known: run 'tokenledger migrate' as the site's own database user
          """)
      }
    } else {
      (isModelKnown, isModelHidden) = (false, false)
      (model, modelOfEarlierReleases) = ("unknown", "unknown")
      warnings.append("the AI platform \(printable(platform)) is not known, so its model is not either")
    }

    let daysKept = value(.retention)
    if let retention = SiteOptions.retention(daysKept ?? "30") {
      self.retention = retention
    } else {
      retention = .days(30)
      warnings.append(
        "the option \(Name.retention.rawValue) holds \(printable(daysKept ?? "")), which is taken for 30 days"
      )
    }

    if let name = value(.timeZone) {
      timeZone = try SiteTimeZone(named: name)
    } else {
      let text = value(.gmtOffset) ?? "0"
      let (seconds, isExact) = SiteOptions.offset(hours: text)
      timeZone = SiteTimeZone(offsetSeconds: seconds ?? 0)
      if seconds == nil {
        warnings.append(
          "the option \(Name.gmtOffset.rawValue) is not a number of hours, so UTC is used as the site's time zone"
        )
      } else if !isExact {
        warnings.append(
          "the option \(Name.gmtOffset.rawValue) holds \(printable(text)), which WordPress reads as \(timeZone.name)"
        )
      }
    }
    self.warnings = warnings
  }

  private static func retention(_ text: String) -> Retention? {
    if text == "indefinitely" { return .indefinitely }
    guard let days = Int(text), (1...36_500).contains(days) else { return nil }
    return .days(days)
  }

  /// Seconds from a decimal number of hours such as `-3.5`, less than a day, and whether the text is such a number and
  /// nothing else. Like PHP's `(float)` it takes the number that the text begins with: 5 of `5,5`. Nil where it begins
  /// with none.
  private static func offset(hours text: String) -> (seconds: Int?, isExact: Bool) {
    let bytes = Array(text.utf8.drop(while: isSpace))
    var end = bytes.first.map { "+-".utf8.contains($0) } ?? false ? 1 : 0
    func digits() -> Int {
      let count = bytes[end...].prefix(while: isDigit).count
      end += count
      return count
    }
    var count = digits()
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      end += 1
      count += digits()
    }
    guard count > 0 else { return (nil, false) }
    let mantissa = end
    if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
      end += 1
      if end < bytes.count, "+-".utf8.contains(bytes[end]) { end += 1 }
      if digits() == 0 { end = mantissa }
    }
    // Swift requires digits on both sides of the point.
    let number = lenientText(bytes[..<end]).replacing(
      ".", with: bytes[end - 1] == UInt8(ascii: ".") ? ".0" : ".")
    guard let hours = Double(number), abs(hours) < 24 else { return (nil, false) }
    // WordPress computes in whole minutes and drops the rest.
    let minutes = Int(abs(hours - hours.rounded(.towardZero)) * 60)
    let seconds = (Int(abs(hours)) * 60 + minutes) * 60
    return (hours < 0 ? -seconds : seconds, bytes[end...].allSatisfy(isSpace))
  }
}
