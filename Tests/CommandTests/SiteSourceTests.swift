import TestSupport
import Testing

/// Every way to say where the site is leads to the same report.
@Suite("Ways to say where the site is")
struct SiteSourceTests {
  private static let report = ["report", "--as-of", "2024-03-31", "--last", "1", "--format", "csv"]
  private static let answer = TokenLedgerCommand.Outcome(
    0,
    """
    Date,"Total Tokens","Prompt Tokens","Completion Tokens",Requests,Complete
    2024-03,1235678,1001010,234668,4,false

    """)
  private static let password = "pass'w\\ord \"7\" $x"

  /// A site whose database user has a password that is hard to write.
  private func withSite(_ body: (TestSite, String, String, Folder) async throws -> Void) async throws {
    let site = try TestSite.small()
    let user = site.database.name
    let password = SiteSourceTests.password
    try site.sql(
      """
      CREATE USER '\(user)'@'localhost' IDENTIFIED BY '\(password.replacing("\\", with: "\\\\").replacing("'", with: "''"))';
      GRANT ALL ON \(site.database.name).* TO '\(user)'@'localhost';
      """)
    try await Folder.with { folder in try await body(site, user, try TestServer.current.socket, folder) }
    try site.sql("DROP USER '\(user)'@'localhost'")
  }

  private func run(
    _ arguments: [String], environment: [String: String] = [:], input: String = "", in folder: Folder
  ) async throws -> TokenLedgerCommand.Outcome {
    try await TokenLedgerCommand.run(
      arguments: SiteSourceTests.report + arguments, environment: environment, input: input,
      workingDirectory: folder.path
    ).withoutCost
  }

  @Test("A password that is not UTF-8 is sent as PHP sends it", .freshDatabase)
  func passwordBytes() async throws {
    let site = try TestSite.small()
    let user = "b_" + site.database.name
    try site.sql(
      """
      EXECUTE IMMEDIATE CONCAT("CREATE USER '\(user)'@'localhost' IDENTIFIED BY PASSWORD '", PASSWORD(X'70E977'), "'");
      GRANT ALL ON \(site.database.name).* TO '\(user)'@'localhost';
      """)
    try await Folder.with { folder in
      for (name, password) in [("plain", #""p\xE9w""#), ("asking", "getenv('SHOP_PASSWORD')")] {
        try folder.write(
          "\(name)/wp-config.php",
          BadSiteTests.config(
            name: "'\(site.database.name)'", user: "'\(user)'", password: password,
            host: "'localhost:\(try TestServer.current.socket)'"))
      }
      for command in [
        "TOKENLEDGER_DB_USER=\(user) TOKENLEDGER_DB_PASSWORD=$'p\\xe9w' \"$TOKENLEDGER\"",
        "\"$TOKENLEDGER\" --wp-path plain", "SHOP_PASSWORD=$'p\\xe9w' \"$TOKENLEDGER\" --wp-path asking",
        "SHOP_PASSWORD=$'p\\xe9w' \"$TOKENLEDGER\" --wp-path asking --wp-config-by php",
      ] {
        let words = command.replacing("\"$TOKENLEDGER\"", with: "\"$TOKENLEDGER\" report --as-of 2024-03-31")
        let outcome = try await site.shell(
          words + " --last 1 --format csv", workingDirectory: folder.path)
        #expect(outcome.withoutCost == SiteSourceTests.answer, "\(command)")
      }
    }
    try site.sql("DROP USER '\(user)'@'localhost'")
  }

  @Test("A wp-config.php in the folder, above it, around it, or named", .freshDatabase)
  func configFile() async throws {
    try await withSite { site, user, socket, folder in
      let config = BadSiteTests.config(
        name: "\"\(site.database.name)\"", user: "'\(user)'", password: #"'pass\'w\\ord "7" $x'"#,
        host: "'localhost:\(socket)'")
      try folder.write("inside/wp-config.php", config)
      try folder.write("inside/wp-settings.php", "<?php")
      try folder.write("inside/wp-content/plugins/readme.txt", "")
      try folder.write("above/wp-config.php", config)
      try folder.write("above/htdocs/wp-settings.php", "<?php")
      for arguments in [
        ["--wp-path", "inside"], ["--wp-path", "above/htdocs"], ["--wp-path", "\(folder.path)/inside/"],
        ["--wp-config", "above/wp-config.php"],
      ] {
        #expect(try await run(arguments, in: folder) == SiteSourceTests.answer, "\(arguments)")
      }
      for place in ["inside", "inside/wp-content/plugins", "above/htdocs"] {
        #expect(
          try await run([], in: Folder(path: "\(folder.path)/\(place)")) == SiteSourceTests.answer, "\(place)"
        )
      }
    }
  }

  @Test("Docker's wp-config.php, with variables and with a file that holds the password", .freshDatabase)
  func docker() async throws {
    try await withSite { site, user, socket, folder in
      try folder.write(
        "wp-config.php",
        """
        <?php
        if (!function_exists('getenv_docker')) {
          function getenv_docker($env, $default) {
            if ($fileEnv = getenv($env . '_FILE')) {
              return rtrim(file_get_contents($fileEnv), "\\r\\n");
            } else if (($val = getenv($env)) !== false) {
              return $val;
            } else {
              return $default;
            }
          }
        }
        define( 'DB_NAME', getenv_docker('WORDPRESS_DB_NAME', 'wordpress') );
        define( 'DB_USER', getenv_docker('WORDPRESS_DB_USER', 'example username') );
        define( 'DB_PASSWORD', getenv_docker('WORDPRESS_DB_PASSWORD', 'example password') );
        define( 'DB_HOST', getenv_docker('WORDPRESS_DB_HOST', 'mysql') );
        $table_prefix = getenv_docker('WORDPRESS_TABLE_PREFIX', 'wp_');
        """)
      try folder.write("secret", SiteSourceTests.password + "\n")
      let outcome = try await run(
        ["--wp-path", "."],
        environment: [
          "WORDPRESS_DB_NAME": site.database.name, "WORDPRESS_DB_USER": user,
          "WORDPRESS_DB_HOST": "localhost:\(socket)", "WORDPRESS_DB_PASSWORD_FILE": "\(folder.path)/secret",
        ], in: folder)
      #expect(outcome == SiteSourceTests.answer)
    }
  }

  @Test("An option file with its groups; one that others can read is a warning", .freshDatabase)
  func optionFile() async throws {
    try await withSite { site, user, socket, folder in
      let access = "socket = \(socket)\nuser = \(user)\npassword = \"pass'w\\\\ord \\\"7\\\" $x\"\n"
      try folder.write("client.cnf", "[client]\n\(access)")
      try folder.write("both.cnf", "[client]\n\(access)user = nobody\n[tokenledger]\nuser = \(user)\n")
      try folder.write("own.cnf", "[client]\nuser = nobody\n[bicycles]\n\(access)")
      try folder.write("open.cnf", "[client]\n\(access)", mode: 0o644)
      let place = ["--database", site.database.name, "--prefix", "wp_"]
      for arguments in [
        ["--defaults-file", "client.cnf"], ["--defaults-file", "both.cnf"],
        ["--defaults-file", "own.cnf", "--defaults-group", "bicycles"],
      ] {
        #expect(try await run(arguments + place, in: folder) == SiteSourceTests.answer, "\(arguments)")
      }
      let open = try await run(["--defaults-file", "open.cnf"] + place, in: folder)
      #expect(open.output == SiteSourceTests.answer.output)
      #expect(open.status == 0)
      #expect(open.errors.hasPrefix("tokenledger: warning: \(folder.path)/open.cnf "))
      #expect(open.errors.split(separator: "\n").count == 1)
    }
  }

  @Test("A JSON object on standard input", .freshDatabase)
  func standardInput() async throws {
    try await withSite { site, user, socket, folder in
      let outcome = try await run(
        ["--site", "-"],
        input: """
          {"host": "localhost", "socket": "\(socket)", "user": "\(user)", "password": "pass'w\\\\ord \\"7\\" $x",
           "database": "\(site.database.name)", "prefix": "wp_", "blog_id": 1, "ssl_mode": "preferred"}
          """, in: folder)
      #expect(outcome == SiteSourceTests.answer)
    }
  }

  @Test("The environment; an option goes before it", .freshDatabase)
  func environment() async throws {
    try await withSite { site, user, socket, folder in
      var variables = [
        "TOKENLEDGER_DB_SOCKET": socket, "TOKENLEDGER_DB_USER": user,
        "TOKENLEDGER_DB_PASSWORD": SiteSourceTests.password, "TOKENLEDGER_DB_NAME": site.database.name,
        "TOKENLEDGER_DB_PREFIX": "wp_",
      ]
      #expect(try await run([], environment: variables, in: folder) == SiteSourceTests.answer)
      variables["TOKENLEDGER_DB_PREFIX"] = "zz_"
      #expect(
        try await run(["--prefix", "wp_"], environment: variables, in: folder) == SiteSourceTests.answer)
      variables["TOKENLEDGER_DB_NAME"] = "no_such_database"
      try folder.write(
        "wp-config.php",
        BadSiteTests.config(
          name: "'\(site.database.name)'", user: "'\(user)'", password: #"'pass\'w\\ord "7" $x'"#,
          host: "'localhost:\(socket)'"))
      #expect(
        try await run(["--wp-path", folder.path], environment: variables, in: folder)
          == SiteSourceTests.answer)
    }
  }

  @Test("A blog of a multisite has tables, options and a ledger of its own", .freshDatabase)
  func multisite() async throws {
    let site = try TestSite.small()
    try site.sql(
      """
      CREATE TABLE wp_blogs (blog_id BIGINT PRIMARY KEY); INSERT INTO wp_blogs VALUES (1), (2);
      CREATE TABLE wp_2_options LIKE wp_options;
      INSERT INTO wp_2_options (option_name, option_value) VALUES ('timezone_string', 'Asia/Kathmandu'),
        ('chatbot_chatgpt_reporting_period', 'Yearly');
      CREATE TABLE wp_2_posts LIKE wp_posts;
      CREATE TABLE wp_2_chatbot_chatgpt_conversation_log LIKE \(TestSite.log);
      """)
    let now = siteTime(in: "Asia/Kathmandu")
    let answer = Answer(time: now, prompt: 3, completion: 4, user: "9")
    try TestSite(existing: "wp_2_").write(answer.rows)
    let year = now.prefix(4)

    let second = try await site.json("report", "--blog", "2", "--last", "1")
    #expect(
      second["site"]
        == .object([
          "database": .string(site.database.name), "prefix": .string("wp_2_"), "blog_id": .integer(2),
          "time_zone": .string("Asia/Kathmandu"), "cluster": .null,
        ]))
    #expect(second["rows"].array.map { $0["period"] } == [.string(String(year))])
    #expect(second["totals"].counts == [7, 3, 4, 1])
    // People are the network's.
    let summary = try await site.json("summary", "--blog", "2")
    #expect(summary["top_users"]["largest"].array.map { $0["name"] } == [.string("田中 ゆき")])
    let first = try await site.json("report", "--blog", "1", "--all")
    #expect(first["totals"].counts == [1_236_889, 1_002_015, 234_874, 7])
    let tables = try site.sql("SHOW TABLES LIKE '%tokenledger_day_totals'")
    #expect(tables == ["wp_2_tokenledger_day_totals", "wp_tokenledger_day_totals"])
  }
}
