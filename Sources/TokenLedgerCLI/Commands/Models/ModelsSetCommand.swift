import Application
import ArgumentParser
import Ledger

/// `tokenledger models set`
struct ModelsSetCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Declare which model was used on the given days.",
    discussion: """
      Usage of unknown model on these days becomes this model's, including that of assistants. Usage whose model was \
      seen keeps it, and no total changes. The same holds for usage that a sync, a rebuild or an import adds later. \
      To correct a declaration, declare the days again.

      Example: tokenledger models set --from 2025-01-01 --to 2025-06-30 --platform OpenAI --model gpt-4o
      """)

  @Option(help: ArgumentHelp("The first day.", valueName: "YYYY-MM-DD"))
  var from: Day
  @Option(
    help: ArgumentHelp(
      "The last day (default: the day before the next declaration, or before models were first seen).",
      valueName: "YYYY-MM-DD"))
  var to: Day?
  @Option(help: ArgumentHelp("The platform, as the chatbot's settings name it.", valueName: "name"))
  var platform: String
  @Option(help: ArgumentHelp("The model, as the chatbot's settings name it.", valueName: "name"))
  var model: String
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    if let to, from > to { throw ValidationError("--from \(from) is after --to \(to)") }
    for (option, name) in [("--platform", platform), ("--model", model)] {
      if !Model.nameLengths.contains(name.unicodeScalars.count) {
        throw ValidationError("\(option) must have from 1 to 255 characters")
      }
    }
  }

  var request: ModelsSetRequest {
    ModelsSetRequest(from: from, to: to, model: Model(platform: platform, name: model))
  }
}
