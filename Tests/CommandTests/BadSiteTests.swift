import TestSupport
import Testing

@Suite("Sites that cannot be found or reached: one clear line, the right exit code, nothing written")
struct BadSiteTests {
  /// Stands for a password: it must never be seen.
  static let canary = "canary-7Gq2"

  /// A wp-config.php with these values as PHP expressions.
  static func config(
    name: String = "'site'", user: String = "'root'", password: String = "'\(canary)'",
    host: String = "'localhost:/tmp/no-such.sock'", prefix: String = "'wp_'"
  ) -> String {
    """
    <?php
    // define( 'DB_NAME', 'dead' );
    define( 'DB_NAME', \(name) );
    define( 'DB_USER', \(user) );
    define( 'DB_PASSWORD', \(password) );
    define( 'DB_HOST', \(host) );
    $table_prefix = \(prefix);
    require_once ABSPATH . 'wp-settings.php';
    """
  }

  private static let connectionAdvice = "Is the database server running, and are host, port or socket right?"
  private static let credentialsAdvice =
    "Check the user and the password that the site's configuration names."
  private static let expressionAdvice =
    "The file is read, never executed: write the values as plain strings" + otherWays
  private static let otherWays =
    ", give the connection with --site - or --defaults-file, or let PHP read it with --wp-config-by php."

  /// What some commands have to be told.
  private static let needed = [
    "import": ["--undo", "1"], "rebuild": ["--from", "2026-01-01", "--to", "2026-01-02"],
    "backup": ["a.gz"], "restore": ["a.gz"],
  ]

  /// Runs every command that reads a site; all must end alike, and none show the password.
  private func expect(
    _ expected: TokenLedgerCommand.Outcome, _ arguments: [String], environment: [String: String] = [:],
    input: String = "", in folder: Folder, but excluded: Set<String> = [],
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    for command in ProgramCommands.ofOneSite where !excluded.contains(command) {
      let outcome = try await TokenLedgerCommand.run(
        arguments: [command] + (Self.needed[command] ?? []) + arguments, environment: environment,
        input: input,
        workingDirectory: folder.path)
      #expect(outcome == expected, "\(command)", sourceLocation: sourceLocation)
      #expect(!outcome.description.contains(BadSiteTests.canary), sourceLocation: sourceLocation)
    }
  }

  @Test("No wp-config.php, or none that can be read")
  func missing() async throws {
    try await Folder.with { folder in
      try await expect(
        .init(
          66, error: "no wp-config.php in \(folder.path)",
          "Give the folder that holds wp-config.php, or the file itself with --wp-config."),
        ["--wp-path", folder.path], in: folder)
      try await expect(
        .init(66, error: "\(folder.path)/none does not exist", "Give the WordPress folder."),
        ["--wp-path", "none"], in: folder)
      try await expect(
        .init(
          66, error: "\(folder.path)/none.php does not exist",
          "Give the file with --wp-config, or the WordPress folder with --wp-path."),
        ["--wp-config", "none.php"], in: folder)
      try await expect(
        .init(
          66, error: "\(folder.path)/none.cnf does not exist",
          "Give an option file that exists with --defaults-file."),
        ["--defaults-file", "none.cnf", "--database", "site", "--prefix", "wp_"], in: folder)

      try folder.write("closed.php", BadSiteTests.config(), mode: 0o000)
      let closed = try await TokenLedgerCommand.shell(
        "\(unprivileged) \"$TOKENLEDGER\" report --wp-config closed.php", workingDirectory: folder.path)
      #expect(
        closed
          == .init(
            77, error: "\(folder.path)/closed.php may not be read by this user",
            "Run as the user that the site runs as, or give this user read permission."))
    }
  }

  @Test("A folder without a site, and no site above it or in the environment")
  func nowhere() async throws {
    try await Folder.with { folder in
      let outcome = try await TokenLedgerCommand.run(arguments: ["report"], workingDirectory: folder.path)
      #expect(outcome.status == 66)
      #expect(outcome.output == "")
      #expect(outcome.errors.hasPrefix("tokenledger: error: "))
      #expect(outcome.errors.split(separator: "\n").count == 2)
    }
  }

  @Test("A wp-config.php that says what cannot be used")
  func unusable() async throws {
    try await Folder.with { folder in
      let file = "\(folder.path)/wp-config.php"
      func check(_ config: String, _ message: String, _ advice: String) async throws {
        try folder.write("wp-config.php", config)
        try await expect(.init(78, error: message, advice), ["--wp-path", folder.path], in: folder)
      }
      try await check(
        BadSiteTests.config(name: "ucwords('site')"), "\(file), line 3: DB_NAME depends on ucwords()",
        BadSiteTests.expressionAdvice)
      try await check(
        BadSiteTests.config(password: "\"$\(BadSiteTests.canary)\" . ucwords('\(BadSiteTests.canary)')"),
        "\(file), line 5: DB_PASSWORD depends on code whose result is not known",
        BadSiteTests.expressionAdvice)
      try await check(
        BadSiteTests.config(host: "'host:abc'"),
        "DB_HOST in \(file) has a port that is not a number from 1 to 65535",
        "Write it as host, host:port, host:/path/to/socket or [IPv6 address]:port.")
      try await check(
        BadSiteTests.config(prefix: "'wp-x_'"),
        "$table_prefix in \(file) holds characters other than letters, digits and underscores",
        "Give the table prefix exactly as wp-config.php has it, such as wp_.")
      try await check(
        "<?php\nrequire '/etc/wordpress/config-example.org.php';\nrequire_once ABSPATH . 'wp-settings.php';\n",
        "\(file), line 2: require of /etc/wordpress/config-example.org.php, which does not exist, may change DB_NAME, "
          + "DB_USER, DB_PASSWORD, DB_HOST and $table_prefix",
        "Pass the file that has the settings with --wp-config FILE (with --prefix PREFIX when it sets no $table_prefix)"
          + BadSiteTests.otherWays)
      try await check(
        "<?php\ndefine('DB_NAME', 'site');\n$table_prefix = 'wp_';\n",
        "\(file) does not set DB_USER, DB_PASSWORD and DB_HOST",
        "Give the wp-config.php that the site runs with, or the connection with --site - or --defaults-file.")
    }
  }

  @Test("A server that is down, a wrong password and an unknown database")
  func unreachable() async throws {
    let server = try TestServer.current
    try await Folder.with { folder in
      func check(_ config: String, _ expected: TokenLedgerCommand.Outcome) async throws {
        try folder.write("wp-config.php", config)
        // The doctor shows this as a check that failed.
        try await expect(expected, ["--wp-path", folder.path], in: folder, but: ["doctor"])
        let doctor = try await TokenLedgerCommand.run(arguments: ["doctor", "--wp-path", folder.path])
        #expect(doctor.status == 65 && !doctor.description.contains(BadSiteTests.canary))
        let lines = expected.errors.dropFirst("tokenledger: error: ".count).split(separator: "\n")
        #expect(lines.count == 2 && lines.allSatisfy { doctor.output.contains($0) }, "\(doctor)")
      }
      try await check(
        BadSiteTests.config(host: "'localhost:\(folder.path)/no.sock'"),
        .init(
          69,
          error: "2002 (HY000): Can't connect to local server through socket '\(folder.path)/no.sock' (2)",
          BadSiteTests.connectionAdvice))
      try await check(
        BadSiteTests.config(host: "'127.0.0.1:1'"),
        .init(
          69, error: "2002 (HY000): Can't connect to server on '127.0.0.1' (115)",
          BadSiteTests.connectionAdvice))
      try await check(
        BadSiteTests.config(host: "'localhost:\(server.socket)'"),
        .init(
          77, error: "1045 (28000): Access denied for user 'root'@'localhost' (using password: YES)",
          BadSiteTests.credentialsAdvice))
      try await check(
        BadSiteTests.config(name: "'no_such_database'", password: "''", host: "'localhost:\(server.socket)'"),
        .init(
          69, error: "1049 (42000): Unknown database 'no_such_database'",
          "Check the database's name in the site's configuration."))
    }
  }

  @Test("Standard input that is no site")
  func standardInput() async throws {
    let advice =
      "Give one JSON object with the keys host, port, socket, user, password, database, prefix, blog_id, user_table, charset, ssl_mode, ssl_ca, ssl_cert and ssl_key."
    let password = "\"password\": \"\(BadSiteTests.canary)\""
    try await Folder.with { folder in
      for (input, message, ownAdvice) in [
        ("", "standard input is empty", nil),
        ("[\(BadSiteTests.canary)", "standard input is not a JSON object", nil),
        ("{\(password)}", "user on standard input is not set", nil),
        (
          "{\(password), \"user\": \"root\", \"pasword\": \"\(BadSiteTests.canary)\"}",
          "standard input has the unknown key pasword", nil
        ),
        (
          "{\(password), \"user\": \"root\", \"port\": \"x\"}",
          "port on standard input is not a whole number", nil
        ),
        (
          "{\(password), \"user\": \"root\", \"database\": \"d\", \"prefix\": \"a`b\"}",
          "prefix on standard input holds characters other than letters, digits and underscores",
          "Give the table prefix exactly as wp-config.php has it, such as wp_."
        ),
      ] as [(String, String, String?)] {
        try await expect(
          .init(78, error: message, ownAdvice ?? advice), ["--site", "-"], input: input, in: folder)
      }
    }
  }

  @Test("An option file without a database or a prefix beside it")
  func optionFile() async throws {
    try await Folder.with { folder in
      try folder.write("access.cnf", "[client]\nuser = root\npassword = \(BadSiteTests.canary)\n")
      try await expect(
        .init(
          64, error: "--defaults-file needs --database", "Give --database as the site's wp-config.php has it."
        ),
        ["--defaults-file", "access.cnf"], in: folder)
      try await expect(
        .init(
          64, error: "--defaults-file needs --prefix", "Give --prefix as the site's wp-config.php has it."),
        ["--defaults-file", "access.cnf", "--database", "site"], in: folder)
    }
  }
}
