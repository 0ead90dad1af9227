/// Where a server is and who connects to it.
///
///     var options = ConnectionOptions(address: .localDefault, user: "wordpress")
///     options.password = Secret(password)
///     options.database = "wp"
///     let connection = try Connection(options)
public struct ConnectionOptions: Sendable, Equatable {
  /// How a server is reached.
  public enum Address: Sendable, Equatable {
    /// The Unix socket at a path, at most 107 bytes long.
    case socket(String)
    /// A host name or IP address, and a port from 1 to 65535; always TCP, even for `localhost`.
    case tcp(host: String, port: Int)
    /// What `localhost` means to the client library: its default socket.
    case localDefault
  }

  /// How the server is reached.
  public var address: Address
  /// The account's name.
  public var user: String
  /// The account's password; nil for none.
  public var password: Secret?
  /// The database that unqualified table names belong to; nil for none.
  public var database: String?
  /// Whether and how the connection is encrypted.
  public var tls: TLSOptions
  /// Seconds to wait for the connection; 0 waits for ever.
  public var connectTimeout: Int
  /// Seconds to wait for the server's next answer; 0 waits for ever. A statement over a large log can think
  /// for minutes before its first row.
  public var readTimeout: Int
  /// Seconds to wait until the server takes what is sent; 0 waits for ever.
  public var writeTimeout: Int
  /// What may break the connection off from another thread; nil for nothing.
  public var interruption: Interruption?

  /// Options with the default timeouts and TLS where the server offers it.
  public init(
    address: Address, user: String, password: Secret? = nil, database: String? = nil,
    tls: TLSOptions = TLSOptions(), connectTimeout: Int = 10, readTimeout: Int = 600, writeTimeout: Int = 60
  ) {
    self.address = address
    self.user = user
    self.password = password
    self.database = database
    self.tls = tls
    self.connectTimeout = connectTimeout
    self.readTimeout = readTimeout
    self.writeTimeout = writeTimeout
  }
}
