import MariaDB
import TestSupport
import Testing
import Text

@testable import Sites

@Suite("MariaDB option files")
struct OptionFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.path + "/my.cnf" }

  init() throws {
    folder = try TemporaryFolder()
  }

  private func site(
    _ text: String, group: String? = nil, database: String? = "d", permissions: UInt32 = 0o600
  ) throws -> Site {
    try folder.write("my.cnf", text, permissions: permissions)
    return try SiteFinder(in: folder.path).find(
      SiteRequest(defaultsFile: "my.cnf", defaultsGroup: group, database: database, prefix: "wp_"))
  }

  @Test("The group tokenledger wins over client, whatever their order, and others are not read")
  func groups() throws {
    let site = try site(
      """
      port=1
      [tokenledger]
      user = ledger
      [client]
      user = other
      password = "secret"
      host=db.example
      port = 3307
      connect_timeout=3
      [mysqld]
      user = server
      [ tokenledger ]
      database=shop
      """, database: nil)
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "db.example", port: 3307), user: "ledger", password: Secret("secret"),
          database: "shop",
          connectTimeout: 3))
    #expect(site.prefix == "wp_")
    #expect(site.warnings == [])
    #expect(site.origin == path)
    #expect(site.configFile == nil)
  }

  @Test("The groups of MariaDB's own programs count as one: the last line in the file takes precedence")
  func clientGroups() throws {
    let site = try site(
      """
      [client-mariadb]
      user = first
      password = p
      port = 3308
      [client-server]
      user = second
      host = db
      [client]
      port = 3307
      [client-mariadb]
      user = third
      [mysql]
      user = other
      """)
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "db", port: 3307), user: "third", password: Secret("p"), database: "d"))
    #expect(try self.site("[client-server]\nuser=u").connection.user == "u")
    #expect(try self.site("[tokenledger]\nuser=own\n[client-mariadb]\nuser=u").connection.user == "own")
  }

  @Test("A password is sent byte for byte, in any character set")
  func bytes() throws {
    try folder.write("my.cnf", Array("[client]\nuser=u\npassword=caf".utf8) + [0xE9])
    let site = try SiteFinder(in: folder.path).find(
      SiteRequest(defaultsFile: "my.cnf", database: "d", prefix: "wp_"))
    #expect(site.connection.password == Secret(bytes: Array("caf".utf8) + [0xE9]))
  }

  @Test("A named group is the only one that is read")
  func namedGroup() throws {
    let text = "[client]\npassword=p\n[other]\nuser=u\nsocket=/run/s\n"
    #expect(
      try site(text, group: "other").connection
        == ConnectionOptions(address: .socket("/run/s"), user: "u", database: "d"))
  }

  @Test(
    "Quotes, escapes and comments are those of MariaDB's own programs",
    arguments: [
      ("a b", "a b"), ("  a  ", "a"), ("'a '", "a "), ("\"a#b\"", "a#b"), ("a#b", "a"), ("a;b", "a;b"),
      ("a # b", "a"),
      (#"a\sb\tc\nd\re\bf\\g\"h\'i\qj"#, "a b\tc\nd\re\u{8}f\\g\"h'i\\qj"), (##""a\"#b""##, "a\"#b"),
      ("'a", "'a"), (##"a\"#b"##, "a\"#b"), ("=", "="),
      ("a=b", "a=b"), ("", ""), (#"a\"#, #"a\"#), ("\"'#'\"", "'#'"),
    ])
  func values(_ written: String, _ meant: String) throws {
    #expect(try site("[client]\nuser=u\npassword=\(written)\r\n").connection.password == Secret(meant))
  }

  @Test("What is not used, includes and loose permissions are warnings that show no value")
  func warnings() throws {
    let site = try site(
      """
      # a comment
      ; another
      !include /etc/other.cnf
      [client]
      user=u
      default-character-set=utf8
      init_command=DROP TABLE secret
      local-infile
      p4$$w0rd that lost its key
      !includedir /etc/my.cnf.d
      """, permissions: 0o644)
    #expect(
      site.warnings == [
        "\(path) can be read by other users (mode 644); chmod 600 keeps it private",
        "\(path), line 3: other files are not included", "\(path), line 10: other files are not included",
        "\(path), line 6: default-character-set is not used", "\(path), line 7: init-command is not used",
        "\(path), line 8: local-infile is not used", "\(path), line 9: a setting is not used",
      ])
  }

  @Test("A socket is used for the local host alone")
  func sockets() throws {
    #expect(try site("[client]\nuser=u\nsocket=/s\nhost=localhost").connection.address == .socket("/s"))
    #expect(try site("[client]\nuser=u\nsocket=/s\nport=3306").connection.address == .socket("/s"))
    let remote = try site("[client]\nuser=u\nsocket=/s\nhost=db")
    #expect(remote.connection.address == .tcp(host: "db", port: 3306))
    #expect(remote.warnings == ["host in \(path) is not localhost, so its socket is not used"])
    #expect(try site("[client]\nuser=u").connection.address == .localDefault)
    #expect(try site("[client]\nuser=u\nhost=::1").connection.address == .tcp(host: "::1", port: 3306))
  }

  @Test(
    "TLS settings ask for as much as they say, a certificate authority for verification",
    arguments: [
      ("", TLSOptions()), ("ssl", TLSOptions(mode: .required)), ("ssl=1", TLSOptions(mode: .required)),
      ("ssl=0", TLSOptions(mode: .disabled)), ("skip-ssl", TLSOptions(mode: .disabled)),
      ("skip-ssl\nssl=ON", TLSOptions(mode: .required)), ("ssl\nskip_ssl", TLSOptions(mode: .disabled)),
      ("ssl-mode=REQUIRED", TLSOptions(mode: .required)),
      ("ssl_mode=verify_identity", TLSOptions(mode: .verifyIdentity)),
      ("ssl-mode=VERIFY_CA", TLSOptions(mode: .verifyCA)),
      ("ssl-mode=DISABLED\nssl", TLSOptions(mode: .disabled)),
      ("ssl-verify-server-cert", TLSOptions(mode: .verifyIdentity)),
      ("ssl-verify-server-cert=0", TLSOptions()),
      ("ssl-ca=/ca", TLSOptions(mode: .verifyIdentity, ca: "/ca")),
      ("ssl\nssl-ca=/ca", TLSOptions(mode: .verifyIdentity, ca: "/ca")),
      ("ssl-ca=/ca\nssl-verify-server-cert=off", TLSOptions(mode: .required, ca: "/ca")),
      ("ssl-cert=/c\nssl-key=/k", TLSOptions(mode: .required, certificate: "/c", key: "/k")),
      ("ssl-mode=preferred\nssl-ca=/ca", TLSOptions(mode: .preferred, ca: "/ca")),
      ("tls-version=TLSv1.3", TLSOptions(mode: .required)), ("ssl-cipher=AES", TLSOptions(mode: .required)),
      ("tls-version=TLSv1.3\nskip-ssl", TLSOptions(mode: .disabled)),
      ("tls-version=TLSv1.3\nssl-ca=/ca", TLSOptions(mode: .verifyIdentity, ca: "/ca")),
      ("ssl-capath=/certificates\nskip-ssl", TLSOptions(mode: .disabled)),
    ])
  func tls(_ text: String, _ options: TLSOptions) throws {
    #expect(try site("[client]\nuser=u\n" + text).connection.tls == options)
  }

  @Test(
    "A setting that cannot be used is named with its line and without its value",
    arguments: [
      ("port=abc", "port is not a number from 1 to 65535", "Correct the line."),
      ("port=0", "port is not a number from 1 to 65535", "Correct the line."),
      ("connect-timeout=-1", "connect-timeout is not a number from 1 to 31536000", "Correct the line."),
      (
        "ssl-mode=maybe", "ssl-mode is no TLS mode",
        "The modes are disabled, preferred, required, verify-ca and verify-identity."
      ),
      ("ssl=maybe", "ssl is neither on nor off", "Write it as ssl=1 or ssl=0."),
      (
        "ssl-fp=00", "ssl-fp asks for a check of the server's certificate that is not supported",
        "Give the CA certificate with ssl-ca instead."
      ),
      ("password", "password has no value", "Write it as password=VALUE."),
    ])
  func badSettings(_ line: String, _ problem: String, _ advice: String) {
    #expect(
      failure { try site("[client]\nuser=u\n" + line) }
        == Failure(.configuration, "\(path), line 3: \(problem)", advice: advice))
  }

  @Test("Bytes that are no UTF-8 are refused")
  func invalidUTF8() throws {
    try folder.write("my.cnf", Array("[client]\nuser=".utf8) + [0xE9])
    #expect(
      failure {
        try SiteFinder(in: folder.path).find(SiteRequest(defaultsFile: "my.cnf", database: "d", prefix: ""))
      }
        == Failure(
          .configuration, "\(path), line 2: user is not valid UTF-8 text",
          advice: "Save the file as UTF-8, without NUL bytes."))
  }

  @Test("What is missing is said: the file, the group, the user, the database, the prefix")
  func missing() throws {
    #expect(
      failure { try SiteFinder(in: folder.path).find(SiteRequest(defaultsFile: "none.cnf")) }
        == Failure(
          .noInput, "\(folder.path)/none.cnf does not exist",
          advice: "Give an option file that exists with --defaults-file."))
    let groupAdvice = "Name the group that holds the connection with --defaults-group."
    #expect(
      failure { try site("[mysqld]\nuser=u") }
        == Failure(.configuration, "\(path) has no group [tokenledger] or [client]", advice: groupAdvice))
    #expect(
      failure { try site("[client]\nuser=u", group: "x\u{1b}y") }
        == Failure(.configuration, "\(path) has no group [x\\u{1B}y]", advice: groupAdvice))
    #expect(
      failure { try site("[client]\nhost=h") }
        == Failure(
          .configuration, "\(path) does not set user", advice: "Add a line such as user=tokenledger."))
    #expect(
      failure { try site("[client]\nuser=u", database: nil) }
        == Failure(
          .usage, "--defaults-file needs --database",
          advice: "Give --database as the site's wp-config.php has it."))
    #expect(
      failure { try SiteFinder(in: folder.path).find(SiteRequest(defaultsFile: "my.cnf", database: "d")) }
        == Failure(
          .usage, "--defaults-file needs --prefix",
          advice: "Give --prefix as the site's wp-config.php has it."))
    try folder.write("private.cnf", "[client]\nuser=u", permissions: 0)
    #expect(
      try asNobody {
        failure { try SiteFinder(in: folder.path).find(SiteRequest(defaultsFile: "private.cnf")) }
      }
        == Failure(
          .permission, "\(folder.path)/private.cnf may not be read by this user",
          advice: "Run as the user that the site runs as, or give this user read permission."))
  }
}
