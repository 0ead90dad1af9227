import TestSupport
import Testing

@Suite("What goes where, and how it looks")
struct OutputTests {
  private static let march = ["report", "--as-of", "2024-03-31", "--last", "2"]
  private static let plain = """
    Date        Total Tokens  Prompt Tokens  Completion Tokens  Requests
    2024-02  *         1,200          1,000                200         1
    2024-03  *     1,235,678      1,001,010            234,668         4
    -------     ------------  -------------  -----------------  --------
    Total          1,236,878      1,002,010            234,868         5
    * still running, not fully counted, begun before the ledger, or shown in part
    Nothing is recorded for 2023-12-01 … 2024-01-31 to compare with.
    Nothing here has a price: unknown model. Say which model was used with 'tokenledger models set'.

    """
  private static let terminal = """
    <1>Date<0>        <1>Total Tokens<0>  <1>Prompt Tokens<0>  <1>Completion Tokens<0>  <1>Requests<0>
    2024-02  *         1,200          1,000                200         1  <36>▏<0>
    2024-03  *     1,235,678      1,001,010            234,668         4  <36>████████████████████████<0>
    <2>───────<0>     <2>────────────<0>  <2>─────────────<0>  <2>─────────────────<0>  <2>────────<0>
    <1>Total<0>          <1>1,236,878<0>      <1>1,002,010<0>            <1>234,868<0>         <1>5<0>
    * still running, not fully counted, begun before the ledger, or shown in part
    Nothing is recorded for 2023-12-01 … 2024-01-31 to compare with.
    Nothing here has a price: unknown model. Say which model was used with 'tokenledger models set'.

    """.replacing(#/<(\d+)>/#) { "\u{1B}[\($0.1)m" }

  @Test(
    "Piped it is plain; on a terminal it has colours and bars, unless told not to", .freshDatabase
  )
  func terminal() async throws {
    let site = try TestSite.small()
    let piped = try await site.tokenledger(OutputTests.march)
    #expect(piped == .init(0, OutputTests.plain))

    #expect(try await site.onTerminal(OutputTests.march) == OutputTests.terminal)
    for option in ["--no-color", "--quiet"] {
      #expect(try await site.onTerminal(OutputTests.march + [option]) == OutputTests.plain)
    }
    #expect(
      try await site.onTerminal(OutputTests.march, environment: ["NO_COLOR": "1"]) == OutputTests.plain)
    // An empty NO_COLOR is none.
    #expect(
      try await site.onTerminal(OutputTests.march, environment: ["NO_COLOR": ""]) == OutputTests.terminal)
    // Programs get the same on a terminal as in a pipe. Another sync would have another time.
    for format in ["csv", "json", "markdown", "html", "svg"] {
      let arguments = OutputTests.march + ["--no-sync", "--format", format]
      #expect(try await site.onTerminal(arguments) == site.tokenledger(arguments).output)
    }
  }

  @Test(
    "Without a UTF-8 locale, as in a mail from cron, our own symbols are ASCII",
    .freshDatabase)
  func ascii() async throws {
    let site = try TestSite.small()
    let march = ["report", "--period", "daily", "--from", "2024-03-17", "--to", "2024-03-31"]
    let signs = try await site.tokenledger(march).output
    #expect(signs.contains("\n▲ 111,022.1 % against 2024-03-02 … 2024-03-16\n"))
    for environment in [
      ["LANG": ""], ["LANG": "C"], ["LANG": "de_DE.ISO-8859-1"], ["LC_ALL": "C", "LANG": "C.UTF-8"],
      ["LC_CTYPE": "POSIX", "LANG": "de_DE.UTF-8"],
    ] {
      let plain = try await site.tokenledger(march, environment: environment).output
      #expect(plain == signs.replacing("▲ ", with: "+").replacing("…", with: "..."), "\(environment)")
      #expect(plain.utf8.allSatisfy { $0 < 0x80 })
      let bars = try await site.onTerminal(march, environment: environment)
      #expect(bars.contains("########################") && bars.utf8.allSatisfy { $0 < 0x80 })
    }
    for environment in [
      ["LANG": "de_DE.utf8"], ["LC_ALL": "C.UTF-8", "LANG": "C"], ["LANG": "de_DE.UTF-8@euro"],
    ] {
      #expect(try await site.tokenledger(march, environment: environment).output == signs)
    }
    // Names stay in UTF-8: the mail's header names the charset.
    try site.sql("UPDATE wp_posts SET post_title = 'Preise – für alle' WHERE ID = 2")
    let mail = try await site.tokenledger(march + ["--top", "1"], environment: ["LANG": "C"]).output
    #expect(mail.contains("\nPreise – für alle "))
  }

  @Test("Work of over half a second shows a bar on a terminal, and takes it away", .freshDatabase)
  func progressBar() async throws {
    let site = try await SharedSite.damaged.again()
    let sync = ["sync", "--pace", "gentle"]
    let screen = try await site.onTerminal(sync)
    let bars = screen.matches(
      of: /\rCounting (█*)(░*) (\d+) %(, paused \d+ s for visitors; hurry: --pace full)?\u{1B}\[K/)
    #expect(bars.count > 1)
    #expect(bars.contains { $0.4 != nil })
    for bar in bars {
      let share = try #require(Int(bar.3))
      let width = bar.4 == nil ? 30 : 16
      #expect(bar.1.count == share * width / 100 || bar.1.count == (share + 1) * width / 100)
      #expect(bar.1.count + bar.2.count == width)
      #expect(bar.0.count <= 80 + "\r\u{1B}[K".count)
    }
    #expect(bars.map { Int($0.3) ?? 0 } == bars.compactMap { Int($0.3) }.sorted())
    let rest = screen.dropFirst(bars.map(\.0).joined().count)
    #expect(screen.hasPrefix(bars.map(\.0).joined()))
    // It leaves one line that says how to hurry.
    #expect(
      rest.prefixMatch(of: /\r\u{1B}\[2Ktokenledger: paused \d+ s for visitors; hurry: --pace full\R/) != nil)
    #expect(!rest.dropFirst("\r\u{1B}[2K".count).contains("\u{1B}[2K") && rest.contains("Rows counted"))

    #expect(try await site.tokenledger("uninstall", "--yes", "--quiet").status == 0)
    let ascii = try await site.onTerminal(sync, environment: ["LC_ALL": "C"])
    #expect(ascii.contains(/\rCounting #*[#\-]{16}-* \d+ %/) && ascii.utf8.allSatisfy { $0 < 0x80 })

    #expect(try await site.tokenledger("uninstall", "--yes", "--quiet").status == 0)
    #expect(try await !site.onTerminal(sync + ["--no-color"]).contains("Counting"))
  }

  @Test("Raw rows are shown on a terminal, and written to a file as they were logged", .freshDatabase)
  func rawRows() async throws {
    let site = try TestSite.empty()
    try site.add([
      Answer(
        time: "2024-03-04 09:00:00", prompt: 7, completion: 3, session: "\u{1B}[2J\u{9B}31m\u{202E}\n=1")
    ])
    let arguments = ["export", "--raw", "--output", "-"]
    func file(_ session: String) -> String {
      RawExportTests.header
        + [("Prompt", 7), ("Completion", 3), ("Total", 10)].enumerated().map {
          "\($0.offset + 2),\(session),0,\"2024-03-04 09:00:00\",\"\($0.element.0) Tokens\",\($0.element.1)\n"
        }.joined()
    }
    #expect(try await site.onTerminal(arguments) == file(#""\u{1B}[2J\u{009B}31m\u{202E}\n=1""#))
    #expect(
      try await site.tokenledger(arguments) == .init(0, file("\"\u{1B}[2J\u{9B}31m\u{202E}\n=1\"")))
  }

  @Test("Warnings go to standard error and into JSON; --quiet leaves errors alone there", .freshDatabase)
  func quiet() async throws {
    let site = try TestSite.small()
    try site.set(option: "chatbot_chatgpt_reporting_period", to: "Hourly")
    let warning =
      #"the site's Reporting Period is "Hourly", not Daily, Weekly, Monthly or Yearly; reporting by day"#
    _ = try await site.json("sync")
    let arguments = ["report", "--no-sync", "--as-of", "2024-03-04", "--format", "json"]
    let spoken = try await site.tokenledger(arguments)
    let quiet = try await site.tokenledger(arguments + ["--quiet"])
    #expect(spoken.errors == "tokenledger: warning: \(warning)\n")
    #expect(quiet.errors == "")
    #expect(quiet.output == spoken.output)
    #expect(try JSONValue(quiet.outputBytes)["warnings"] == .array([.string(warning)]))

    let failure = try await site.tokenledger("report", "--prefix", "zz_", "--quiet")
    #expect(
      failure
        == .init(
          66, error: "there is no table zz_options in the database \(site.database.name)",
          #"Is the table prefix right? It is "zz_" now."#))
  }

  @Test("--verbose says on standard error what is done, and changes nothing else", .freshDatabase)
  func verbose() async throws {
    let site = try TestSite.small()
    let verbose = try await site.tokenledger(OutputTests.march + ["--verbose"])
    #expect(verbose.output == OutputTests.plain)
    let lines = verbose.errors.split(separator: "\n")
    #expect(lines.first == "tokenledger: site: the environment, prefix wp_")
    #expect(lines.allSatisfy { $0.hasPrefix("tokenledger: ") })
    #expect(!verbose.errors.contains("warning"))
  }

  @Test("Standard output that cannot be written is an error; a reader that leaves is none", .freshDatabase)
  func output() async throws {
    let site = try TestSite.small()
    let full = try await site.shell("\"$TOKENLEDGER\" report >/dev/full")
    #expect(
      full
        == .init(
          74, error: "standard output cannot be written: No space left on device",
          "Make room, or choose another place with --output."))
    let left = try await site.shell("\"$TOKENLEDGER\" report --period daily --last 90000 | head -n 1")
    #expect(left.errors == "")
    #expect(left.output.hasPrefix("Date "))
  }

  private static let closed = TokenLedgerCommand.Outcome(
    74, error: "standard output cannot be written: Bad file descriptor",
    "It was closed when the program was started: send it to a file or a pipe.")

  @Test(
    "With standard output closed, data goes nowhere, and certainly not into the database connection",
    .freshDatabase)
  func closedOutput() async throws {
    let site = try TestSite.small()
    for command in [
      "report", "report --live", "summary", "sync --format json", "doctor", "export --raw -o -", "--version",
      "report --help",
    ] {
      #expect(
        try await site.shell("\"$TOKENLEDGER\" \(command) >&-").withoutErrorDocument == OutputTests.closed,
        "\(command)")
      let all = try await site.shell("\"$TOKENLEDGER\" \(command) <&- >&- 2>&-")
      #expect(all == .init(status: 74, output: "", errors: ""), "\(command)")
    }
  }

  @Test("With standard input or standard error closed, the answer is the same", .freshDatabase)
  func closedOthers() async throws {
    let site = try TestSite.small()
    let command = "\"$TOKENLEDGER\" \(OutputTests.march.joined(separator: " "))"
    for closing in ["<&-", "2>&-", "<&- 2>&-"] {
      #expect(try await site.shell("\(command) \(closing)") == .init(0, OutputTests.plain), "\(closing)")
    }
    let input = try await site.shell("\"$TOKENLEDGER\" report --site - <&-")
    #expect(
      input
        == .init(
          74, error: "standard input cannot be read: Bad file descriptor",
          "Give the site as a JSON object on standard input."))
  }
}
