/// How much encryption is asked for, named as the `--ssl-mode` of MySQL's own clients.
///
///     TLSMode(rawValue: "verify-identity")  // .verifyIdentity
public enum TLSMode: String, Sendable, CaseIterable {
  /// Plain text, even where the server offers TLS.
  case disabled
  /// TLS where the server offers it, plain text elsewhere. Keeps no attacker out.
  case preferred
  /// TLS, or no connection. The server's certificate is not looked at: this keeps listeners out, but not a
  /// server that poses as ours.
  case required
  /// A certificate of the authority that is given, whatever the host's name. ``Connection`` refuses the mode
  /// where libmariadb is newer than 3.3, which cannot verify the authority alone.
  case verifyCA = "verify-ca"
  /// A certificate of a known authority, made out for the host's name or address.
  case verifyIdentity = "verify-identity"
}

/// Whether and how a connection is encrypted.
///
///     options.tls = TLSOptions(mode: .verifyIdentity, ca: "/etc/ssl/database-ca.pem")
public struct TLSOptions: Sendable, Equatable {
  /// How much encryption is asked for.
  public var mode: TLSMode
  /// Path of the authorities' certificates, PEM; nil for those the system trusts.
  public var ca: String?
  /// Path of our own certificate, PEM, for accounts that ask for one.
  public var certificate: String?
  /// Path of the key to our certificate, PEM.
  public var key: String?

  /// TLS options; by default TLS where the server offers it.
  public init(
    mode: TLSMode = .preferred, ca: String? = nil, certificate: String? = nil, key: String? = nil
  ) {
    self.mode = mode
    self.ca = ca
    self.certificate = certificate
    self.key = key
  }
}
