import MariaDB
import Testing
import Text

@testable import Sites

@Suite("A site on standard input")
struct SiteDescriptionTests {
  private static let keys =
    "Give one JSON object with the keys host, port, socket, user, password, database, prefix, blog_id, user_table, "
    + "charset, ssl_mode, ssl_ca, ssl_cert and ssl_key."

  private func site(_ json: String, _ request: SiteRequest = SiteRequest(site: "-")) throws -> Site {
    try SiteFinder(in: "/", input: json).find(request)
  }

  @Test("All keys are understood")
  func allKeys() throws {
    let site = try site(
      #"""
      {"host": "db", "port": 3307, "user": "u", "password": "p\"\u20AC", "database": "d", "prefix": "wp_",
       "blog_id": 3, "user_table": "people", "charset": "Latin1", "ssl_mode": "VERIFY_IDENTITY", "ssl_ca": "/ca", "ssl_cert": "/c", "ssl_key": "/k"}
      """#)
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "db", port: 3307), user: "u", password: Secret("p\"€"), database: "d",
          tls: TLSOptions(mode: .verifyIdentity, ca: "/ca", certificate: "/c", key: "/k")))
    #expect(site.prefix == "wp_3_")
    #expect(site.userTable == UserTable("people"))
    #expect(site.charset == LegacyCharset("latin1"))
    #expect(site.origin == "standard input")
    #expect(site.warnings == [])
  }

  @Test("A user table that is no table's name, and a character set that no server knows, are warnings")
  func names() throws {
    func site(_ more: String) throws -> Site {
      try self.site("{\"user\": \"u\", \"database\": \"d\", \"prefix\": \"\", \(more)}")
    }
    for name in ["a b", "a.b.c", "a;", ""] {
      let site = try site("\"user_table\": \"\(name)\"")
      #expect((site.userTable, site.hasUnknownUserTable) == (nil, true))
      #expect(
        site.warnings == [
          "CUSTOM_USER_TABLE in standard input is not understood as the name of a table: users are shown by their ids"
        ])
    }
    let shared = try site("\"user_table\": \"my-shop.people\"")
    #expect(shared.userTable == UserTable("my-shop.people") && !shared.hasUnknownUserTable)
    #expect(shared.warnings == [])
    for name in ["utf8", "UTF8MB4", "utf8mb3", ""] {
      #expect(try site("\"charset\": \"\(name)\"").charset == nil)
      #expect(try site("\"charset\": \"\(name)\"").warnings == [])
    }
    #expect(
      try site("\"charset\": \"utf-8\"").warnings == [
        "DB_CHARSET in standard input is not a character set that the database knows, so texts are read as UTF-8"
      ])
  }

  @Test("Few keys are enough, null is as good as absent, and options override")
  func fewKeys() throws {
    let json =
      #"{"socket": "/run/s", "host": null, "user": "u", "database": "d", "prefix": "", "blog_id": 2}"#
    let site = try site(json, SiteRequest(prefix: "x_", site: "-", blog: 1))
    #expect(site.connection == ConnectionOptions(address: .socket("/run/s"), user: "u", database: "d"))
    #expect(site.prefix == "x_")
  }

  @Test("The host may have the forms of DB_HOST")
  func hostForms() throws {
    let site = try site(
      #"{"host": "[::1]:3307", "user": "u", "database": "d", "prefix": "", "ssl_mode": "disabled"}"#)
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "::1", port: 3307), user: "u", database: "d", tls: TLSOptions(mode: .disabled)))
  }

  @Test(
    "What is no site is refused by key, never with its value",
    arguments: [
      ("", "standard input is empty"), (" \n", "standard input is empty"),
      ("{", "standard input is not a JSON object"),
      ("[]", "standard input is not a JSON object"), ("\"secret\"", "standard input is not a JSON object"),
      ("null", "standard input is not a JSON object"), ("{} {}", "standard input is not a JSON object"),
      (#"{"pasword": "secret"}"#, "standard input has the unknown key pasword"),
      (#"{"a\u001bb": "secret"}"#, "standard input has the unknown key a\\u{1B}b"),
      (#"{"port": "secret"}"#, "port on standard input is not a whole number"),
      (#"{"port": 3306.5}"#, "port on standard input is not a whole number"),
      (#"{"port": 1e40}"#, "port on standard input is not a whole number"),
      (#"{"user": 4711}"#, "user on standard input is not a string"),
      (#"{"password": ["secret"]}"#, "password on standard input is not a string"),
      (#"{"user": "a\u0000b"}"#, "user on standard input holds a NUL character"),
      (#"{"database": "d"}"#, "user on standard input is not set"),
    ])
  func refused(_ json: String, _ message: String) {
    #expect(failure { try site(json) } == Failure(.configuration, message, advice: Self.keys))
  }

  @Test(
    "Values that cannot be used are refused with what to do",
    arguments: [
      (
        #"{"user": "u", "prefix": ""}"#, "database on standard input is not set",
        "Set it, or give --database."
      ),
      (
        #"{"user": "u", "database": "d"}"#, "prefix on standard input is not set", "Set it, or give --prefix."
      ),
      (
        #"{"user": "u", "database": "d", "prefix": "a b"}"#,
        "prefix on standard input holds characters other than letters, digits and underscores",
        "Give the table prefix exactly as wp-config.php has it, such as wp_."
      ),
      (
        #"{"user": "u", "port": 0}"#,
        "port on standard input is not a number from 1 to 65535",
        "MariaDB's own port is 3306."
      ),
      (
        #"{"user": "u", "blog_id": 0}"#, "blog_id on standard input is not a number from 1",
        "Blogs are numbered from 1."
      ),
      (
        #"{"ssl_mode": "secret"}"#, "ssl_mode on standard input is no TLS mode",
        "The modes are disabled, preferred, required, verify-ca and verify-identity."
      ),
    ])
  func unusable(_ json: String, _ message: String, _ advice: String) {
    #expect(failure { try site(json) } == Failure(.configuration, message, advice: advice))
  }

  @Test("A flood on standard input is refused")
  func flood() {
    #expect(
      failure { try site(String(repeating: " ", count: 1 << 20) + "{}") }
        == Failure(
          .configuration, "standard input is larger than 1 MB, too large for a site", advice: Self.keys))
  }

  @Test("Standard input is read for --site - alone")
  func standardInputUntouched() throws {
    struct WasRead: Error {}
    let variables: EnvironmentVariables = [
      "TOKENLEDGER_DB_NAME": "d", "TOKENLEDGER_DB_USER": "u", "TOKENLEDGER_DB_PREFIX": "p",
    ]
    let finder = SiteFinder(environment: variables, currentDirectory: "/") { throw WasRead() }
    #expect(try finder.find(SiteRequest()).prefix == "p")
    #expect(throws: WasRead.self) { try finder.find(SiteRequest(site: "-")) }
  }
}
