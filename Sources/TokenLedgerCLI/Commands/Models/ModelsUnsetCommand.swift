import Application
import ArgumentParser

/// `tokenledger models unset`
struct ModelsUnsetCommand: SiteCommand {
  static let configuration = CommandConfiguration(
    commandName: "unset",
    abstract: "Take back which model was declared.",
    discussion: """
      The usage has the model again that was seen in the chatbot's settings, or that something else declares; else it is \
      of unknown model. No total changes.

      Example: tokenledger models unset --assistant asst_7Qc2
      """)

  @OptionGroup var usage: ModelScopeArguments
  @OptionGroup(title: "Site") var site: SiteArguments
  @OptionGroup(title: "Output") var output: OutputArguments

  var request: ModelsSetRequest { usage.request(model: nil) }
}
