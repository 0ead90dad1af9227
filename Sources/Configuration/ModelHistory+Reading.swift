import Ledger
import Text

extension ModelHistory {
  private static let keys = ["from", "to", "platform", "model"]
  private static let example = "'from: 2025-03-15', 'platform: OpenAI' and 'model: gpt-4o'"

  /// The history that items of a list say: they follow each other in time.
  init(_ items: [YAMLNode], _ problems: inout [Problem]) {
    var entries: [Entry] = []
    for item in items {
      let reader = SettingsReader(item, name: "a model", keys: Self.keys, example: Self.example, &problems)
      guard let entry = Self.entry(reader, &problems) else { continue }
      if let before = entries.last, entry.from <= before.to ?? before.from {
        problems.append(
          .init(
            "the model begins before the one above it ends", at: reader.position(of: "from"),
            advice: "List models by their first days, and no two for one day."))
      }
      entries.append(entry)
    }
    self.init(entries)
  }

  private static func entry(
    _ reader: SettingsReader, _ problems: inout [Problem]
  ) -> Entry? {
    let from = reader.day("from", isRequired: true, &problems)
    let to = reader.day("to", &problems)
    let names = ["platform", "model"].map { reader.modelName($0, isRequired: true, &problems) }
    guard let from, let platform = names[0], let model = names[1] else { return nil }
    if let to, to < from {
      problems.append(
        .init(
          "to is before from", at: reader.position(of: "to"), advice: "Give the last day, or leave it out."))
      return nil
    }
    return Entry(from: from, to: to, model: Model(platform: platform, name: model))
  }
}
