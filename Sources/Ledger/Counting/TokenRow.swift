/// What a row of the log is.
public enum RowKind: Int, Sendable {
  /// A chat message, or something TokenLedger does not know: no tokens.
  case other = 0
  /// The tokens of the prompt.
  case prompt = 1
  /// The tokens of the completion.
  case completion = 2
  /// The total of an answer.
  case total = 3
  /// Not yet typed: the chatbot's next upgrade may make a token row of it.
  case blank = 4
  /// Several rows that share one id: a count could not be attributed to one of them.
  case doubled = 5
}

/// When a row says it was written.
public enum RowTime: Sendable, Equatable {
  /// A time that a clock can show.
  case at(SiteTime)
  /// No such time; the text is the server's.
  case impossible(RejectionReason, text: String)

  /// The time as stored, when there is one.
  public var stored: SiteTime? {
    if case .at(let time) = self { time } else { nil }
  }

  /// The time as text, be there such a time or not.
  public var text: String {
    switch self {
    case .at(let time): time.description
    case .impossible(_, let text): text
    }
  }
}

/// A row of the conversation log, as far as the ledger looks at it. It holds no chat text.
public struct TokenRow: Sendable {
  /// The row's id in the log.
  public let id: Int
  /// What the row is.
  public let kind: RowKind
  /// When it was written.
  public let time: RowTime
  /// The number that a token row holds, or why it holds none; 0 for other rows.
  public let tokens: Result<Int, RejectionReason>
  /// Who used the tokens; the model is not known yet.
  public let attribution: Attribution

  /// What the row adds to the usage, if it counts with these tokens.
  public func usage(_ tokens: Int) -> TokenCount {
    switch kind {
    case .prompt: TokenCount(prompt: tokens)
    case .completion: TokenCount(completion: tokens)
    default: TokenCount(total: tokens, requests: 1)
    }
  }

  /// A row of the log.
  public init(
    id: Int, kind: RowKind, time: RowTime, tokens: Result<Int, RejectionReason> = .success(0),
    attribution: Attribution = Attribution()
  ) {
    self.id = id
    self.kind = kind
    self.time = time
    self.tokens = tokens
    self.attribution = attribution
  }
}
