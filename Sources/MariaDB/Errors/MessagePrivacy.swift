import Text

/// Takes row values and terminal tricks out of messages that servers write.
enum MessagePrivacy {
  /// The codes whose message names identifiers, accounts, hosts and numbers alone, so that it may be shown
  /// whole. The server's messages are in its share/errmsg-utf8.txt.
  private static let harmless: Set<Int> = [
    126, 127, 144, 145, 1005, 1016, 1017, 1020, 1021, 1023, 1024, 1025, 1026, 1030, 1033, 1034, 1035, 1036,
    1037,
    1038, 1040, 1041, 1044, 1045, 1046, 1047, 1048, 1049, 1050, 1051, 1053, 1054, 1060, 1061, 1071, 1072,
    1091, 1104,
    1114, 1129, 1130, 1135, 1142, 1143, 1146, 1152, 1153, 1158, 1159, 1160, 1161, 1175, 1184, 1194, 1195,
    1203, 1205,
    1206, 1213, 1226, 1227, 1243, 1251, 1264, 1275, 1286, 1289, 1290, 1295, 1301, 1317, 1345, 1356, 1364,
    1370, 1406,
    1412, 1449, 1461, 1524, 1615, 1698, 1712, 1792, 1812, 1813, 1814, 1815, 1820, 1836, 1862, 1874, 1877,
    1927, 1932,
    1969, 3024, 3032, 3118, 3159, 3955, 4031, 4150, 4151,
  ]
  /// What SIGNAL raises: the text is the trigger's author's, and may be anything.
  private static let signalled = 1644

  /// Whether `code` is one of the client library's own.
  static func clientCodes(contain code: Int) -> Bool {
    (2000...2999).contains(code) || (5000...5999).contains(code)
  }

  /// `message` as it may be shown: whole for harmless codes, else up to the first quotation mark. Cutting
  /// there is the only safe place: quoted values may hold quotation marks, and long messages lose their ends. The
  /// apostrophe in a word such as "Can't" does not start a value: a value never follows a letter.
  static func publicText(of message: String, code: Int, sqlState: String) -> String {
    if code == signalled || sqlState == "45000" { return "a condition that the database's own code raised" }
    let line = message.withObscureCharactersEscaped
    if harmless.contains(code) || clientCodes(contain: code) { return line }
    guard let quote = line.indices.first(where: { isQuote($0, in: line) }) else { return line }
    return line[..<quote] + "'…'"
  }

  private static func isQuote(_ place: String.Index, in line: String) -> Bool {
    guard "'\"`‘’“”".contains(line[place]) else { return false }
    guard line[place] == "'", line[..<place].last.map(isLetter) ?? false else { return true }
    let rest = line[place...].dropFirst()
    guard let ending = rest.first, "ts".contains(ending) else { return true }
    return rest.dropFirst().first.map { $0 != " " } ?? false
  }

  private static func isLetter(_ character: Character) -> Bool { character.isASCII && character.isLetter }
}
