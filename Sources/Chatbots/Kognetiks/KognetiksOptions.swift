import Text

extension KognetiksChatbot {
  private enum Name: String, CaseIterable {
    case reportingPeriod = "chatbot_chatgpt_reporting_period"
    case logging = "chatbot_chatgpt_enable_conversation_logging"
    case retention = "chatbot_chatgpt_conversation_log_days_to_keep"
    case pluginVersion = "chatbot_chatgpt_version_installed"
    case pluginVersionBefore241 = "chatbot_chatgpt_plugin_version"
    case platform = "chatbot_ai_platform_choice"
  }

  /// Its options, and each platform's model.
  public var optionNames: [String] {
    Name.allCases.map(\.rawValue) + AIPlatform.allCases.map(\.modelOption)
      + [AIPlatform.azureOpenAI.modelOptionOfEarlierReleases]
  }

  /// The platform, and each platform's model.
  public var modelOptionNames: [String] {
    [Name.platform.rawValue] + AIPlatform.allCases.map(\.modelOption)
  }

  /// Each platform's context, and what the chatbot has found out about the site. It reads others by similar names, which no
  /// page of its settings sets.
  public var instructionOptionNames: [String] {
    ["chatgpt", "azure", "anthropic", "google", "mistral", "nvidia", "deepseek", "local", "chatgpt_kn"].map {
      "chatbot_\($0)_conversation_context"
    }
  }

  /// The option of version 2.4.1 and later, and the older one.
  public var versionOptionNames: [String] {
    [Name.pluginVersion, .pluginVersionBefore241].map(\.rawValue)
  }

  /// Azure's deployment, and the older option of the version.
  public var laterOptionNames: Set<String> {
    [AIPlatform.azureOpenAI.modelOption, Name.pluginVersionBefore241.rawValue]
  }

  /// What the options say: without any, `OpenAI` and its default model, no logging, and 30 days of it kept.
  public func options(_ values: [String: String], hidden: Set<String>) -> ChatOptions {
    func choice(_ option: String) -> String? { values[option].flatMap { $0.isEmpty ? nil : $0 } }
    func value(_ name: Name) -> String? { choice(name.rawValue) }
    var options = ChatOptions(
      loggingOn: value(.logging) == "On", retention: .days(30),
      platform: value(.platform) ?? AIPlatform.openAI.rawValue, reportingPeriod: value(.reportingPeriod),
      pluginVersion: value(.pluginVersion) ?? value(.pluginVersionBefore241))

    if let known = AIPlatform(rawValue: options.platform) {
      options.isModelHidden = hidden.contains(known.modelOption)
      options.isModelKnown = !options.isModelHidden
      options.modelOfEarlierReleases =
        choice(known.modelOptionOfEarlierReleases) ?? known.defaultModelOfEarlierReleases
      if options.isModelKnown {
        options.model = choice(known.modelOption) ?? known.defaultModel
      } else {
        options.warnings.append(
          """
          the view of the options was created by an earlier release and hides \(known.modelOption), so the model is \
          not known: run 'tokenledger migrate' as the site's own database user
          """)
      }
    } else {
      options.warnings.append(
        "the AI platform \(printable(options.platform)) is not known, so its model is not either")
    }

    if let daysKept = value(.retention) {
      if let retention = Self.retention(daysKept) {
        options.retention = retention
      } else {
        options.warnings.append(
          "the option \(Name.retention.rawValue) holds \(printable(daysKept)), which is taken for 30 days")
      }
    }
    return options
  }

  private static func retention(_ text: String) -> ChatOptions.Retention? {
    if text == "indefinitely" { return .indefinitely }
    guard let days = Int(text), (1...36_500).contains(days) else { return nil }
    return .days(days)
  }
}
