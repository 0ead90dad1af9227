import Foundation
import TestSupport
import Testing

/// `config check`.
@Suite struct ConfigCommandTests {
  private func check(
    _ arguments: [String] = [], environment: [String: String] = [:], input: String = "", in folder: Folder
  ) async throws -> TokenLedgerCommand.Outcome {
    try await TokenLedgerCommand.run(
      arguments: ["config", "check"] + arguments, environment: environment, input: input,
      workingDirectory: folder.path)
  }

  /// The settings in JSON, as `key: value (source, place)`; null is `-`.
  private func settings(_ outcome: TokenLedgerCommand.Outcome) throws -> [String] {
    try JSONValue(outcome.outputBytes)["settings"].array.map { setting in
      let parts = ["key", "value", "source", "place"].map { key in
        setting[key].integer.map { "number \($0)" } ?? setting[key].string ?? "-"
      }
      return "\(parts[0]): \(parts[1]) (\(parts[2]), \(parts[3]))"
    }
  }

  private let defaults = [
    "worker.interval: 60s (default, -)", "worker.jobs: number 4 (default, -)",
    "worker.export_dir: - (default, -)",
    "worker.export_at: 02:30 (default, -)", "worker.keep: number 90 (default, -)",
    "worker.log_format: text (default, -)",
    "report.period: - (wordpress, the site's Reporting Period)", "report.last: - (default, -)",
    "report.top: - (default, -)", "report.format: table (default, -)", "pace: auto (default, -)",
  ]

  @Test("What sites are called is among the settings")
  func labels() async throws {
    try await Folder.with { folder in
      for name in ["shop", "club"] { try folder.write("\(name)/wp-config.php", BadSiteTests.config()) }
      let path = try folder.write(
        "tokenledger.yml",
        """
        site:
          wp_path: shop
          name: Ellis Shop
          client: Ellis
          tags: [retail, old]
        sites:
          - {wp_path: shop, name: Ellis Shop, client: Ellis, tags: [retail, old]}
          - {wp_path: club, client: Rowing}
          - {wp_path: club, name: Rowing}

        """)
      let json = try await check(["--config", path, "--format", "json"], in: folder)
      #expect(
        try settings(json).filter { $0.contains("Ellis") || $0.contains("old") || $0.contains("Rowing") } == [
          "site.name: Ellis Shop (file, \(path), line 3)", "site.client: Ellis (file, \(path), line 4)",
          "site.tags: retail, old (file, \(path), line 5)",
          "sites.1: Ellis Shop; client Ellis; tags retail, old: \(folder.path)/shop (file, \(path), line 7)",
          "sites.2: client Rowing: \(folder.path)/club (file, \(path), line 8)",
        ])
      #expect(json.errors == "tokenledger: warning: \(path), line 9: the site is listed on line 8 already\n")
    }
  }

  @Test("Each setting is shown with where it comes from, and no password")
  func shown() async throws {
    try await Folder.with { folder in
      try folder.write("shop/wp-config.php", BadSiteTests.config(host: "'db.example:3307'"))
      try folder.write("club/wp-config.php", BadSiteTests.config())
      let path = try folder.write(
        "tokenledger.yml",
        """
        site:
          wp_path: shop
          prefix: shop_
        sites: ["*"]
        worker:
          interval: 5m
        report:
          period: weekly
        pace: gentle
        models:
          - {from: 2025-01-01, to: 2025-02-03, platform: OpenAI, model: "gpt\\e[31m"}
          - {from: 2025-03-01, platform: OpenAI, model: gpt-4o}

        """)
      let table = try await check(["--config", "tokenledger.yml"], in: folder)
      let wordPress = "WordPress, \(folder.path)/shop/wp-config.php"
      let rows = [
        ["Setting", "Value", "From"],
        ["config", path, "option --config"],
        ["site", "\(folder.path)/shop/wp-config.php", "\(path), line 1"],
        ["site.server", "db.example:3307", wordPress], ["site.user", "root", wordPress],
        ["site.password", "***", wordPress], ["site.database", "site", wordPress],
        ["site.prefix", "shop_", "\(path), line 3"], ["site.blog", "1", "default"],
        ["site.ssl_mode", "preferred", wordPress],
        ["sites.1", "\(folder.path)/club", "\(path), line 4"],
        ["sites.2", "\(folder.path)/shop", "\(path), line 4"],
        ["worker.interval", "300s", "\(path), line 6"], ["worker.jobs", "4", "default"],
        ["worker.export_dir", "", "default"], ["worker.export_at", "02:30", "default"],
        ["worker.keep", "90", "default"], ["worker.log_format", "text", "default"],
        ["report.period", "weekly", "\(path), line 8"], ["report.last", "", "default"],
        ["report.top", "", "default"], ["report.format", "table", "default"],
        ["pace", "gentle", "\(path), line 9"],
        ["models.1", #"2025-01-01 … 2025-02-03 OpenAI gpt\u{1B}[31m"#, "\(path), line 11"],
        ["models.2", "2025-03-01 … OpenAI gpt-4o", "\(path), line 12"],
      ]
      #expect(table.status == 0 && table.errors == "")
      let widths = (0..<2).map { column in rows.map { $0[column].count }.max() ?? 0 }
      let expected = rows.map { row in
        row[0].padding(toLength: widths[0] + 2, withPad: " ", startingAt: 0)
          + row[1].padding(toLength: widths[1] + 2, withPad: " ", startingAt: 0) + row[2] + "\n"
      }
      #expect(table.output == expected.joined())
      #expect(!table.description.contains(BadSiteTests.canary))

      let json = try await check(["--config", "tokenledger.yml", "--format", "json"], in: folder)
      #expect(json.status == 0 && json.errors == "")
      #expect(!json.description.contains(BadSiteTests.canary))
      let document = try JSONValue(json.outputBytes)
      #expect(document["schema"].string == "tokenledger.config/2" && document["file"].string == path)
      #expect(document["problems"] == .array([]) && document["warnings"] == .array([]))
      #expect(document["settings"].array.count == rows.count - 1)
      #expect(
        try settings(json).prefix(4) == [
          "config: \(path) (option, --config)",
          "site: \(folder.path)/shop/wp-config.php (file, \(path), line 1)",
          "site.server: db.example:3307 (wordpress, \(folder.path)/shop/wp-config.php)",
          "site.user: root (wordpress, \(folder.path)/shop/wp-config.php)",
        ])
    }
  }

  @Test("Options come before the environment, that before the file, and that before the folder around")
  func precedence() async throws {
    try await Folder.with { folder in
      for name in ["here", "file", "option"] {
        try folder.write("\(name)/wp-config.php", BadSiteTests.config(name: "'\(name)'"))
      }
      let access = try folder.write("access.cnf", "[tokenledger]\nuser=o\nhost=optionfile\n")
      let config = try folder.write("tokenledger.yml", "site: {wp_path: file, database: db, blog: 3}\n")
      let here = Folder(path: folder.path + "/here")
      let variables = [
        "TOKENLEDGER_DB_NAME": "env", "TOKENLEDGER_DB_USER": "e", "TOKENLEDGER_DB_PREFIX": "wp_",
        "TOKENLEDGER_DB_PASSWORD": BadSiteTests.canary,
      ]
      func site(_ arguments: [String], _ environment: [String: String] = [:], input: String = "") async throws
        -> [String]
      {
        let outcome = try await check(
          arguments + ["--format", "json"], environment: environment, input: input, in: here)
        #expect(outcome.status == 0, "\(outcome)")
        #expect(!outcome.description.contains(BadSiteTests.canary))
        return try settings(outcome).filter { $0.hasPrefix("site") }
          .filter { !$0.contains("ssl_mode") && !$0.contains("server") }
      }
      let wordPress = "(wordpress, \(folder.path)"
      #expect(
        try await site([]) == [
          "site: \(folder.path)/here/wp-config.php (wordpress, the current folder)",
          "site.user: root \(wordPress)/here/wp-config.php)",
          "site.password: *** \(wordPress)/here/wp-config.php)",
          "site.database: here \(wordPress)/here/wp-config.php)",
          "site.prefix: wp_ \(wordPress)/here/wp-config.php)",
          "site.blog: number 1 (default, -)",
        ])
      let fromFile = [
        "site: \(folder.path)/file/wp-config.php (file, \(config), line 1)",
        "site.user: root \(wordPress)/file/wp-config.php)",
        "site.password: *** \(wordPress)/file/wp-config.php)",
        "site.database: db (file, \(config), line 1)", "site.prefix: wp_ \(wordPress)/file/wp-config.php)",
        "site.blog: number 3 (file, \(config), line 1)",
      ]
      #expect(try await site(["--config", config]) == fromFile)
      #expect(try await site([], ["TOKENLEDGER_CONFIG": config]) == fromFile)
      #expect(
        try await site(["--config", config], variables) == [
          "site: the environment (environment, TOKENLEDGER_DB_NAME)",
          "site.user: e (environment, TOKENLEDGER_DB_USER)",
          "site.password: *** (environment, TOKENLEDGER_DB_PASSWORD)",
          "site.database: env (environment, TOKENLEDGER_DB_NAME)",
          "site.prefix: wp_ (environment, TOKENLEDGER_DB_PREFIX)", "site.blog: number 1 (default, -)",
        ])
      #expect(
        try await site(["--config", config, "--wp-path", "../option", "--blog", "2"], variables)
          == [
            "site: \(folder.path)/here/../option/wp-config.php (option, --wp-path)",
            "site.user: root \(wordPress)/here/../option/wp-config.php)",
            "site.password: *** \(wordPress)/here/../option/wp-config.php)",
            "site.database: option \(wordPress)/here/../option/wp-config.php)",
            "site.prefix: wp_ \(wordPress)/here/../option/wp-config.php)",
            "site.blog: number 2 (option, --blog)",
          ].map { $0.replacing("/here/../option/", with: "/option/") })
      #expect(
        try await site(["--defaults-file", access, "--database", "d", "--prefix", "p_"], variables) == [
          "site: \(access) (option, --defaults-file)", "site.user: o (option_file, \(access))",
          "site.password: - (default, -)", "site.database: d (option, --database)",
          "site.prefix: p_ (option, --prefix)", "site.blog: number 1 (default, -)",
        ])
      #expect(
        try await site(
          ["--site", "-", "--config", config],
          input:
            #"{"user": "s", "password": "\#(BadSiteTests.canary)", "database": "i", "prefix": "q_", "blog_id": 4}"#
        )
          == [
            "site: standard input (option, --site)", "site.user: s (standard_input, -)",
            "site.password: *** (standard_input, -)", "site.database: i (standard_input, -)",
            "site.prefix: q_ (standard_input, -)", "site.blog: number 4 (standard_input, -)",
          ])
    }
  }

  @Test("Without any file the defaults are shown, and that no site is named is no error")
  func none() async throws {
    try await Folder.with { folder in
      let outcome = try await check(["--format", "json"], in: folder)
      #expect(outcome.status == 0 && outcome.errors == "")
      #expect(try settings(outcome) == ["config: - (default, -)", "site: - (default, -)"] + defaults)
      #expect(try JSONValue(outcome.outputBytes)["file"] == .null)
    }
  }

  @Test("All that is wrong is listed, and the exit code is 78")
  func faults() async throws {
    try await Folder.with { folder in
      let path = try folder.write(
        "bad.yml",
        "worker:\n  intervall: 5m\n  jobs: 0\nsite:\n  wp_path: /a\n  password: \(BadSiteTests.canary)\n")
      let error = TokenLedgerCommand.Outcome(
        78, error: "\(path), line 2, column 3: unknown key 'intervall' in worker (and 2 more)",
        "Did you mean 'interval'?")
      let table = try await check(["--config", path], in: folder)
      #expect(
        table
          == .init(
            status: 78,
            output: """
              Line  Column  Problem                                      What to do
                 2       3  unknown key 'intervall' in worker            Did you mean 'interval'?
                 3       9  jobs in worker is not a number from 1 to 64  Give a number from 1 to 64, without quotes.
                 6       3  no password is kept in this file             Keep it in a MariaDB option file with mode 0600, and name that file as defaults_file.

              """,
            errors: error.errors))
      let json = try await check(["--config", path, "--format", "json"], in: folder)
      #expect(json.status == 78 && json.withoutErrorDocument.errors == error.errors)
      let problems = try JSONValue(json.outputBytes)["problems"].array
      #expect(
        problems.map { $0["line"].integer } == [2, 3, 6]
          && problems.map { $0["column"].integer } == [3, 9, 3])
      #expect(problems[0]["message"].string == "unknown key 'intervall' in worker")
      #expect(problems[0]["advice"].string == "Did you mean 'interval'?")
      #expect(try JSONValue(json.outputBytes)["settings"] == .array([]))
      // Every other command refuses the file as well, before it looks for a site.
      for command in [
        ["sync"], ["report", "--site", "-"], ["doctor"], ["models", "list"], ["worker"], ["status"],
      ] {
        let outcome = try await TokenLedgerCommand.run(
          arguments: command + ["--config", path], workingDirectory: folder.path)
        #expect(outcome == error, "\(command)")
      }
      #expect(
        !table.description.contains(BadSiteTests.canary) && !json.description.contains(BadSiteTests.canary))
    }
  }

  @Test("A site that is named and not to be found is an error, one of many a warning")
  func missingSites() async throws {
    try await Folder.with { folder in
      let path = try folder.write("tokenledger.yml", "site: none\nsites:\n  - nowhere\n  - no*\n")
      let outcome = try await check(["--config", path, "--format", "csv"], in: folder)
      #expect(outcome.status == 66)
      #expect(outcome.output.hasPrefix("Setting,Value,From\nconfig,\(path),\"option --config\"\nsites.1,"))
      #expect(
        outcome.errors == """
          tokenledger: warning: \(path), line 3: \(folder.path)/nowhere does not exist
          tokenledger: warning: \(path), line 4: no WordPress site matches the pattern
          tokenledger: error: \(folder.path)/none does not exist
          Give the WordPress folder.

          """)
    }
  }

  @Test("The example of this repository can be used as it is")
  func example() async throws {
    let example = URL(filePath: #filePath).appending(
      path: "../../../scripts/packaging/examples/tokenledger.yml"
    )
    .standardized.path()
    try await Folder.with { folder in
      let outcome = try await check(
        ["--config", example, "--site", "-"], input: #"{"user": "u", "database": "d", "prefix": "wp_"}"#,
        in: folder)
      #expect(outcome.status == 0 && outcome.errors == "", "\(outcome)")
    }
  }
}
