import CMariaDB
import Glibc

/// The ways of logging in that a server may ask for.
///
/// A server can name any method that the library knows, and some hand over the password itself:
/// `mysql_clear_password` and `dialog` on any line, `caching_sha2_password` on one that is encrypted, and the
/// library takes a line for encrypted when it was asked for TLS, not when it has it.
enum LoginMethods {
  /// The methods that prove the password without handing it over, or hand it over to TLS, to a local socket, or
  /// under the server's public key.
  private static let accepted =
    "mysql_native_password,client_ed25519,parsec,caching_sha2_password,sha256_password"

  /// Holds a handle that is about to connect to the accepted methods.
  static func accept(on handle: UnsafeMutablePointer<MYSQL>) {
    mysql_options(handle, MARIADB_OPT_RESTRICTED_AUTH, accepted)
  }

  /// Lets a handle that is about to connect use a gate and no method besides: the gate is what accepts the
  /// others. A server so old that it cannot be asked for a method never comes to the gate, nor to a login.
  static func put(_ gate: LoginGate, on handle: UnsafeMutablePointer<MYSQL>) {
    mysql_options(handle, MYSQL_DEFAULT_AUTH, gate.rawValue)
    mysql_options(handle, MARIADB_OPT_RESTRICTED_AUTH, gate.rawValue)
  }
}

/// A look at what the server offers, before anything is sent to it.
///
/// The library looks itself only when it is to verify the server. Otherwise it logs in without TLS where TLS
/// was asked for, and tells later. So the gate poses as a login method: it sees the server's greeting, and either
/// ends the connection or sends an answer without any proof, on which the server asks for the account's own
/// method.
enum LoginGate: String, CaseIterable {
  /// Without TLS there is no login.
  case required = "tokenledger_tls_required"
  /// Without TLS the login goes on, with methods that are safe on a plain line.
  case preferred = "tokenledger_tls_preferred"

  private typealias Login =
    @convention(c) (UnsafeMutablePointer<MYSQL_PLUGIN_VIO>?, UnsafeMutablePointer<MYSQL>?) -> Int32

  /// Makes the library know both gates; false when it refuses.
  static func register() -> Bool {
    guard let handle = mysql_init(nil) else { return false }
    defer { mysql_close(handle) }
    return allCases.allSatisfy { gate in
      // The library keeps them until the process ends.
      let plugin = UnsafeMutablePointer<st_mysql_client_plugin_AUTHENTICATION>.allocate(capacity: 1)
      plugin.initialize(to: st_mysql_client_plugin_AUTHENTICATION())
      plugin.pointee.type = MYSQL_CLIENT_AUTHENTICATION_PLUGIN
      plugin.pointee.interface_version = UInt32(MYSQL_CLIENT_AUTHENTICATION_PLUGIN_INTERFACE_VERSION)
      plugin.pointee.name = UnsafePointer(strdup(gate.rawValue))
      plugin.pointee.authenticate_user = gate.login
      return plugin.withMemoryRebound(to: st_mysql_client_plugin.self, capacity: 1) {
        mysql_client_register_plugin(handle, $0) != nil
      }
    }
  }

  /// Whether the server that a handle talks to said that it has TLS.
  static func offersTLS(_ handle: UnsafeMutablePointer<MYSQL>) -> Bool {
    handle.pointee.server_capabilities & UInt(CLIENT_SSL) != 0
  }

  private var login: Login {
    switch self {
    case .required:
      { channel, handle in
        guard let handle, LoginGate.offersTLS(handle) else { return CR_ERROR }
        return LoginGate.pass(channel, handle)
      }
    case .preferred:
      { channel, handle in
        guard let handle else { return CR_ERROR }
        // From here on the library knows that the line is plain.
        if !LoginGate.offersTLS(handle) { handle.pointee.options.use_ssl = 0 }
        return LoginGate.pass(channel, handle)
      }
    }
  }

  /// Reading first makes the library send an empty answer, encrypted where it can be. That a server asks for a
  /// method then looks like an error from here; the library turns to that method.
  private static func pass(
    _ channel: UnsafeMutablePointer<MYSQL_PLUGIN_VIO>?, _ handle: UnsafeMutablePointer<MYSQL>
  ) -> Int32 {
    guard let channel, let read = channel.pointee.read_packet else { return CR_ERROR }
    LoginMethods.accept(on: handle)
    var packet: UnsafeMutablePointer<UInt8>?
    return read(channel, &packet) < 0 ? CR_ERROR : CR_OK_HANDSHAKE_COMPLETE
  }
}
