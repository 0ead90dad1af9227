import FoundationEssentials
import MariaDB
import Text

/// A site described by a JSON object on standard input.
///
///     {"host": "db", "user": "ledger", "password": "…", "database": "shop", "prefix": "wp_", "blog_id": 2}
struct SiteDescription: Decodable {
  private enum Key: String, CodingKey, CaseIterable {
    case host, port, socket, user, password, database, prefix
    case blogID = "blog_id"
    case userTable = "user_table"
    case charset
    case tlsMode = "ssl_mode"
    case ca = "ssl_ca"
    case certificate = "ssl_cert"
    case tlsKey = "ssl_key"
  }

  /// Any key, to find the ones that are not known.
  private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private var host: String?
  private var port: Int?
  private var socket: String?
  private var user: String?
  private var password: String?
  private var database: String?
  private var prefix: String?
  private var blogID: Int?
  private var userTable: String?
  private var charset: String?
  private var tls = TLSSettings()

  /// The description in some bytes, at most a megabyte.
  ///
  /// - Throws: `Failure` (78) naming the key that is unknown or of the wrong type, never a value.
  static func decode(_ bytes: [UInt8]) throws -> SiteDescription {
    guard bytes.contains(where: { $0 != UInt8(ascii: " ") && !(9...13).contains($0) }) else {
      throw error("standard input is empty")
    }
    guard bytes.count <= InputFile.sizeLimit else {
      throw error("standard input is larger than 1 MB, too large for a site")
    }
    do {
      return try JSONDecoder().decode(SiteDescription.self, from: Data(bytes))
    } catch is DecodingError {
      throw error("standard input is not a JSON object")
    }
  }

  init(from decoder: any Decoder) throws {
    let known = Set(Key.allCases.map(\.rawValue))
    let names = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
    if let unknown = names.filter({ !known.contains($0) }).min() {
      throw SiteDescription.error("standard input has the unknown key \(printable(unknown))")
    }
    let values = try decoder.container(keyedBy: Key.self)
    func value<Value: Decodable>(_ type: Value.Type, _ key: Key, _ kind: String) throws -> Value? {
      do {
        return try values.decodeIfPresent(type, forKey: key)
      } catch {
        throw SiteDescription.error("\(key.rawValue) on standard input is not \(kind)")
      }
    }
    func number(_ key: Key) throws -> Int? { try value(Int.self, key, "a whole number") }
    func text(_ key: Key) throws -> String? {
      let text = try value(String.self, key, "a string")
      guard text?.utf8.contains(0) != true else {
        throw SiteDescription.error("\(key.rawValue) on standard input holds a NUL character")
      }
      return text
    }
    (host, socket) = (try text(.host), try text(.socket))
    (user, password) = (try text(.user), try text(.password))
    (database, prefix) = (try text(.database), try text(.prefix))
    port = try number(.port)
    blogID = try number(.blogID)
    (userTable, charset) = (try text(.userTable), try text(.charset))
    tls = TLSSettings(
      mode: nil, ca: try text(.ca), certificate: try text(.certificate), key: try text(.tlsKey))
    if let mode = try text(.tlsMode) {
      guard let mode = TLSSettings.mode(mode) else {
        throw SiteDescription.error(
          "ssl_mode on standard input is no TLS mode", advice: TLSSettings.modeAdvice)
      }
      tls.mode = mode
    }
  }

  /// How to reach the database.
  ///
  /// - Throws: `Failure` (78) naming what is missing or cannot be used.
  func source() throws -> SiteSource {
    guard let user, !user.isEmpty else { throw SiteDescription.error("user on standard input is not set") }
    if let blogID, blogID < 1 {
      throw SiteDescription.error(
        "blog_id on standard input is not a number from 1", advice: "Blogs are numbered from 1.")
    }
    var place = try DatabaseHost(host ?? "", name: "host on standard input")
    place = try DatabaseHost(
      host: place.host, port: port ?? place.port, socket: socket ?? place.socket,
      portName: "port on standard input")
    return SiteSource(
      endpoint: place.endpoint(name: "host on standard input"), user: user,
      password: password.map { Array($0.utf8) },
      database: database,
      prefix: prefix, charset: charset, userTable: userTable.map { Array($0.utf8) }, blogID: blogID,
      tls: tls.options,
      origin: "standard input",
      names: SiteSource.Names(database: "database on standard input", prefix: "prefix on standard input"))
  }

  private static func error(_ message: String, advice: String? = nil) -> Failure {
    let keys = Key.allCases.map(\.rawValue)
    return Failure(
      .configuration, message, advice: advice ?? "Give one JSON object with the keys \(enumeration(keys)).")
  }
}
