import TestSupport
import Testing

/// `backup` and `restore`.
@Suite(.freshDatabase) struct BackupCommandTests {
  /// A ledger with an import, erased and folded users, declared models, prices, rejected and waiting rows, gaps and a second
  /// epoch.
  private func everything(_ folder: Folder) async throws -> TestSite {
    let site = TestSite(existing: "wp_")
    try site.load(["tables", "content", "damaged_log"], answers: 3000)
    try site.add(Answer.small)
    for (name, text) in GrantedCommands.files { try folder.write(name, text) }
    for line in [
      "sync", "import FOLDER/download.csv", "user erase 3 --yes", "user fold --months 18 --yes",
      "models set --from 2024-03-01 --to 2024-03-31 --platform OpenAI --model gpt-4o",
      "models set --page 12 --platform NVIDIA --model nemo", "prices set FOLDER/prices.yml",
    ] {
      let outcome = try await site.tokenledger(
        line.replacing("FOLDER", with: folder.path).split(separator: " ").map(String.init))
      #expect(outcome.status == 0, "\(line): \(outcome)")
    }
    // Three ids that were given up.
    try site.sql("INSERT INTO wp_tokenledger_given_up_ids VALUES (1, 1, 3, 1, X'07')")
    // The log is emptied: another epoch begins, in which there are other rows.
    try site.sql("TRUNCATE TABLE \(TestSite.log)")
    try site.add([Answer(time: siteTime(), prompt: 40, completion: 2, user: "2", page: "12")])
    try site.sql(
      "INSERT INTO \(TestSite.log) (id, session_id, interaction_time, user_type, message_text) "
        + "VALUES (90, 's', UTC_TIMESTAMP(), 'Total Tokens', 'Array'), (95, 's', UTC_TIMESTAMP(), '', '7')")
    #expect(try await site.tokenledger("sync").status == 0)
    return site
  }

  @Test("A ledger with everything in it shows the same everywhere when it is restored under another prefix")
  func moved() async throws {
    try await Folder.with { folder in
      let site = try await everything(folder)
      for table in [
        "sources", "epochs", "usage_facts", "hour_totals", "user_months", "names", "last_names", "models",
        "seen_models", "declared_models", "own_prices", "rates", "rejected", "waiting", "checkpoints",
        "notices",
        "imports", "imported_rows", "erased_users", "user_fold", "given_up_ids", "sentiment",
      ] {
        let count = try site.sql("SELECT COUNT(*) > 0 FROM wp_tokenledger_\(table)")
        #expect(count == ["1"], "\(table) is empty")
      }
      let file = "\(folder.path)/all.gz"
      #expect(try await site.tokenledger("backup", file).status == 0)
      let database = try TestDatabase.create()
      let other = TestSite(existing: "moved9_", in: database)
      for table in try site.sql("SHOW TABLES") where !table.contains("tokenledger_") {
        let name = "moved9_" + table.dropFirst(3)
        try other.sql(
          "CREATE TABLE `\(name)` LIKE \(site.database.name).`\(table)`; "
            + "INSERT INTO `\(name)` SELECT * FROM \(site.database.name).`\(table)`")
      }
      let commands = [
        "report --no-sync --period monthly --all", "report --no-sync --period daily --as-of 2024-12-31",
        "report --by model --as-of 2024-12-31 --no-sync --measure total_tokens,cost",
        "report --by user --as-of 2024-12-31 --no-sync --period yearly",
        "report --by page --as-of 2024-12-31 --no-sync --period yearly",
        "report --by source --as-of 2024-12-31 --no-sync --period yearly",
        "summary --no-sync", "dashboard --no-sync", "export --no-sync --cost --to 2024-12-31 --output -",
        "verify",
        "rejected", "models list", "prices show", "prices list", "prices list --unpriced", "user export 2",
        "user export 3", "repair --dry-run",
      ]
      func answers(_ site: TestSite) async throws -> [TokenLedgerCommand.Outcome] {
        var outcomes: [TokenLedgerCommand.Outcome] = []
        for command in commands {
          let words = command.split(separator: " ").map(String.init)
          for format in words.contains("-") ? [[]] : [[], ["--format", "json"]] {
            outcomes.append(try await site.tokenledger(words + format))
          }
        }
        return outcomes
      }
      let before = try await answers(site)
      #expect(before.allSatisfy { $0.status == 0 })
      // Nothing is left of the old ledger.
      try site.dropLedger()
      let restored = try await other.tokenledger("restore", file)
      #expect(restored.status == 0)
      #expect(
        restored.errors.hasPrefix(
          "tokenledger: warning: the backup is of database \(site.database.name), prefix wp_ ("))
      let after = try await answers(other)
      for (index, (old, new)) in zip(before, after).enumerated() {
        func same(_ text: String) -> String {
          text.replacing(database.name, with: site.database.name).replacing("moved9_", with: "wp_")
            .replacing(/where it is [-0-9: ]+ now/, with: "")
        }
        #expect(same(new.output) == same(old.output), "\(index)")
        #expect(same(new.errors) == same(old.errors), "\(index)")
        #expect(new.status == old.status)
      }
      // And on from there.
      try other.run("UPDATE LOG SET user_type = 'Prompt Tokens' WHERE id = 95")
      #expect(try await other.tokenledger("sync").status == 0)
      #expect(try await other.tokenledger("verify").status == 0)
    }
  }

  @Test("A backup is only its owner's to read, takes an older file's place, and says what it holds")
  func backup() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try await Folder.with { folder in
      try folder.write("own.gz", "older", mode: 0o644)
      let made = try await site.tokenledger("backup", "own.gz", workingDirectory: folder.path)
      #expect((made.status, made.errors) == (0, ""))
      #expect(made.output.hasSuffix("\nThe backup is complete.\n"))
      #expect(try folder.mode("own.gz") == 0o600)
      let checked = try await TokenLedgerCommand.run(
        arguments: ["backup", "--verify", "own.gz"], workingDirectory: folder.path)
      #expect(
        checked
          == .init(
            0,
            made.output.replacing(
              "The backup is complete.",
              with: "The backup is whole: its checksum is right, and its parts add up to each other.")))
      for format in ["json", "csv", "markdown", "html"] {
        let arguments = ["backup", "--verify", "own.gz", "--format", format]
        let outcome = try await TokenLedgerCommand.run(arguments: arguments, workingDirectory: folder.path)
        #expect((outcome.status, outcome.errors) == (0, ""))
        #expect(outcome.output.replacing(",", with: "").contains("1236889"), "\(format)")
      }
      // A folder gets a file with the site and the day in its name; standard output gets the same text.
      let inFolder = try await site.tokenledger("backup", folder.path)
      #expect(inFolder.status == 0)
      let name = "tokenledger-backup-\(site.database.name)-wp_-\(siteDay()).gz"
      #expect(try folder.names == ["own.gz", name])
      let piped = try await site.shell(
        "\"$TOKENLEDGER\" backup - | gunzip | sed 1d | head -n -1 | cmp - <(gunzip <own.gz | sed 1d | head -n -1)",
        workingDirectory: folder.path)
      #expect(piped == .init(0, ""))
      let terminal = try await site.shell(
        "script --quiet --return --command '\"$TOKENLEDGER\" backup -' /dev/null",
        environment: ["SHELL": "/bin/bash"])
      #expect(terminal.status == 64)
      #expect(terminal.output.contains("a backup is no text for a terminal"))
    }
  }

  @Test("A place that cannot hold the backup is an error, and what was there stays")
  func noRoom() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try await Folder.with { folder in
      try folder.write("own.gz", "older")
      let advice = "Make room, or choose another place."
      #expect(
        try await site.tokenledger("backup", "/dev/full")
          == .init(74, error: "/dev/full cannot be written: No space left on device", advice))
      #expect(
        try await site.shell("\"$TOKENLEDGER\" backup - >/dev/full")
          == .init(74, error: "standard output cannot be written: No space left on device", advice))
      #expect(
        try await site.shell("ulimit -f 1; \"$TOKENLEDGER\" backup own.gz", workingDirectory: folder.path)
          == .init(74, error: "own.gz cannot be written: File too large", advice))
      #expect(
        try await site.tokenledger("backup", "none/own.gz", workingDirectory: folder.path)
          == .init(
            73, error: "the output file none/own.gz cannot be made: No such file or directory",
            "Name a folder that exists and may be written to, or '-' for standard output."))
      #expect(try folder.names == ["own.gz"])
      #expect(try folder.read("own.gz") == "older")
    }
  }

  @Test("Without a ledger there is no backup, and one of an earlier version is to be migrated first")
  func noLedger() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("backup", "-").status == 66)
    #expect(try site.ledgerTables() == [])
    #expect(try await site.tokenledger("migrate").status == 0)
    try site.sql("DELETE FROM wp_tokenledger_migrations WHERE version > 12")
    #expect(
      try await site.tokenledger("backup", "-")
        == .init(
          65, error: "the ledger in wp_tokenledger_state has version 12, and a backup holds version 13",
          "Run 'tokenledger migrate' first, which brings it up to date and loses nothing."))
  }

  @Test("A file that is no whole and sound backup is refused in one line, and nothing is written")
  func badFiles() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try await Folder.with { folder in
      #expect(try await site.tokenledger("backup", "own.gz", workingDirectory: folder.path).status == 0)
      let made = try await TokenLedgerCommand.shell(
        """
        size=$(stat -c %s own.gz)
        head -c $((size - 9)) own.gz >cut.gz
        (cat own.gz; echo) >longer.gz
        (head -c 900 own.gz; printf '\\x55'; tail -c +902 own.gz) >flipped.gz
        : >empty.gz; echo hello >text.gz; mkdir folder.gz
        gunzip <own.gz | sed '1s/"ledger_version":13/"ledger_version":14/; 1s/"tool":"[^"]*"/"tool":"9.8.7"/' | gzip -n >newer.gz
        gunzip <own.gz | sed '1s/backup.1/backup\\/2/; 1s/"tool":"[^"]*"/"tool":"9.8.7"/' | gzip -n >later.gz
        gunzip <own.gz | sed 's/^2024-03-31\\t/2024-03-30\\t/' | gzip -n >changed.gz
        (gunzip <own.gz | head -n 2; head -c 200000000 /dev/zero | tr '\\0' 7) | gzip -n >bomb.gz
        """, workingDirectory: folder.path)
      #expect((made.status, made.errors) == (0, ""))
      let unused = "Nothing of it was used: copy it again from where it was kept, or take an earlier backup."
      let regular = "Name the backup itself: it is read to its end before anything of it is used."
      let upgrade = "Upgrade this TokenLedger to that version or a later one."
      let other = "Name a file that 'tokenledger backup' has written."
      let later = "was made by TokenLedger 9.8.7, whose backups this one does not know"
      let cases: [(String, Int32, String, String)] = [
        ("cut.gz", 65, "the file cut.gz is cut off: its end is missing", unused),
        ("longer.gz", 65, "the file longer.gz is damaged: something follows its end", unused),
        ("changed.gz", 65, "the file changed.gz is damaged: it is not what was written", unused),
        ("empty.gz", 65, "the file empty.gz is no backup of a ledger", other),
        ("text.gz", 65, "the file text.gz is no backup of a ledger", other),
        ("folder.gz", 66, "folder.gz is not a regular file", regular),
        ("/dev/null", 66, "/dev/null is not a regular file", regular),
        ("none.gz", 66, "there is no file none.gz", "Check the path of the backup."),
        ("newer.gz", 65, "the file newer.gz \(later)", upgrade),
        ("later.gz", 65, "the file later.gz \(later)", upgrade),
        (
          "bomb.gz", 65,
          "the file bomb.gz does not have the form of a backup: line 3 is longer than any line of a backup",
          unused
        ),
      ]
      let before = try site.dump()
      for (name, status, message, advice) in cases {
        let expected = TokenLedgerCommand.Outcome(status, error: message, advice)
        for command in [["backup", "--verify", name], ["restore", name, "--replace", "--yes"]] {
          #expect(try await site.tokenledger(command, workingDirectory: folder.path) == expected)
        }
      }
      let flipped = try await site.tokenledger("restore", "flipped.gz", workingDirectory: folder.path)
      #expect((flipped.status, flipped.output) == (65, ""))
      let locked = try await site.shell(
        "chmod 000 own.gz; \(unprivileged) \"$TOKENLEDGER\" backup --verify own.gz",
        workingDirectory: folder.path)
      #expect(locked == .init(77, error: "own.gz may not be read", "Give this user read permission."))
      #expect(try site.dump() == before)
    }
  }

  @Test("Replacing a ledger takes the word and a confirmation, and a trial writes nothing")
  func replace() async throws {
    let site = try TestSite.small()
    #expect(try await site.tokenledger("sync", "--quiet").status == 0)
    try await Folder.with { folder in
      func run(_ arguments: String...) async throws -> TokenLedgerCommand.Outcome {
        try await site.tokenledger(arguments, workingDirectory: folder.path)
      }
      #expect(try await run("backup", "own.gz").status == 0)
      try site.add([Answer(time: siteTime(), prompt: 2, completion: 1)])
      #expect(try await run("sync", "--quiet").status == 0)
      let (before, contents) = (try site.dump(), try site.contents())
      #expect(
        try await run("restore", "own.gz")
          == .init(
            65, error: "there is a ledger already in wp_tokenledger_state: nothing was restored",
            "To replace it by the backup, add --replace; 'tokenledger backup FILE' saves it first."))
      let unconfirmed = try await run("restore", "own.gz", "--replace")
      #expect(unconfirmed.status == 64)
      let figures = "1236889 tokens in 7 requests from 2024-02-29 to 2024-12-30"
      #expect(
        unconfirmed.errors.hasPrefix(
          "tokenledger: error: nothing was done: this would replace the ledger (1236892 tokens in 8 requests from 2024-02-29 to "
        ))
      #expect(unconfirmed.errors.contains(" UTC (\(figures)), which cannot be undone"))
      let trial = try await run("restore", "own.gz", "--replace", "--dry-run")
      #expect(trial.status == 0 && trial.output.hasSuffix("\nNothing was changed.\n"))
      #expect(try site.dump() == before)
      let done = try await run("restore", "own.gz", "--replace", "--yes", "--format", "json")
      #expect(done.status == 0)
      let document = try JSONValue(done.outputBytes)
      #expect(document["written"] == .bool(true))
      #expect(document["before"]["total"]["requests"] == .integer(8))
      #expect(document["backup"]["total"]["requests"] == .integer(7))
      // The log has the newer rows still.
      #expect(try await run("sync", "--quiet").status == 0)
      #expect(try site.contents() == contents)
      try site.sql("INSERT INTO wp_tokenledger_erased_users VALUES (900007, UTC_TIMESTAMP())")
      let undone = try await run("restore", "own.gz", "--replace", "--yes")
      #expect(undone.status == 0)
      #expect(
        undone.errors.contains(
          "user 900007 was erased in the ledger that was replaced, but not in the backup, and is back: "
            + "run 'tokenledger user erase 900007' again"))
    }
  }
}
