import TestSupport
import Testing

@Suite("Help")
struct HelpTests {
  static let commands = [
    "sync", "report", "export", "summary", "doctor", "import", "verify", "rebuild", "rejected", "grants",
    "migrate", "uninstall",
  ]

  @Test("The program's own help, whole")
  func root() async throws {
    let help = """
      OVERVIEW: A durable daily ledger of the tokens that the Kognetiks Chatbot used.

      Reads the chatbot's conversation log from a WordPress site's database, keeps
      what it counted, and reports it by day, week, month and year. Run it in the
      site's folder, or say where the site is.

      Example: tokenledger report --wp-path /var/www/html --period monthly

      USAGE: tokenledger <subcommand>

      OPTIONS:
        --version               Show the version.
        -h, --help              Show help information.

      SUBCOMMANDS:
        sync                    Bring the ledger up to date with the chatbot's log.
        worker                  Keep one or many sites' ledgers current, as a service.
        status                  Show for each site when it was synced last, and what
                                is behind.
        report                  Show the tokens by day, week, month or year.
        export                  Write the "Download Token Usage Data" file: a line a
                                day.
        summary                 Show the state of things on one screen, or in a mail.
        doctor                  Check the connection, the log and the ledger, and say
                                what to do.
        import                  Bring back history from files that the chatbot
                                offered for download.
        verify                  Compare the ledger with the log, day by day.
        rebuild                 Count some days anew from the log.
        repair                  Add the ledger's state up again from its days.
        rejected                List the rows that do not count, by reason.
        grants                  Print the SQL for a database user of least privilege.
        migrate                 Make the ledger's tables and view, or bring them up
                                to date.
        models                  Show or declare which model was used when.
        user                    Show, erase or fold what the ledger holds of users.
        config                  Check the configuration, and show where each setting
                                comes from.
        uninstall               Take the ledger's tables and view out of the database.

        See 'tokenledger help <subcommand>' for detailed help.

      """
    for arguments in [["--help"], ["-h"], ["help"], []] {
      let outcome = try await TokenLedgerCommand.run(arguments: arguments)
      #expect(outcome.output == help, "\(arguments)")
      #expect(outcome.errors == "")
      #expect(outcome.status == 0)
    }
  }

  @Test("Every command's help has an example and the options that all share", arguments: commands)
  func command(_ name: String) async throws {
    let outcome = try await TokenLedgerCommand.run(arguments: [name, "--help"])
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.contains("\nExample: tokenledger \(name) "))
    #expect(outcome.output.contains("USAGE: tokenledger \(name) "))
    for option in [
      "--wp-path <dir>", "--wp-config <file>", "--defaults-file <file>", "--defaults-group <name>",
      "--database <name>", "--prefix <prefix>", "--site <->", "--blog <number>", "--config <file>",
      "--format <format>",
      "--quiet",
      "--verbose", "--no-color", "--version", "--help",
    ] {
      #expect(outcome.output.contains(option))
    }
    #expect(outcome == (try await TokenLedgerCommand.run(arguments: ["help", name])))
  }

  @Test("The version is three numbers on a line")
  func version() async throws {
    let outcome = try await TokenLedgerCommand.run(arguments: ["--version"])
    #expect(try outcome.output.wholeMatch(of: Regex(#"[0-9]+\.[0-9]+\.[0-9]+\n"#)) != nil)
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
  }

  @Test("Completions are made that the shell can read", arguments: ["bash", "zsh", "fish"])
  func completions(_ shell: String) async throws {
    let outcome = try await TokenLedgerCommand.run(arguments: ["--generate-completion-script", shell])
    #expect(outcome.status == 0)
    #expect(outcome.errors == "")
    for command in HelpTests.commands { #expect(outcome.output.contains(command)) }
    if shell == "bash" {
      let check = try await TokenLedgerCommand.shell(
        "source <(\"$TOKENLEDGER\" --generate-completion-script bash) && complete -p tokenledger")
      #expect(check.status == 0)
      #expect(check.output.hasSuffix(" tokenledger\n"))
    }
  }
}
