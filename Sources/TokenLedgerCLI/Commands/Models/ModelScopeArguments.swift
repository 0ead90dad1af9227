import Application
import ArgumentParser
import Ledger

/// Whose usage a declaration of models is about.
struct ModelScopeArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The first day, also today or 2026-11 (default: with --assistant or --page, from the beginning).",
      valueName: "day"))
  var from: AskedDay?
  @Option(
    help: ArgumentHelp(
      "The last day (default: of a declaration, the day before the next one, or for days alone the day on which models "
        + "were first seen; else for good).", valueName: "day"))
  var to: AskedDay?
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("An assistant, by id or name; may be repeated.", valueName: "assistant"))
  var assistant: [String] = []
  @Option(
    parsing: .singleValue, help: ArgumentHelp("A page, by id or title; may be repeated.", valueName: "page"))
  var page: [String] = []

  private var days: AskedDays { AskedDays(from: from, to: to) }

  func validate() throws {
    try days.validate()
    if from == nil && assistant.isEmpty && page.isEmpty {
      throw ValidationError("give --from and perhaps --to, or --assistant, or --page")
    }
  }

  /// The request to declare a model, or to take back what was declared.
  func request(model: Model?) -> ModelsSetRequest {
    ModelsSetRequest(days, assistants: assistant, pages: page, model: model)
  }
}
