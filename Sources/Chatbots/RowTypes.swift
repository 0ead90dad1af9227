import Glibc
import Ledger

/// What the types of a log's rows are called. A row without a type is one that has none yet.
public struct RowTypes: Sendable {
  /// The tokens of a prompt.
  public var prompt: StaticString
  /// The tokens of a completion.
  public var completion: StaticString
  /// The total of an answer.
  public var total: StaticString
  /// A message of a visitor.
  public var visitor: StaticString
  /// A message of the chatbot.
  public var chatbot: StaticString

  /// The types of a log's rows. They become a part of statements, so none of them contains a quote or a backslash.
  public init(
    prompt: StaticString, completion: StaticString, total: StaticString, visitor: StaticString,
    chatbot: StaticString
  ) {
    self.prompt = prompt
    self.completion = completion
    self.total = total
    self.visitor = visitor
    self.chatbot = chatbot
  }

  /// The types of rows that hold a number of tokens.
  public var tokens: [String] { [prompt, completion, total].map(\.description) }
  /// The types of rows that hold chat text.
  public var messages: [String] { [visitor, chatbot].map(\.description) }

  /// What a row with this type is; nil for a type that is none of these.
  package func kind(_ type: UnsafeRawBufferPointer?) -> RowKind? {
    // What an old ENUM did not know is stored as the empty text.
    guard let type, !type.isEmpty else { return .blank }
    if type.isText(visitor) || type.isText(chatbot) { return .other }
    if type.isText(prompt) { return .prompt }
    if type.isText(completion) { return .completion }
    return type.isText(total) ? .total : nil
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func isText(_ text: StaticString) -> Bool {
    count == text.utf8CodeUnitCount && baseAddress.map { memcmp($0, text.utf8Start, count) } == 0
  }
}
