/// The Kognetiks Chatbot.
public struct KognetiksChatbot: ChatSource {
  /// The chatbot.
  public init() {}

  /// The conversation log.
  public var log: ChatLog {
    let columns = ChatLog.Columns(
      session: "session_id", user: "user_id", page: "page_id", time: "interaction_time", type: "user_type",
      text: "message_text", assistant: "assistant_id", score: "sentiment_score")
    return ChatLog(
      table: "chatbot_chatgpt_conversation_log", columns: columns,
      types: RowTypes(
        prompt: "Prompt Tokens", completion: "Completion Tokens", total: "Total Tokens", visitor: "Visitor",
        chatbot: "Chatbot"),
      exported: ["id", columns.session, columns.user, columns.time, columns.type, columns.text])
  }

  /// Assistants of OpenAI and Azure, OpenAI's prompts, Mistral's agents and its web search.
  public var assistants: AssistantList? {
    AssistantList(
      table: "chatbot_chatgpt_assistants", id: "assistant_id", name: "common_name",
      instructions: "additional_instructions",
      idPrefixes: ["asst_", "pmpt_", "ag:", "websearch"])
  }

  /// The file by which WordPress knows the plugin.
  public var pluginFile: String { "chatbot-chatgpt/chatbot-chatgpt.php" }
}
