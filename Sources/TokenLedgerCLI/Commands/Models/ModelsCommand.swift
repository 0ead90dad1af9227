import ArgumentParser

/// `tokenledger models`
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Show or declare which model was used when.",
    discussion: """
      The chatbot never logs which model answered. The ledger notes what the options say at each sync; of usage \
      before the first sync, between two models, and of assistants, the model is unknown until it is declared.

      Example: tokenledger models set --from 2025-01-01 --to 2025-06-30 --platform OpenAI --model gpt-4o
      """,
    subcommands: [ModelsListCommand.self, ModelsSetCommand.self])
}
