/// A database written as one address: `mysql://user:password@host:3306/database`.
struct DatabaseURL: Equatable {
  var user: String
  var password: String?
  /// The host as `DB_HOST` would have it, perhaps with a port.
  var host: String
  var database: String

  /// The parts of an address, percent-decoded.
  ///
  /// - Throws: `SiteError` (78) that calls the setting `name` and does not show its value.
  init(_ text: String, name: String) throws {
    guard let parts = DatabaseURL.parts(of: text) else {
      throw SiteError(
        .configuration, "\(name) is not a database address",
        advice: "Write it as mysql://USER:PASSWORD@HOST:PORT/DATABASE, other characters percent-encoded.")
    }
    self = parts
  }

  private init(user: String, password: String?, host: String, database: String) {
    self.user = user
    self.password = password
    self.host = host
    self.database = database
  }

  private static func parts(of text: String) -> DatabaseURL? {
    guard let scheme = ["mysql://", "mariadb://", "mysqli://"].first(where: text.lowercased().hasPrefix)
    else {
      return nil
    }
    var rest = text.dropFirst(scheme.count)
    if let end = rest.firstIndex(where: { $0 == "?" || $0 == "#" }) { rest = rest[..<end] }
    guard let at = rest.lastIndex(of: "@") else { return nil }
    let login = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let place = rest[rest.index(after: at)...].split(separator: "/", maxSplits: 1)
    guard place.count == 2, let user = login.first.flatMap(percentDecoded), !user.isEmpty,
      let database = percentDecoded(place[1]), !database.isEmpty, !database.contains("/")
    else { return nil }
    var password: String?
    if login.count == 2 {
      guard let decoded = percentDecoded(login[1]) else { return nil }
      password = decoded
    }
    return DatabaseURL(user: user, password: password, host: String(place[0]), database: database)
  }

  /// The text with `%41` and the like resolved; nil when one is malformed or the result is no UTF-8.
  private static func percentDecoded(_ text: Substring) -> String? {
    var scanner = ByteScanner(Array(text.utf8))
    var bytes: [UInt8] = []
    while let byte = scanner.take() {
      guard byte == UInt8(ascii: "%") else {
        bytes.append(byte)
        continue
      }
      let digits = scanner.take(upTo: 2, while: isHexDigit)
      guard digits.count == 2, let decoded = UInt8(lenientText(digits), radix: 16), decoded != 0 else {
        return nil
      }
      bytes.append(decoded)
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
