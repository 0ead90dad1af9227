/// Why the program ended without having done what it was asked: `tokenledger.error/1`.
struct ErrorDocument: Encodable {
  let schema = "tokenledger.error/1"
  let code: Int32
  let kind: String
  let message: String
  let advice: String

  init(_ failure: Failure) {
    code = failure.code
    kind = (Failure.Code(rawValue: failure.code) ?? .software).kind
    message = failure.message
    advice = failure.advice
  }

  /// Whether a command line asks for JSON, whatever is wrong with the rest of it.
  static func isWanted(_ arguments: [String]) -> Bool {
    let options = arguments.prefix { $0 != "--" }
    return options.contains("--format=json")
      || zip(options, options.dropFirst()).contains { $0 == ("--format", "json") }
  }
}
