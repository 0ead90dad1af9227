import Application
import ArgumentParser
import Ledger

/// `tokenledger models set`
struct ModelsSetCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    commandName: "set",
    abstract: "Declare which model was used on some days, by an assistant, or on a page.",
    discussion: """
      With days alone, usage of unknown model becomes this model's, including that of assistants; usage whose model was \
      seen keeps it. With --assistant or --page, all of their usage becomes this model's, on these days or at all times; \
      what is declared for a page comes first. No total changes. The same holds for usage that a sync, a rebuild or an \
      import adds later. To correct a declaration, declare it again, or take it back with 'tokenledger models unset'.

      Example: tokenledger models set --from 2025-01-01 --to 2025-06-30 --platform OpenAI --model gpt-4o
      """)

  @OptionGroup var usage: ModelScopeArguments
  @Option(help: ArgumentHelp("The platform, as the chatbot's settings name it.", valueName: "name"))
  var platform: String
  @Option(help: ArgumentHelp("The model, as the chatbot's settings name it.", valueName: "name"))
  var model: String
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  func validate() throws {
    try usage.validate()
    for (option, name) in [("--platform", platform), ("--model", model)] {
      if !Model.nameLengths.contains(name.unicodeScalars.count) {
        throw ValidationError("\(option) must have from 1 to 255 characters")
      }
    }
  }

  var request: ModelsSetRequest { usage.request(model: Model(platform: platform, name: model)) }
}
