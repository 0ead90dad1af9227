import MariaDB
import Testing

@testable import WordPress

@Suite("Bedrock-style sites")
struct BedrockTests {
  private let folder: TemporaryFolder
  private static let advice = "Give the connection with --site - or --defaults-file."

  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      "web/wp-config.php",
      """
      <?php
      require_once dirname(__DIR__) . '/vendor/autoload.php';
      require_once dirname(__DIR__) . '/config/application.php';
      require_once ABSPATH . 'wp-settings.php';
      """)
    try folder.write("config/application.php", "<?php Config::define('DB_NAME', env('DB_NAME'));")
    try folder.write("web/wp/wp-settings.php", "<?php")
  }

  private func site(_ settings: String, from place: String = "web/wp") throws -> Site {
    try folder.write(".env", settings)
    return try SiteFinder(in: "\(folder.path)/\(place)").find(SiteRequest())
  }

  @Test(
    "The .env file above the web folder tells all, from every folder of the site",
    arguments: [
      "web/wp", "web", "config", "",
    ])
  func everyFolder(_ place: String) throws {
    let site = try site(
      """
      \u{FEFF}# Database
      DB_NAME='bedrock'
      export DB_USER = "us\\"er"   # a comment
      DB_PASSWORD='pass # $word ${x}'

      # DB_HOST='dead'
      DB_HOST=db.example:3307 # a comment
      DB_PREFIX=br_
      WP_ENV=development
      WP_HOME=http://example.com
      WP_SITEURL="${WP_HOME}/wp"
      A_LINE_WITHOUT_VALUE
      """, from: place)
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "db.example", port: 3307), user: "us\"er",
          password: Secret("pass # $word ${x}"),
          database: "bedrock"))
    #expect(site.prefix == "br_")
    #expect(site.origin == folder.path + "/.env")
    #expect(site.configFile == ConfigFile(path: folder.path + "/.env", permissions: 0o600))
  }

  @Test("Host and prefix have Bedrock's defaults, and .env.local overrides")
  func defaults() throws {
    try folder.write(".env.local", "DB_NAME=mine\nDB_PASSWORD=a#b")
    let site = try site("DB_NAME=d\nDB_USER=u\nDB_PASSWORD=p")
    #expect(
      site.connection
        == ConnectionOptions(address: .localDefault, user: "u", password: Secret("a#b"), database: "mine"))
    #expect(site.prefix == "wp_")
  }

  @Test("DATABASE_URL is taken before the single settings, percent-decoded")
  func databaseURL() throws {
    let site = try site(
      "DB_NAME=other\nDB_USER=other\nDATABASE_URL=mysql://us%3Aer:p%40ss%2F%E2%82%AC@[::1]:3307/my%20db?charset=utf8\nDB_PREFIX=p_"
    )
    #expect(
      site.connection
        == ConnectionOptions(
          address: .tcp(host: "::1", port: 3307), user: "us:er", password: Secret("p@ss/€"), database: "my db"
        ))
    #expect(site.prefix == "p_")
  }

  @Test(
    "A malformed DATABASE_URL is refused without being shown",
    arguments: [
      "postgres://u:p@h/d", "mysql://u:p@h", "mysql://h/d", "mysql://u:p%4@h/d", "mysql://u:%FF@h/d",
      "mysql://u:%00@h/d",
      "mysql://:p@h/d", "mysql://u:p@h/d/e", "mysql://u:p@h/",
    ])
  func badURL(_ address: String) {
    #expect(
      failure { try site("DATABASE_URL=\(address)") }
        == SiteError(
          .configuration, "DATABASE_URL in \(folder.path)/.env is not a database address",
          advice: "Write it as mysql://USER:PASSWORD@HOST:PORT/DATABASE, other characters percent-encoded."))
  }

  @Test("References to other variables, bad bytes and open quotes name their place")
  func badSettings() {
    let place = "\(folder.path)/.env"
    for value in ["${SECRET}", "\"a${SECRET}\""] {
      #expect(
        failure { try site("DB_NAME=d\nDB_USER=u\nDB_PASSWORD=\(value)") }
          == SiteError(
            .configuration, "DB_PASSWORD in \(place) refers to other variables with ${…}",
            advice: "Write its value out, or give the connection with --site - or --defaults-file."))
    }
    #expect(
      failure { try site("DB_NAME=d\nDB_PASSWORD='never closed\n") }
        == SiteError(
          .configuration, "\(place), line 2: a quote is never closed", advice: "Check the file's quotes."))
    #expect(
      failure { try site("DB_NAME=d\n") }
        == SiteError(.configuration, "\(place) does not set DB_USER", advice: Self.advice))
    #expect(
      failure { try site("DB_NAME=d\nDB_USER=u\nDB_HOST=h:x") }
        == SiteError(
          .configuration, "DB_HOST in \(place) has a port that is not a number from 1 to 65535",
          advice: "Write it as host, host:port, host:/path/to/socket or [IPv6 address]:port."))
  }

  @Test("A .env that tells of no database is no help, and the wp-config.php is reported")
  func noDatabase() {
    #expect(
      failure { try site("WP_ENV=production", from: "web") }
        == SiteError(
          .configuration,
          "\(folder.path)/web/wp-config.php, line 2: require_once of \(folder.path)/vendor/autoload.php, "
            + "which does not exist, may change DB_NAME, DB_USER, DB_PASSWORD, DB_HOST and $table_prefix",
          advice:
            "Pass the file that has the settings with --wp-config FILE (with --prefix PREFIX when it sets no "
            + "$table_prefix), give the connection with --site - or --defaults-file, or let PHP tell it with "
            + "--wp-config-by php."))
    #expect(
      failure { try site("WP_ENV=production", from: "") }
        == SiteError(
          .configuration, "\(folder.path)/.env sets neither DB_NAME nor DATABASE_URL", advice: Self.advice))
  }

  @Test("Quoted values span lines and know their escapes")
  func dotEnv() throws {
    let source =
      #"A="x\n\t\\\"\$\q"# + "\nnext\"\nB='it\\n'\nC=\nD=  spaced out  \nE='a' # b\nF=a#b\r\nG=\"\"\n"
    let file = try DotEnvFile(Array(source.utf8), path: "/.env")
    let expected = [
      "A": "x\n\t\\\"$\\q\nnext", "B": "it\\n", "C": "", "D": "spaced out", "E": "a", "F": "a#b", "G": "",
    ]
    #expect(file.values == expected.mapValues { .literal(Array($0.utf8)) })
  }
}
