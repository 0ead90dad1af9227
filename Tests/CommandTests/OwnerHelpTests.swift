import TestSupport
import Testing

@Suite("The whole help of the commands that check and repair")
struct OwnerHelpTests {
  /// What is the same for every command.
  private static let shared = """
    SITE:
      --wp-path <dir>         The WordPress folder.
      --wp-config <file>      The site's wp-config.php. It is read, not run.
      --wp-config-by <php>    Let PHP run wp-config.php, without WordPress, to read
                              its settings. (values: php)
      --defaults-file <file>  A MariaDB option file with the access.
      --defaults-group <name> Its group (default: tokenledger, then MariaDB's own).
      --database <name>       The database, with --defaults-file.
      --prefix <prefix>       The table prefix, with --defaults-file.
      --site <->              '-': read the access as a JSON object from standard
                              input.
      --blog <number>         A blog of a multisite.
      --config <file>         The configuration (default: tokenledger.yml in
                              ~/.config/tokenledger, else in /etc/tokenledger).

    OUTPUT:
      --format <format>       How to write the answer. (values: table, csv, json,
                              markdown; default: table)
      -q, --quiet             Nothing but errors on standard error.
      -v, --verbose           Say on standard error what is being done.
      --no-color              No colour, whatever the terminal can do.

    OPTIONS:

    """
  private static let confirmation = """
      --dry-run               Show what would change, and write nothing.
      --yes                   Do not ask for confirmation; required without a
                              terminal.

    """
  private static let end = """
      --version               Show the version.
      -h, --help              Show help information.


    """

  private func expectHelp(_ command: String..., overview: String, options: String) async throws {
    #expect(
      try await TokenLedgerCommand.run(arguments: command + ["--help"])
        == .init(0, overview + "\n" + Self.shared + options + Self.end))
  }

  @Test func verify() async throws {
    try await expectHelp(
      "verify",
      overview: """
        OVERVIEW: Compare the ledger with the log, day by day.

        The database adds up the log once more, and the ledger's own tables are
        compared with each other. It writes nothing. Rows that no sync has reached yet,
        gaps and rows without a type are not faults; rows that were not compared are
        listed. Exit code 0 when the ledger holds what it should, 65 when it does not,
        or when rows cannot be told apart.

        Example: tokenledger verify --from 2026-01-01

        USAGE: tokenledger verify <options>

        """,
      options: """
          --from <YYYY-MM-DD>     The first day.
          --to <YYYY-MM-DD>       The last day.

        """)
  }

  @Test func modelsSet() async throws {
    try await expectHelp(
      "models", "set",
      overview: """
        OVERVIEW: Declare which model was used on some days.

        Usage of these days whose model is unknown becomes this model's, that of
        assistants, too; usage whose model was seen stays as it is, and no total
        changes. What comes for these days later, by a sync, a rebuild or an import, is
        labelled likewise. Declare days again to correct them.

        Example: tokenledger models set --from 2025-01-01 --to 2025-06-30 --platform
        OpenAI --model gpt-4o

        USAGE: tokenledger models set [<options>] --from <YYYY-MM-DD> --platform <name> --model <name>

        """,
      options: """
          --from <YYYY-MM-DD>     The first day.
          --to <YYYY-MM-DD>       The last day (default: until the next that was
                                  declared, or models were seen).
          --platform <name>       The platform, as the chatbot's settings name it.
          --model <name>          The model, as the chatbot's settings name it.

        """)
  }

  @Test func modelsList() async throws {
    try await expectHelp(
      "models", "list",
      overview: """
        OVERVIEW: Show which model was declared or seen when, and what has none.

        From the ledger as it is. Days are those of the site.

        Example: tokenledger models list --format json

        USAGE: tokenledger models list <options>

        """,
      options: "")
  }

  @Test func configCheck() async throws {
    try await expectHelp(
      "config", "check",
      overview: """
        OVERVIEW: Check tokenledger.yml and show what holds.

        Shows each setting with where it comes from: an option, the environment, a line
        of the file, WordPress or the default; no password is shown. All that is wrong
        in the file is listed (exit code 78). No database is asked.

        Example: tokenledger config check --config /etc/tokenledger/tokenledger.yml

        USAGE: tokenledger config check <options>

        """,
      options: "")
  }

  @Test func rebuild() async throws {
    try await expectHelp(
      "rebuild",
      overview: """
        OVERVIEW: Count some days anew from the log.

        For days that 'tokenledger verify' finds wanting. Rows that are still to come
        are left to the sync, and imported figures stay as they are. When rows of a day
        have been purged or erased since they were counted, nothing is written (exit
        code 65), unless their loss is accepted.

        Example: tokenledger rebuild --from 2026-11-01 --to 2026-11-03 --dry-run

        USAGE: tokenledger rebuild [<options>] --from <YYYY-MM-DD> --to <YYYY-MM-DD>

        """,
      options: """
          --from <YYYY-MM-DD>     The first day.
          --to <YYYY-MM-DD>       The last day.
          --dry-run               Show what would change, and write nothing.
          --accept-loss           Let go of usage whose rows are gone from the log.

        """)
  }

  @Test func rejected() async throws {
    try await expectHelp(
      "rejected",
      overview: """
        OVERVIEW: List the rows that do not count, by reason.

        The newest rows of each reason with their id, epoch and time; their text is
        nowhere kept. Look a row up in the log by its id.

        Example: tokenledger rejected --limit 5

        USAGE: tokenledger rejected <options>

        """,
      options: """
          --limit <number>        How many rows to show of each reason. (default: 20)

        """)
  }

  @Test func uninstall() async throws {
    try await expectHelp(
      "uninstall",
      overview: """
        OVERVIEW: Take the ledger's tables and view out of the database.

        Without --yes it only says what it would drop. What the chatbot has purged from
        its log cannot be counted again. 'tokenledger export' saves the daily figures;
        no command can import them into a ledger again. Nothing else in the database is
        touched.

        Example: tokenledger uninstall --wp-path /var/www/html

        USAGE: tokenledger uninstall <options>

        """,
      options: """
          --yes                   Drop them.

        """)
  }

  @Test func user() async throws {
    let outcome = try await TokenLedgerCommand.run(arguments: ["user", "--help"])
    #expect(
      outcome
        == .init(
          0,
          """
          OVERVIEW: Show, erase or fold what the ledger holds of users.

          For requests under privacy laws, and to keep no figures by user for longer than
          needed. No total ever changes.

          Example: tokenledger user export 42 --format json

          USAGE: tokenledger user <subcommand>

          OPTIONS:
            --version               Show the version.
            -h, --help              Show help information.

          SUBCOMMANDS:
            export                  Show what the ledger holds of a user.
            erase                   Make a user's figures those of nobody in particular.
            fold                    Keep no figures by user of days older than so many
                                    months.

            See 'tokenledger help user <subcommand>' for detailed help.

          """))
  }

  @Test func userExport() async throws {
    try await expectHelp(
      "user", "export",
      overview: """
        OVERVIEW: Show what the ledger holds of a user.

        By day, model, assistant and page, from the ledger as it is. Of a user who
        never chatted, and of one that was erased, it holds nothing; an id that nobody
        knows is refused.

        Example: tokenledger user export 42 --format json

        USAGE: tokenledger user export [<options>] <id>

        ARGUMENTS:
          <id>                    The WordPress user id.

        """,
      options: "")
  }

  @Test func userErase() async throws {
    try await expectHelp(
      "user", "erase",
      overview: """
        OVERVIEW: Make a user's figures those of nobody in particular.

        They are moved to the erased users permanently; no total changes. The id is
        remembered, so that no later row, rebuild or import brings the user back. The
        chatbot's own log is not touched. It asks for confirmation on a terminal, and
        requires --yes elsewhere.

        Example: tokenledger user erase 42 --dry-run

        USAGE: tokenledger user erase [<options>] <id>

        ARGUMENTS:
          <id>                    The WordPress user id.

        """,
      options: Self.confirmation)
  }

  @Test func userFold() async throws {
    try await expectHelp(
      "user", "fold",
      overview: """
        OVERVIEW: Keep no figures by user of days older than so many months.

        They are merged into one for all users permanently; guests stay apart, and no
        total changes. The day is remembered: usage that arrives later for an earlier
        day, by sync, rebuild or import, is folded, too. Run it daily. It asks for
        confirmation on a terminal, and requires --yes elsewhere.

        Example: tokenledger user fold --months 14 --dry-run

        USAGE: tokenledger user fold [<options>] --months <number>

        """,
      options: """
          --months <number>       How many months to keep, 1 to 1200.

        """ + Self.confirmation)
  }
}
