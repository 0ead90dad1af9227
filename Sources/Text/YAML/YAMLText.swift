/// Text as a YAML scalar in double quotes, on one line and harmless on a terminal: what is no letter, number, mark,
/// punctuation or symbol is escaped.
///
///     yamlQuoted("gpt-\"4\"")  // "\"gpt-\\\"4\\\"\""
package func yamlQuoted(_ text: String) -> String {
  var result = "\""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "\"", "\\": result += "\\" + String(scalar)
    case " ": result += " "
    default:
      if scalar.isShowable {
        result.unicodeScalars.append(scalar)
      } else {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "\\U" + String(repeating: "0", count: 8 - digits.utf8.count) + digits
      }
    }
  }
  return result + "\""
}

extension Unicode.Scalar {
  fileprivate var isShowable: Bool {
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
      .spaceSeparator:
      false
    default: true
    }
  }
}
