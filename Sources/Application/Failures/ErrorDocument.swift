import Output
import Text

/// Why the program ended without having done what it was asked: `tokenledger.error/1`.
package struct ErrorDocument: Encodable {
  let schema = "tokenledger.error/1"
  let code: Int32
  let kind: String
  let message: String
  let advice: String

  package init(_ failure: Failure) {
    code = failure.exitCode
    kind = failure.kind.word
    message = failure.message
    advice = failure.advice
  }

  /// Whether a command line asks for JSON, whatever is wrong with the rest of it: the last format counts.
  package static func isWanted(_ arguments: [String]) -> Bool {
    let options = Array(arguments.prefix { $0 != "--" })
    let formats = options.indices.compactMap { index -> Substring? in
      if options[index].hasPrefix("--format=") { return options[index].dropFirst("--format=".count) }
      return options[index] == "--format" ? options.dropFirst(index + 1).first.map { $0[...] } : nil
    }
    return formats.last.map { $0 == OutputFormat.json.rawValue } ?? false
  }
}
