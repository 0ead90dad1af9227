/// The platforms that the plugin can talk to, by the value of its option.
enum AIPlatform: String, CaseIterable {
  case openAI = "OpenAI"
  case azureOpenAI = "Azure OpenAI"
  case nvidia = "NVIDIA"
  case anthropic = "Anthropic"
  case deepSeek = "DeepSeek"
  case google = "Google"
  case mistral = "Mistral"
  case markovChain = "Markov Chain"
  case transformer = "Transformer"
  case localServer = "Local Server"

  /// The option with the model that is requested: the platform's model, or Azure's deployment, whose model option is a
  /// label.
  var modelOption: String {
    switch self {
    case .openAI: "chatbot_chatgpt_model_choice"
    case .azureOpenAI: "chatbot_azure_deployment_name"
    case .nvidia: "chatbot_nvidia_model_choice"
    case .anthropic: "chatbot_anthropic_model_choice"
    case .deepSeek: "chatbot_deepseek_model_choice"
    case .google: "chatbot_google_model_choice"
    case .mistral: "chatbot_mistral_model_choice"
    case .markovChain: "chatbot_markov_chain_model_choice"
    case .transformer: "chatbot_transformer_model_choice"
    case .localServer: "chatbot_local_model_choice"
    }
  }

  /// What the plugin requests when the option is not set.
  var defaultModel: String {
    switch self {
    case .openAI: "gpt-3.5-turbo"
    case .azureOpenAI: "DEPLOYMENT_NAME"
    case .nvidia: "nvidia/llama-3.1-nemotron-51b-instruct"
    case .anthropic: "claude-3-5-sonnet-latest"
    case .deepSeek: "deepseek-chat"
    case .google: "gemini-2.0-flash"
    case .mistral: "mistral-small-latest"
    case .markovChain: "markov-chain-flask"
    case .transformer: "sentential-context-model"
    case .localServer: "llama3.2-3b-instruct"
    }
  }

  /// The option from which releases before 0.3.0 took the model.
  var modelOptionOfEarlierReleases: String {
    self == .azureOpenAI ? "chatbot_azure_model_choice" : modelOption
  }

  /// The model that releases before 0.3.0 assumed when that option was not set.
  var defaultModelOfEarlierReleases: String {
    switch self {
    case .openAI, .azureOpenAI: "gpt-4-1106-preview"
    case .transformer: "lexical-context-model"
    default: defaultModel
    }
  }
}
