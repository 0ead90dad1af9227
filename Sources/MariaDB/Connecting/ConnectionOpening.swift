import CMariaDB

/// From options to a connection that is logged in, encrypted as asked, and pinned.
struct ConnectionOpening {
  private let options: ConnectionOptions
  private let handle: UnsafeMutablePointer<MYSQL>

  /// A connection that is open, and what it has given to whoever may break it off.
  struct Opened {
    let handle: UnsafeMutablePointer<MYSQL>
    let interruptible: Interruption.Socket?
    /// Whether the server knows the settings of a cluster's node, and accepted them.
    let knowsClusters: Bool
  }

  /// Opens a connection; whoever gets it closes it.
  static func open(_ options: ConnectionOptions) throws -> Opened {
    try check(options)
    try options.interruption?.check()
    guard ClientLibrary.isStarted, let handle = mysql_init(nil) else {
      throw MariaDBError(.options, "the client library libmariadb cannot start")
    }
    do {
      let opening = ConnectionOpening(options: options, handle: handle)
      opening.setOptions()
      try opening.connect()
      let interruptible = try options.interruption?.hold(mysql_get_socket(handle))
      try opening.checkEncryption()
      let knowsClusters = try opening.pinSession()
      return Opened(handle: handle, interruptible: interruptible, knowsClusters: knowsClusters)
    } catch {
      ClientLibrary.forgetPassword(handle)
      mysql_close(handle)
      throw error
    }
  }

  /// Refuses what C would cut short, overflow on or take for something else.
  private static func check(_ options: ConnectionOptions) throws {
    var texts = [options.user, options.database]
    switch options.address {
    case .socket(let path):
      guard (1...107).contains(path.utf8.count) else {
        throw MariaDBError(.options, "a socket's path must be 1 to 107 bytes long")
      }
      texts.append(path)
    case .tcp(let host, let port):
      guard !host.isEmpty, (1...65535).contains(port) else {
        throw MariaDBError(.options, "a host needs a name or address, and a port from 1 to 65535")
      }
      texts.append(host)
    case .localDefault: break
    }
    guard !texts.contains(where: { $0?.utf8.contains(0) ?? false }),
      options.password?.containsNUL != true
    else {
      throw MariaDBError(.options, "a connection option holds a NUL character")
    }
    if options.tls.mode == .verifyCA { try checkVerifyCA(options.tls) }
  }

  /// The library has no such mode. Up to 3.3 it verifies the certificate's authority, and no more, when it is
  /// given one; later it verifies all or nothing.
  private static func checkVerifyCA(_ tls: TLSOptions) throws {
    guard tls.ca != nil else {
      throw MariaDBError(.encryption, "TLS mode verify-ca needs the certificate of an authority (ssl-ca)")
    }
    guard mysql_get_client_version() < 30400 else {
      let version = String(cString: mysql_get_client_info())
      throw MariaDBError(
        .encryption, "TLS mode verify-ca cannot be kept with libmariadb \(version); use verify-identity")
    }
  }

  /// Whether TLS is tried. A socket never leaves the machine, so there it takes more than a preference.
  private var wantsTLS: Bool {
    switch (options.tls.mode, options.address) {
    case (.disabled, _), (.preferred, .socket), (.preferred, .localDefault): false
    default: true
    }
  }

  /// A verified server needs no gate: the library itself ends the connection with one that has no TLS.
  private var gate: LoginGate? {
    guard wantsTLS else { return nil }
    switch options.tls.mode {
    case .required, .verifyCA: return .required
    case .preferred: return .preferred
    case .disabled, .verifyIdentity: return nil
    }
  }

  private func setOptions() {
    set(MYSQL_OPT_CONNECT_TIMEOUT, UInt32(clamping: options.connectTimeout))
    set(MYSQL_OPT_READ_TIMEOUT, UInt32(clamping: options.readTimeout))
    set(MYSQL_OPT_WRITE_TIMEOUT, UInt32(clamping: options.writeTimeout))
    set(MYSQL_OPT_LOCAL_INFILE, UInt32(0))
    set(MYSQL_OPT_RECONNECT, my_bool(0))
    set(MYSQL_REPORT_DATA_TRUNCATION, my_bool(1))
    // The longest row that is read: a LONGTEXT far past what the chatbot can write, and no more memory.
    set(MYSQL_OPT_MAX_ALLOWED_PACKET, UInt(64 << 20))
    mysql_options(handle, MYSQL_SET_CHARSET_NAME, "utf8mb4")
    switch options.address {
    case .tcp: set(MYSQL_OPT_PROTOCOL, MYSQL_PROTOCOL_TCP.rawValue)
    case .socket, .localDefault: set(MYSQL_OPT_PROTOCOL, MYSQL_PROTOCOL_SOCKET.rawValue)
    }
    // To the library, to enforce TLS is to try it: it goes on in plain text with a server that has none.
    set(MYSQL_OPT_SSL_ENFORCE, my_bool(wantsTLS ? 1 : 0))
    set(MYSQL_OPT_SSL_VERIFY_SERVER_CERT, my_bool(options.tls.mode == .verifyIdentity ? 1 : 0))
    if let gate { LoginMethods.put(gate, on: handle) } else { LoginMethods.accept(on: handle) }
    guard wantsTLS else { return }
    for (option, path) in [
      (MYSQL_OPT_SSL_CA, options.tls.ca), (MYSQL_OPT_SSL_CERT, options.tls.certificate),
      (MYSQL_OPT_SSL_KEY, options.tls.key),
    ] {
      if let path { mysql_options(handle, option, path) }
    }
  }

  private func set(_ option: mysql_option, _ value: some BitwiseCopyable) {
    withUnsafePointer(to: value) { _ = mysql_options(handle, option, $0) }
  }

  private func connect() throws {
    let (host, port, socket): (String?, UInt32, String?) =
      switch options.address {
      case .socket(let path): (nil, 0, path)
      case .tcp(let host, let port): (host, UInt32(port), nil)
      case .localDefault: (nil, 0, nil)
      }
    // An empty password is the library's word for none; nil would have it look at the environment.
    let connected = (options.password ?? Secret("")).withCString { password in
      mysql_real_connect(handle, host, options.user, password, options.database, port, socket, 0) != nil
    }
    guard connected else {
      try checkOffer()
      throw MariaDBError(opening: handle)
    }
    ClientLibrary.forgetPassword(handle)
  }

  /// What the gate before the login has ended without a word of its own.
  private func checkOffer() throws {
    let hasGreeted = handle.pointee.server_capabilities != 0
    if hasGreeted, wantsTLS, options.tls.mode != .preferred, !LoginGate.offersTLS(handle) { throw noTLS }
  }

  /// The library's own settings do not keep it from plain text, so the outcome is looked at, too.
  private func checkEncryption() throws {
    if wantsTLS, options.tls.mode != .preferred, mysql_get_ssl_cipher(handle) == nil { throw noTLS }
  }

  private var noTLS: MariaDBError {
    MariaDBError(.encryption, "TLS is asked for (\(options.tls.mode.rawValue)), but the server offers none")
  }

  /// Makes the session the same on every server, whatever its defaults.
  ///
  /// - Returns: Whether the settings for clusters were accepted.
  private func pinSession() throws -> Bool {
    let settings = SessionSettings(
      isMariaDB: mariadb_connection(handle) != 0, version: mysql_get_server_version(handle))
    return try settings.apply { statement in
      guard mysql_real_query(handle, statement, UInt(statement.utf8.count)) == 0 else {
        throw MariaDBError(handle)
      }
    }
  }
}
