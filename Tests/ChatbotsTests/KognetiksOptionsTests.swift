import Testing

@testable import Chatbots

@Suite("The Kognetiks Chatbot's options")
struct KognetiksOptionsTests {
  private func options(_ values: [String: String], hidden: Set<String> = []) -> ChatOptions {
    KognetiksChatbot().options(values, hidden: hidden)
  }

  @Test("The options that are read are these and no others")
  func names() {
    #expect(
      KognetiksChatbot().optionNames == [
        "chatbot_chatgpt_reporting_period", "chatbot_chatgpt_enable_conversation_logging",
        "chatbot_chatgpt_conversation_log_days_to_keep", "chatbot_chatgpt_version_installed",
        "chatbot_chatgpt_plugin_version", "chatbot_ai_platform_choice",
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
      ["chatbot_ai_platform_choice": "", "chatbot_chatgpt_model_choice": ""],
    ])
  func defaults(_ values: [String: String]) {
    let options = self.options(values)
    #expect(options.reportingPeriod == nil)
    #expect(!options.loggingOn)
    #expect(options.retention == .days(30))
    #expect(options.pluginVersion == nil)
    #expect(options.platform == "OpenAI")
    #expect(options.model == "gpt-3.5-turbo")
    #expect(options.warnings == [])
  }

  @Test("What is set is told")
  func set() {
    let options = self.options([
      "chatbot_chatgpt_reporting_period": "Weekly", "chatbot_chatgpt_enable_conversation_logging": "On",
      "chatbot_chatgpt_conversation_log_days_to_keep": "indefinitely",
      "chatbot_chatgpt_version_installed": "2.4.6",
      "chatbot_ai_platform_choice": "Local Server", "chatbot_local_model_choice": "mine",
      "chatbot_chatgpt_model_choice": "other",
    ])
    #expect(options.reportingPeriod == "Weekly")
    #expect(options.loggingOn)
    #expect(options.retention == .indefinitely)
    #expect(options.retention.days == nil)
    #expect(options.pluginVersion == "2.4.6")
    #expect(options.platform == "Local Server")
    #expect(options.model == "mine")
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
  func models(_ platform: String, _ model: String) {
    let options = self.options(["chatbot_ai_platform_choice": platform])
    #expect(options.platform == platform)
    #expect(options.model == model)
  }

  @Test("Azure's model is the deployment; its model option is a label")
  func azure() {
    let values = [
      "chatbot_ai_platform_choice": "Azure OpenAI", "chatbot_azure_model_choice": "gpt-4o",
      "chatbot_azure_deployment_name": "shop-chat",
    ]
    let options = self.options(values)
    #expect(options.model == "shop-chat" && options.isModelKnown)
    #expect(options.warnings == [])
    // An earlier release's view has only the label.
    let hidden = self.options(
      values.filter { $0.key != "chatbot_azure_deployment_name" },
      hidden: ["chatbot_azure_deployment_name"])
    #expect(hidden.model == "unknown" && !hidden.isModelKnown)
    #expect(hidden.warnings.count == 1)
  }

  @Test("What an earlier release's view hides are Azure's deployment and the older version")
  func later() {
    #expect(
      KognetiksChatbot().laterOptionNames == [
        "chatbot_azure_deployment_name", "chatbot_chatgpt_plugin_version",
      ])
  }

  @Test("The version is the option of 2.4.1 and later, else the older option")
  func version() {
    let (name, old) = ("chatbot_chatgpt_version_installed", "chatbot_chatgpt_plugin_version")
    #expect(options([old: "2.3.9"]).pluginVersion == "2.3.9")
    #expect(options([old: "2.3.9", name: ""]).pluginVersion == "2.3.9")
    #expect(options([old: "2.3.9", name: "2.4.6"]).pluginVersion == "2.4.6")
  }

  @Test("An unknown platform has an unknown model, which a warning says without its terminal escapes")
  func unknownPlatform() {
    let options = self.options(["chatbot_ai_platform_choice": "New\u{1b}[31m"])
    #expect(options.platform == "New\u{1b}[31m")
    #expect(options.model == "unknown")
    #expect(options.warnings == ["the AI platform New\\u{1B}[31m is not known, so its model is not either"])
  }

  @Test("The retention is a number of days; anything unusable is taken for 30, with a warning")
  func retention() {
    let name = "chatbot_chatgpt_conversation_log_days_to_keep"
    for days in [1, 7, 30, 60, 90, 180, 365, 45] {
      #expect(options([name: "\(days)"]).retention == .days(days))
    }
    for text in ["0", "-7", "soon", "7 days", "99999999999999999999"] {
      let options = self.options([name: text])
      #expect(options.retention == .days(30))
      #expect(options.warnings == ["the option \(name) holds \(text), which is taken for 30 days"])
    }
  }
}
