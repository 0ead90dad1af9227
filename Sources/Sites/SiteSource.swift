import MariaDB

/// What one source (a file, the environment, standard input) says about a site, before the command line has
/// its say.
struct SiteSource {
  /// What the source calls a setting, for messages.
  struct Names {
    var database: String
    var prefix: String
  }

  var endpoint = DatabaseEndpoint(address: .localDefault)
  var user: String
  /// The bytes that PHP would send, in any character set.
  var password: [UInt8]?
  var database: String?
  var prefix: String?
  /// The character set of WordPress's connection (DB_CHARSET); nil when the source does not set it.
  var charset: String?
  /// The name of the table of the accounts (CUSTOM_USER_TABLE), empty where it is not known; nil where it is the prefix
  /// and `users`.
  var userTable: [UInt8]?
  var blogID: Int?
  var tls = TLSOptions()
  /// Seconds.
  var connectTimeout: Int?
  var origin: String
  var names: Names
  var warnings: [String] = []
  var configFile: ConfigFile?
}

extension TLSOptions {
  /// What PHP's connection makes of MYSQL_CLIENT_FLAGS; nil for a text that is no number.
  init?(clientFlags text: String) {
    guard let flags = Int(text) else { return nil }
    // MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT, MYSQLI_CLIENT_SSL and MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT.
    let asksForTLS = flags & (1 << 11 | 1 << 6) != 0
    self.init(mode: flags & 1 << 30 != 0 ? .verifyIdentity : asksForTLS ? .required : .preferred)
  }
}

/// The TLS settings of a source, of which each may be absent.
struct TLSSettings {
  var mode: TLSMode?
  var ca: String?
  var certificate: String?
  var key: String?

  /// The options they amount to: whoever names a certificate authority wants the server verified, whoever
  /// names a certificate wants TLS.
  var options: TLSOptions {
    let implied: TLSMode =
      ca != nil ? .verifyIdentity : certificate != nil || key != nil ? .required : .preferred
    return TLSOptions(mode: mode ?? implied, ca: ca, certificate: certificate, key: key)
  }

  /// The mode written as in MySQL's `--ssl-mode`, in any case, words separated by `-` or `_`.
  static func mode(_ text: String) -> TLSMode? {
    TLSMode(rawValue: String(text.lowercased().map { $0 == "_" ? "-" : $0 }))
  }

  /// The modes there are, for advice.
  static let modeAdvice = "The modes are disabled, preferred, required, verify-ca and verify-identity."
}
