import ArgumentParser

/// `tokenledger models`
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Show which models were used, or declare the unknown ones.",
    discussion: """
      The chatbot does not log which model answered, so each sync notes the model in the chatbot's settings. The model \
      is unknown for usage before the first sync, between two models, and of assistants, until you declare it. A page's \
      shortcode, too, can name a model of its own.

      Example: tokenledger models set --from 2025-01-01 --to 2025-06-30 --platform OpenAI --model gpt-4o
      """,
    subcommands: [ModelsListCommand.self, ModelsSetCommand.self, ModelsUnsetCommand.self])
}
