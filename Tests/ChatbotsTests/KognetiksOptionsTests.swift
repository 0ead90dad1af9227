import Testing

@testable import Chatbots

@Suite("Site options")
struct SiteOptionsTests {
  @Test("The options that are read are these and no others")
  func names() {
    #expect(
      SiteOptions.names == [
        "chatbot_chatgpt_reporting_period", "chatbot_chatgpt_enable_conversation_logging",
        "chatbot_chatgpt_conversation_log_days_to_keep", "chatbot_chatgpt_version_installed",
        "chatbot_chatgpt_plugin_version", "chatbot_ai_platform_choice", "timezone_string", "gmt_offset",
        "chatbot_chatgpt_model_choice", "chatbot_azure_deployment_name", "chatbot_nvidia_model_choice",
        "chatbot_anthropic_model_choice",
        "chatbot_deepseek_model_choice", "chatbot_google_model_choice", "chatbot_mistral_model_choice",
        "chatbot_markov_chain_model_choice", "chatbot_transformer_model_choice", "chatbot_local_model_choice",
        "chatbot_azure_model_choice",
      ])
  }

  @Test(
    "A site without options has the plugin's defaults",
    arguments: [
      [:],
      [
        "gmt_offset": "", "timezone_string": "", "chatbot_ai_platform_choice": "",
        "chatbot_chatgpt_model_choice": "",
      ],
    ])
  func defaults(_ values: [String: String]) throws {
    let options = try SiteOptions(values: values)
    #expect(options.reportingPeriod == nil)
    #expect(!options.loggingOn)
    #expect(options.retention == .days(30))
    #expect(options.pluginVersion == nil)
    #expect(options.platform == "OpenAI")
    #expect(options.model == "gpt-3.5-turbo")
    #expect(options.timeZoneName == "UTC")
    #expect(options.timeZone.secondsFromGMT(at: 0) == 0)
    #expect(options.warnings == [])
  }

  @Test("What is set is told")
  func set() throws {
    let options = try SiteOptions(values: [
      "chatbot_chatgpt_reporting_period": "Weekly", "chatbot_chatgpt_enable_conversation_logging": "On",
      "chatbot_chatgpt_conversation_log_days_to_keep": "indefinitely",
      "chatbot_chatgpt_version_installed": "2.4.6",
      "chatbot_ai_platform_choice": "Local Server", "chatbot_local_model_choice": "mine",
      "chatbot_chatgpt_model_choice": "other", "timezone_string": "America/St_Johns", "gmt_offset": "9",
    ])
    #expect(options.reportingPeriod == "Weekly")
    #expect(options.loggingOn)
    #expect(options.retention == .indefinitely)
    #expect(options.retention.days == nil)
    #expect(options.pluginVersion == "2.4.6")
    #expect(options.platform == "Local Server")
    #expect(options.model == "mine")
    #expect(options.timeZoneName == "America/St_Johns")
    #expect(options.timeZone.secondsFromGMT(at: 1_700_000_000) == -12_600)
    #expect(options.warnings == [])
  }

  @Test(
    "Each platform has the plugin's own default model",
    arguments: [
      ("OpenAI", "gpt-3.5-turbo"), ("Azure OpenAI", "DEPLOYMENT_NAME"),
      ("NVIDIA", "nvidia/llama-3.1-nemotron-51b-instruct"), ("Anthropic", "claude-3-5-sonnet-latest"),
      ("DeepSeek", "deepseek-chat"), ("Google", "gemini-2.0-flash"), ("Mistral", "mistral-small-latest"),
      ("Markov Chain", "markov-chain-flask"), ("Transformer", "sentential-context-model"),
      ("Local Server", "llama3.2-3b-instruct"),
    ])
  func models(_ platform: String, _ model: String) throws {
    let options = try SiteOptions(values: ["chatbot_ai_platform_choice": platform])
    #expect(options.platform == platform)
    #expect(options.model == model)
  }

  @Test("Azure's model is the deployment; its model option is a label")
  func azure() throws {
    let values = [
      "chatbot_ai_platform_choice": "Azure OpenAI", "chatbot_azure_model_choice": "gpt-4o",
      "chatbot_azure_deployment_name": "shop-chat",
    ]
    let options = try SiteOptions(values: values)
    #expect(options.model == "shop-chat" && options.isModelKnown)
    #expect(options.warnings == [])
    // An earlier release's view has only the label.
    let hidden = try SiteOptions(
      values: values.filter { $0.key != "chatbot_azure_deployment_name" },
      hidden: ["chatbot_azure_deployment_name"])
    #expect(hidden.model == "unknown" && !hidden.isModelKnown)
    #expect(hidden.warnings.count == 1)
  }

  @Test("The version is the option of 2.4.1 and later, else the older option")
  func version() throws {
    let (name, old) = ("chatbot_chatgpt_version_installed", "chatbot_chatgpt_plugin_version")
    #expect(try SiteOptions(values: [old: "2.3.9"]).pluginVersion == "2.3.9")
    #expect(try SiteOptions(values: [old: "2.3.9", name: ""]).pluginVersion == "2.3.9")
    #expect(try SiteOptions(values: [old: "2.3.9", name: "2.4.6"]).pluginVersion == "2.4.6")
  }

  @Test("An unknown platform has an unknown model, which a warning says without its terminal escapes")
  func unknownPlatform() throws {
    let options = try SiteOptions(values: ["chatbot_ai_platform_choice": "New\u{1b}[31m"])
    #expect(options.platform == "New\u{1b}[31m")
    #expect(options.model == "unknown")
    #expect(options.warnings == ["the AI platform New\\u{1B}[31m is not known, so its model is not either"])
  }

  @Test("The retention is a number of days; anything unusable is taken for 30, with a warning")
  func retention() throws {
    let name = "chatbot_chatgpt_conversation_log_days_to_keep"
    for days in [1, 7, 30, 60, 90, 180, 365, 45] {
      #expect(try SiteOptions(values: [name: "\(days)"]).retention == .days(days))
    }
    for text in ["0", "-7", "soon", "7 days", "99999999999999999999"] {
      let options = try SiteOptions(values: [name: text])
      #expect(options.retention == .days(30))
      #expect(options.warnings == ["the option \(name) holds \(text), which is taken for 30 days"])
    }
  }

  @Test(
    "Without a named zone the clock is a number of hours from UTC",
    arguments: [
      ("-3.5", "UTC-03:30", -12_600), ("5.75", "UTC+05:45", 20_700), ("0", "UTC", 0),
      ("14", "UTC+14:00", 50_400),
      ("-12", "UTC-12:00", -43_200), ("+1", "UTC+01:00", 3600), ("-0.5", "UTC-00:30", -1800),
    ])
  func offsets(_ text: String, _ name: String, _ seconds: Int) throws {
    let options = try SiteOptions(values: ["gmt_offset": text])
    #expect(options.timeZoneName == name)
    #expect(options.timeZone.secondsFromGMT(at: 1_700_000_000) == seconds)
    #expect(options.warnings == [])
  }

  @Test(
    "An offset with more than a number is read like PHP's (float), with a warning",
    arguments: [
      ("5,5", "UTC+05:00", 18_000), ("-3.5h", "UTC-03:30", -12_600), ("2 hours", "UTC+02:00", 7200),
      ("1e", "UTC+01:00", 3600), ("5.5.5", "UTC+05:30", 19_800), ("0x5", "UTC", 0),
    ])
  func leadingNumber(_ text: String, _ name: String, _ seconds: Int) throws {
    let options = try SiteOptions(values: ["gmt_offset": text])
    #expect(options.timeZone.secondsFromGMT(at: 0) == seconds)
    #expect(options.warnings == ["the option gmt_offset holds \(text), which WordPress reads as \(name)"])
  }

  @Test(
    "Every way in which PHP writes a number is one",
    arguments: [
      (" 5", 18_000), ("5 ", 18_000), ("5.", 18_000), (".5", 1800), ("1e1", 36_000), ("55e-1", 19_800),
      ("+5.75", 20_700), ("-.5", -1800), ("5.1", 18_300),
    ])
  func numbers(_ text: String, _ seconds: Int) throws {
    let options = try SiteOptions(values: ["gmt_offset": text])
    #expect(options.timeZone.secondsFromGMT(at: 0) == seconds)
    #expect(options.warnings == [])
  }

  @Test(
    "An offset that is no number of hours is taken for UTC, with a warning",
    arguments: ["east", "1e3", "24", "--1", "."])
  func badOffset(_ text: String) throws {
    let options = try SiteOptions(values: ["gmt_offset": text])
    #expect(options.timeZoneName == "UTC")
    #expect(
      options.warnings == [
        "the option gmt_offset is not a number of hours, so UTC is used as the site's time zone"
      ])
  }
}
