import MariaDB
import TestSupport
import Testing
import Text

@testable import Sites

/// A password need not be text of any character set: what counts are the bytes that PHP would send.
@Suite("A password that is not UTF-8 is taken byte for byte")
struct PasswordBytesTests {
  private static let bytes: [UInt8] = [UInt8(ascii: "p"), 0xE9, UInt8(ascii: "w"), 0xFF]
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// The password of the site whose wp-config.php has this one, in some environment.
  private func password(
    _ code: [UInt8], environment: [String: [UInt8]] = [:], by reader: WPConfigReader? = nil
  ) throws -> Secret? {
    let start =
      "<?php define('DB_NAME', 'd'); define('DB_USER', 'u'); define('DB_HOST', 'h'); $table_prefix = 'wp_';\n"
    try folder.write(
      "wp-config.php", Array("\(start)define('DB_PASSWORD', ".utf8) + code + Array(");".utf8))
    var variables = environment
    variables["PATH"] = Array("/usr/bin:/bin".utf8)
    let finder = SiteFinder(
      environment: EnvironmentVariables(bytes: variables), currentDirectory: folder.path
    ) { [] }
    return try finder.find(SiteRequest(wpPath: ".", wpConfigBy: reader)).connection.password
  }

  @Test("In wp-config.php, as it is and by PHP's escapes", arguments: [nil, .php] as [WPConfigReader?])
  func config(by reader: WPConfigReader?) throws {
    let expected = Secret(bytes: Self.bytes)
    #expect(try password(Array("'".utf8) + Self.bytes + Array("'".utf8), by: reader) == expected)
    #expect(try password(Array(#""p\xE9w\377""#.utf8), by: reader) == expected)
  }

  @Test("In a variable that wp-config.php asks for", arguments: [nil, .php] as [WPConfigReader?])
  func variable(by reader: WPConfigReader?) throws {
    for code in ["getenv('SHOP_PASSWORD')", "getenv('SHOP_PASSWORD') . ''"] {
      #expect(
        try password(Array(code.utf8), environment: ["SHOP_PASSWORD": Self.bytes], by: reader)
          == Secret(bytes: Self.bytes))
    }
  }

  @Test("A NUL byte is none that the client library can send")
  func nul() throws {
    #expect(
      failure { try password(Array(#""a\0b""#.utf8)) }
        == Failure(
          .configuration, "\(folder.path)/wp-config.php, line 2: DB_PASSWORD holds a NUL byte",
          advice: "Give the connection with --site - or --defaults-file."))
  }

  @Test("In TOKENLEDGER_DB_PASSWORD; of the other variables it is refused by name")
  func ownVariables() throws {
    var variables = ["NAME": "d", "USER": "u", "PREFIX": "wp_"].mapValues { Array($0.utf8) }
    variables["PASSWORD"] = Self.bytes
    func site() throws -> Site {
      let named = variables.map { ("TOKENLEDGER_DB_" + $0, $1) }
      let environment = EnvironmentVariables(bytes: Dictionary(named) { first, _ in first })
      return try SiteFinder(environment: environment, currentDirectory: "/") { [] }.find(SiteRequest())
    }
    #expect(try site().connection.password == Secret(bytes: Self.bytes))
    for name in ["NAME", "USER", "PREFIX", "HOST", "PORT", "SOCKET"] {
      let before = variables[name]
      variables[name] = Self.bytes
      #expect(
        failure { try site() }
          == Failure(
            .configuration, "TOKENLEDGER_DB_\(name) is not valid UTF-8 text",
            advice: "Set it in UTF-8: of these variables only the password may hold other bytes."))
      variables[name] = before
    }
  }

  @Test("In the environment and in the .env of a Bedrock site")
  func bedrock() throws {
    try folder.write(
      "config/application.php",
      """
      <?php
      Config::define('DB_NAME', env('DB_NAME')); Config::define('DB_USER', env('DB_USER'));
      Config::define('DB_PASSWORD', env('DB_PASSWORD')); Config::define('DB_HOST', 'h');
      $table_prefix = 'wp_';
      """)
    try folder.write("web/wp/wp-settings.php", "<?php")
    func password(_ environment: [String: [UInt8]]) throws -> Secret? {
      let finder = SiteFinder(
        environment: EnvironmentVariables(bytes: environment), currentDirectory: folder.path
      ) { [] }
      return try finder.find(SiteRequest()).connection.password
    }
    let names = ["DB_NAME": "d", "DB_USER": "u"].mapValues { Array($0.utf8) }
    #expect(try password(names.merging(["DB_PASSWORD": Self.bytes]) { $1 }) == Secret(bytes: Self.bytes))
    try folder.write(
      ".env", Array("DB_NAME=d\nDB_USER=u\nDB_PASSWORD='".utf8) + Self.bytes + Array("'\n".utf8))
    #expect(try password([:]) == Secret(bytes: Self.bytes))
  }
}
