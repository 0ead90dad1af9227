import Foundation
import TestSupport
import Testing

/// The tables, texts and settings are those that the site's configuration names.
@Suite("The right site, or none", .freshDatabase)
struct RightSiteTests {
  /// A wp-config.php of the test's database.
  private func config(_ more: String = "", name: String? = nil) throws -> String {
    let database = name ?? "'\(TestDatabase.current.name)'"
    return """
      <?php
      define('DB_NAME', \(database)); define('DB_USER', '\(try TestServer.current.user)'); define('DB_PASSWORD', '');
      define('DB_HOST', 'localhost:\(try TestServer.current.socket)');
      $table_prefix = 'wp_';
      \(more)
      require ABSPATH . 'wp-settings.php';
      """
  }

  private func run(_ arguments: String..., in folder: Folder, environment: [String: String] = [:])
    async throws
    -> TokenLedgerCommand.Outcome
  {
    try await TokenLedgerCommand.run(
      arguments: arguments, environment: environment, workingDirectory: folder.path)
  }

  private func names(_ list: String, in folder: Folder) async throws -> [String] {
    let outcome = try await run("summary", "--format", "json", in: folder)
    #expect(outcome.errors == "")
    return try JSONValue(outcome.outputBytes)[list]["largest"].array.compactMap { $0["name"].string }
  }

  private func siteWithAnswer(user: String = "2", page: String = "12", assistant: String? = nil) throws
    -> TestSite
  {
    let site = try TestSite.empty()
    try site.set(option: "timezone_string", to: "UTC")
    let time = try #require(try site.sql("SELECT UTC_TIMESTAMP()").first)
    try site.add([
      Answer(time: time, prompt: 3, completion: 4, user: user, page: page, assistantID: assistant)
    ])
    return site
  }

  @Test("Names of users come from CUSTOM_USER_TABLE, and the grants name it")
  func userTable() async throws {
    let site = try siteWithAnswer()
    try site.sql(
      """
      CREATE TABLE a_users LIKE wp_users; DELETE FROM wp_users WHERE ID = 2;
      INSERT INTO wp_users SET ID = 2, user_login = 'zoe', display_name = 'Zoe Wrong';
      INSERT INTO a_users SET ID = 2, user_login = 'anna', display_name = 'Anna Right';
      """)
    try await Folder.with { folder in
      try folder.write("wp-config.php", config("define('CUSTOM_USER_TABLE', 'a_users');"))
      #expect(try await names("top_users", in: folder) == ["Anna Right"])
      #expect(try await run("migrate", in: folder).status == 0)
      let grants = try await run("grants", in: folder).output
      #expect(
        grants.contains(
          "GRANT SELECT (ID, user_login, display_name) ON `\(site.database.name)`.`a_users` TO"))
      #expect(!grants.contains("wp_users"))
      try folder.write(
        "wp-config.php", config("define('CUSTOM_USER_TABLE', '\(site.database.name).a_users');"))
      #expect(try await names("top_users", in: folder) == ["Anna Right"])
      #expect(
        try await run("grants", in: folder).output.contains("ON `\(site.database.name)`.`a_users` TO"))
    }
  }

  @Test("A table of any name is read by it; without one that is understood, users are shown by their ids")
  func oddUserTable() async throws {
    let site = try siteWithAnswer()
    try site.sql(
      """
      CREATE TABLE `a-users` LIKE wp_users; DELETE FROM wp_users WHERE ID = 2;
      INSERT INTO wp_users SET ID = 2, user_login = 'zoe', display_name = 'Zoe Wrong';
      INSERT INTO `a-users` SET ID = 2, user_login = 'anna', display_name = 'Anna Right';
      """)
    let database = site.database.name
    try await Folder.with { folder in
      for name in ["a-users", "\(database).a-users", "`\(database)`.`a-users`"] {
        try folder.write("wp-config.php", config("define('CUSTOM_USER_TABLE', '\(name)');"))
        #expect(try await names("top_users", in: folder) == ["Anna Right"], "\(name)")
      }
      #expect(try await run("migrate", in: folder).status == 0)
      #expect(try await run("grants", in: folder).output.contains("ON `\(database)`.`a-users` TO"))

      try folder.write("wp-config.php", config("define('CUSTOM_USER_TABLE', 'all users');"))
      let outcome = try await run("summary", "--format", "json", in: folder)
      let user = try JSONValue(outcome.outputBytes)["top_users"]["largest"].array.first
      #expect(outcome.status == 0 && user?["id"].string == "2" && user?["name"].string == "2")
      #expect(
        outcome.errors == """
          tokenledger: warning: CUSTOM_USER_TABLE in \(folder.path)/wp-config.php is not understood as the name of a \
          table: users are shown by their ids

          """)
      let grants = try await run("grants", in: folder)
      #expect(grants.status == 0 && !grants.output.contains("user_login"))
      // Who it is cannot be asked, so nobody is unknown.
      #expect(try await run("user", "export", "7", "--quiet", in: folder).status == 0)
    }
  }

  /// Writes texts like PHP through a connection with another character set: as their UTF-8 bytes.
  private func write(
    _ text: String, through charset: String, _ site: TestSite, _ statement: (String) -> String
  ) throws {
    let bytes = text.utf8.map { String(format: "%02X", $0) }.joined()
    try site.sql("SET NAMES utf8mb4; " + statement("CONVERT(X'\(bytes)' USING \(charset))"))
  }

  @Test(
    "Names are read as WordPress reads them, through the connection's character set",
    arguments: ["latin1", "utf8mb4"], ["latin1", "utf8mb4"])
  func charset(_ charset: String, _ column: String) async throws {
    let site = try siteWithAnswer(assistant: "asst_ö")
    try site.sql(
      """
      ALTER TABLE wp_posts MODIFY post_title TEXT CHARACTER SET \(column);
      ALTER TABLE wp_users MODIFY display_name VARCHAR(250) CHARACTER SET \(column);
      ALTER TABLE wp_chatbot_chatgpt_assistants MODIFY common_name VARCHAR(255) CHARACTER SET \(column),
        MODIFY assistant_id VARCHAR(255) CHARACTER SET \(column);
      ALTER TABLE \(TestSite.log) MODIFY assistant_id VARCHAR(255) CHARACTER SET \(column),
        MODIFY session_id VARCHAR(255) CHARACTER SET \(column);
      DELETE FROM wp_chatbot_chatgpt_assistants; DELETE FROM wp_users WHERE ID = 2;
      INSERT INTO wp_users SET ID = 2, user_login = 'x', display_name = 'x';
      """)
    try write("Fahrräder – für alle", through: charset, site) {
      "UPDATE wp_posts SET post_title = \($0) WHERE ID = 12"
    }
    try write("Zoë Müller", through: charset, site) {
      "UPDATE wp_users SET display_name = \($0) WHERE ID = 2"
    }
    try write("Bürohilfe", through: charset, site) {
      "INSERT INTO wp_chatbot_chatgpt_assistants SET common_name = \($0), assistant_id = 'asst'"
    }
    try write("asst_ö", through: charset, site) {
      "UPDATE wp_chatbot_chatgpt_assistants SET assistant_id = \($0)"
    }
    try write("asst_ö", through: charset, site) { "UPDATE \(TestSite.log) SET assistant_id = \($0)" }
    try write("sitzung_é", through: charset, site) { "UPDATE \(TestSite.log) SET session_id = \($0)" }
    try await Folder.with { folder in
      try folder.write("wp-config.php", config("define('DB_CHARSET', '\(charset)');"))
      #expect(try await names("top_pages", in: folder) == ["Fahrräder – für alle"])
      #expect(try await names("top_users", in: folder) == ["Zoë Müller"])
      #expect(try await names("top_assistants", in: folder) == ["Bürohilfe"])
      let raw = try await run("export", "--raw", "--output", "-", in: folder)
      #expect(raw.output.contains(",sitzung_é,"))
    }
  }

  @Test("Bytes that are not UTF-8 in the connection's character set are repaired")
  func brokenText() async throws {
    let site = try siteWithAnswer()
    try site.sql(
      """
      ALTER TABLE wp_posts MODIFY post_title TEXT CHARACTER SET latin1;
      UPDATE wp_posts SET post_title = CONVERT(X'636166E9' USING latin1) WHERE ID = 12
      """)
    try await Folder.with { folder in
      try folder.write("wp-config.php", config("define('DB_CHARSET', 'latin1');"))
      #expect(try await names("top_pages", in: folder) == ["caf\u{FFFD}"])
    }
  }

  @Test("PHP runs a file that cannot be read otherwise, only if requested")
  func askingPHP() async throws {
    let site = try siteWithAnswer()
    let text = try config(name: "(new class { public $name = '\(site.database.name)'; })->name")
    try await Folder.with { folder in
      try folder.write("wp-config.php", text)
      let refused = try await run("report", "--format", "csv", in: folder)
      #expect(refused.status == 78)
      let asked = try await run("report", "--format", "csv", "--wp-config-by", "php", in: folder)
      #expect(asked.status == 0)
      #expect(asked.output.withoutCost.hasSuffix(",7,3,4,1,false\n"))
      let variable = try await run(
        "report", "--format", "csv", in: folder, environment: ["TOKENLEDGER_WP_CONFIG_BY": "php"])
      #expect(variable == asked)
      try folder.write("tokenledger.yml", "site:\n  wp_path: .\n  read_with: php\n")
      let configured = try await run("report", "--format", "csv", "--config", "tokenledger.yml", in: folder)
      #expect(configured == asked)
      let check = try await run(
        "config", "check", "--config", "tokenledger.yml", "--format", "json", in: folder)
      #expect(check.output.contains("\"site.read_with\""))
      try folder.write("sites.yml", "sites:\n  - wp_path: .\n    read_with: php\n")
      let status = try await run("status", "--sites", "sites.yml", "--format", "json", in: folder)
      #expect(status.output.contains("\"\(site.database.name)\""))
    }
  }

  @Test("A file that PHP runs finds nothing on standard input, whatever stands there for us")
  func noInput() async throws {
    _ = try siteWithAnswer()
    try await Folder.with { folder in
      try folder.write(
        "wp-config.php",
        config("$table_prefix = stream_get_contents(STDIN) === '' ? 'wp_' : 'no_';"))
      let outcome = try await TokenLedgerCommand.shell(
        "printf 'a secret' | \"$TOKENLEDGER\" report --format csv --wp-config-by php",
        workingDirectory: folder.path)
      #expect(outcome.status == 0 && outcome.output.withoutCost.hasSuffix(",7,3,4,1,false\n"), "\(outcome)")
    }
  }

  @Test("The configuration takes read_with: php beside a WordPress folder or file, and nothing else")
  func readWith() async throws {
    try await Folder.with { folder in
      for (text, message) in [
        ("wp_path: /x\n  read_with: perl", "read_with in the site is not one of php"),
        (
          "defaults_file: x\n  prefix: wp_\n  read_with: php",
          "read_with is for sites that are found by their wp-config.php"
        ),
      ] {
        try folder.write("tokenledger.yml", "site:\n  \(text)\n")
        let outcome = try await run("config", "check", "--config", "tokenledger.yml", in: folder)
        #expect(outcome.status == 78)
        #expect(outcome.errors.contains(message))
      }
    }
  }

  @Test("TLS required by DB_SSL is used, or the connection is refused")
  func bedrockTLS() async throws {
    let site = try siteWithAnswer()
    let server = try TestServer.current
    try await Folder.with { folder in
      try folder.write("config/application.php", "<?php")
      try folder.write(
        ".env",
        "DB_NAME=elsewhere\nDB_USER=\(server.user)\nDB_HOST='localhost:\(server.socket)'\nDB_SSL=true\n")
      let doctor = try await run(
        "doctor", "--format", "json", in: folder, environment: ["DB_NAME": site.database.name])
      #expect(doctor.output.contains("connected, encrypted with"))
    }
  }
}
