import Ledger

/// What a member of a dimension is called.
public struct MemberName: Hashable, Comparable, Sendable {
  /// What programs know it by: "asst_abc", "42", "OpenAI/gpt-4o-mini"; empty for nobody and nothing.
  public let id: String
  /// What people call it: "Support", "Pricing", "Guests", "gpt-4o-mini".
  public let name: String

  /// A member's id and name.
  public init(id: String, name: String) {
    self.id = id
    self.name = name
  }

  /// By the names for people, and by the ids where these are equal.
  public static func < (left: MemberName, right: MemberName) -> Bool {
    (left.name, left.id) < (right.name, right.id)
  }

  /// The best name there is for a member of a dimension; `names` are those that WordPress or the chatbot has.
  init(_ member: Member, of dimension: Dimension, names: [Member: String]) {
    let known = names[member]
    let name: String? =
      switch member {
      case .none: dimension.kept == .model ? "Unknown \(dimension.name)" : "No \(dimension.name)"
      case .user(.guest): "Guests"
      case .user(.erased): "Erased users"
      case .user(.everyone): "All users"
      case .model(let model): model.name
      case .hour(let number): number < 10 ? "0\(number):00" : "\(number):00"
      case .source(let number): number.map { "Import \($0)" } ?? "The chatbot's log"
      case .weekday(let number): Self.weekdays.indices.contains(number - 1) ? Self.weekdays[number - 1] : nil
      default: dimension == .page && member == Self.remoteWidget && known == nil ? "Remote widget" : known
      }
    // A model's name alone is no id: several platforms may have it.
    let id = if case .model(let model) = member { "\(model.platform)/\(model.name)" } else { member.id }
    self.init(id: id, name: name.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 } ?? id)
  }

  /// What the chatbot logs for a page of another site.
  private static let remoteWidget = Name("999999").map { Member.name($0) }
  private static let weekdays = [
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
  ]
}
