import Text

/// A database written as one address, `mysql://user:password@host:3306/database`, taken apart as PHP's `parse_url` does
/// it and Bedrock uses it: nothing is percent-decoded.
struct DatabaseURL: Equatable {
  var user: [UInt8]
  var password: [UInt8]?
  /// The host as `DB_HOST` would have it, perhaps with a port.
  var host: [UInt8]
  var database: [UInt8]

  /// The parts of an address.
  ///
  /// - Throws: `Failure` (78) that calls the setting `name` and does not show its value.
  init(_ text: [UInt8], name: String) throws {
    guard let parts = DatabaseURL.parts(of: text) else {
      throw Failure(
        .configuration, "\(name) is not a database address",
        advice: "Write it as mysql://USER:PASSWORD@HOST:PORT/DATABASE; PHP uses each part as written.")
    }
    self = parts
  }

  private init(user: [UInt8], password: [UInt8]?, host: [UInt8], database: [UInt8]) {
    self.user = user
    self.password = password
    self.host = host
    self.database = database
  }

  private static func parts(of text: [UInt8]) -> DatabaseURL? {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > 0,
      text[..<colon].allSatisfy(isSchemeByte),
      text[colon...].starts(with: "://".utf8)
    else { return nil }
    let rest = text[(colon + 3)...]
    let authority = rest.prefix { !"/?#".utf8.contains($0) }
    guard let at = authority.lastIndex(of: UInt8(ascii: "@")), let path = path(rest[authority.endIndex...])
    else {
      return nil
    }
    let login = authority[..<at].split(
      separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
    guard let host = host(authority[(at + 1)...]), let user = login.first, !user.isEmpty else { return nil }
    return DatabaseURL(
      user: withoutControls(user), password: login.count == 2 ? withoutControls(login[1]) : nil, host: host,
      database: path)
  }

  /// The host, with its port where there is one.
  private static func host(_ place: ArraySlice<UInt8>) -> [UInt8]? {
    var name = place
    var port: Int?
    let isBracketed = place.first == UInt8(ascii: "[") && place.last == UInt8(ascii: "]")
    if !isBracketed, let colon = place.lastIndex(of: UInt8(ascii: ":")) {
      name = place[..<colon]
      let digits = place[(colon + 1)...]
      if !digits.isEmpty {
        // As C's strtol does: whatever follows the digits is ignored.
        guard digits.count <= 5, let first = digits.first, isDigit(first) || first == UInt8(ascii: "+"),
          let number = Int(lenientText(digits.drop { $0 == UInt8(ascii: "+") }.prefix(while: isDigit))),
          number <= 65535
        else { return nil }
        port = number
      }
    }
    guard !name.isEmpty else { return nil }
    return withoutControls(name) + (port.map { Array(":\($0)".utf8) } ?? [])
  }

  /// The path without its first slash; nil for none.
  private static func path(_ rest: ArraySlice<UInt8>) -> [UInt8]? {
    let path = rest.prefix { $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "?") }
    return path.count > 1 ? withoutControls(path.dropFirst()) : nil
  }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    isDigit(byte) || isLetter(byte) || "+.-".utf8.contains(byte)
  }

  /// PHP replaces each control character with an underscore.
  private static func withoutControls(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    bytes.map { $0 < 32 || $0 == 127 ? UInt8(ascii: "_") : $0 }
  }
}
