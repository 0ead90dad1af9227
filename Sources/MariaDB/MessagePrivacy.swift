/// Takes row values and terminal tricks out of messages that servers write.
enum MessagePrivacy {
  /// The codes whose message names identifiers, accounts, hosts and numbers alone, so that it may be shown
  /// whole. The server's messages are in its share/errmsg-utf8.txt.
  private static let harmless: Set<Int> = [
    1020, 1021, 1036, 1040, 1044, 1045, 1046, 1047, 1048, 1049, 1050, 1051, 1053, 1054, 1060, 1061, 1071,
    1072, 1091, 1114, 1129, 1130, 1142, 1143, 1146, 1153, 1159, 1203, 1205, 1206, 1213, 1226, 1227, 1243,
    1264, 1290, 1295, 1317, 1364, 1370, 1406, 1412, 1615, 1698, 1792, 1820, 1836, 1862, 1927, 1969, 3024,
    4031,
  ]
  /// What SIGNAL raises: the text is the trigger's author's, and may be anything.
  private static let signalled = 1644

  /// Whether `code` is one of the client library's own.
  static func clientCodes(contain code: Int) -> Bool {
    (2000...2999).contains(code) || (5000...5999).contains(code)
  }

  /// `message` as it may be shown: whole for harmless codes, else up to the first quotation mark. Cutting
  /// there is the only safe place: quoted values may hold quotation marks, and long messages lose their ends.
  static func publicText(of message: String, code: Int, sqlState: String) -> String {
    if code == signalled || sqlState == "45000" { return "a condition that the database's own code raised" }
    let line = message.withControlCharactersEscaped
    if harmless.contains(code) || clientCodes(contain: code) { return line }
    guard let quote = line.firstIndex(where: { "'\"`‘’“”".contains($0) }) else { return line }
    return line[..<quote] + "'…'"
  }
}

extension String {
  /// The text with everything that could move a cursor, end a line or turn the direction of writing escaped as in
  /// Swift.
  var withControlCharactersEscaped: String {
    var result = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate, .unassigned:
        result += scalar.escaped(asASCII: true)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
