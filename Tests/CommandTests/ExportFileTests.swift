import Foundation
import TestSupport
import Testing

@Suite("The daily file")
struct ExportFileTests {
  static let header = "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests\n"
  /// The lines of ``TestSite/small()`` from 4 to 10 March.
  static let march = """
    2024-03-04,1100,1000,100,2
    2024-03-05,0,0,0,0
    2024-03-06,0,0,0,0
    2024-03-07,0,0,0,0
    2024-03-08,0,0,0,0
    2024-03-09,0,0,0,0
    2024-03-10,11,10,1,1

    """

  @Test(
    "A line a day from the first to the last with usage, as SQL counts them", arguments: SharedSite.allCases)
  func figures(_ shared: SharedSite) async throws {
    let site = try await shared.site
    let outcome = try await site.tokenledger("export", "--no-sync", "--output", "-")
    let lines = try Oracle(site: site).exportLines()
    #expect(lines.count > 700)
    #expect(outcome.output == ExportFileTests.header + lines.map { $0 + "\n" }.joined())
    #expect(outcome.errors == "")

    let (from, to) = (siteDay(before: 100), siteDay(before: 90))
    let part = try await site.tokenledger("export", "--no-sync", "--output", "-", "--from", from, "--to", to)
    let expected = try Oracle(site: site).exportLines(from: from, to: to)
    #expect(expected.count == 11)
    #expect(part.output == ExportFileTests.header + expected.map { $0 + "\n" }.joined())
  }

  @Test("It has the plugin's name with the site's date, mode 0600, and its path is printed", .freshDatabase)
  func defaultName() async throws {
    let site = try TestSite.small()
    // Somewhere on Earth it is another day than in UTC, at any time.
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
      try site.set(option: "timezone_string", to: zone)
      try await Folder.with { folder in
        let before = siteDay(in: zone)
        let outcome = try await site.tokenledger("export", workingDirectory: folder.path)
        let names = [before, siteDay(in: zone)].map { "Chatbot-ChatGPT-Token-Usage-\($0).csv" }
        let name = try #require(try folder.names.first)
        #expect(names.contains(name))
        #expect(outcome.output == "./\(name)\n")
        #expect(outcome.errors == "")
        #expect(outcome.status == 0)
        #expect(try folder.mode(name) == 0o600)
        #expect(
          try folder.read(name).hasPrefix(
            ExportFileTests.header + "2024-02-29,1200,1000,200,1\n2024-03-01,0,"))
        #expect(try folder.names.count == 1)
      }
    }
  }

  @Test("A file, a folder or standard output can be named, and days", .freshDatabase)
  func places() async throws {
    let site = try TestSite.small()
    let days = ["--from", "2024-03-02", "--to", "2024-03-10"]
    let expected = ExportFileTests.header + "2024-03-02,0,0,0,0\n2024-03-03,0,0,0,0\n" + ExportFileTests.march
    try await Folder.with { folder in
      let file = try await site.tokenledger(["export", "--output", "\(folder.path)/own name.csv"] + days)
      #expect(file == .init(0, "\(folder.path)/own name.csv\n"))
      #expect(try folder.read("own name.csv") == expected)

      // An older file is replaced, and its mode with it.
      let name = "Chatbot-ChatGPT-Token-Usage-\(siteDay())-from-2024-03-02-to-2024-03-10.csv"
      try folder.write("sub/\(name)", "old", mode: 0o644)
      for place in ["\(folder.path)/sub", "\(folder.path)/sub/"] {
        let inFolder = try await site.tokenledger(["export", "-o", place, "--quiet"] + days)
        #expect(inFolder == .init(0, "\(folder.path)/sub/\(name)\n"))
      }
      #expect(try folder.read("sub/\(name)") == expected)
      #expect(try folder.mode("sub/\(name)") == 0o600)

      let output = try await site.tokenledger(["export", "-o", "-"] + days, workingDirectory: folder.path)
      #expect(output == .init(0, expected))
      #expect(try folder.names == ["own name.csv", "sub"])
    }
  }

  @Test("What was written can be had as JSON, CSV and Markdown", .freshDatabase)
  func receipts() async throws {
    let site = try TestSite.small()
    try await Folder.with { folder in
      let json = """
        {
          "lines" : 7,
          "path" : "days.csv",
          "raw" : false,
          "schema" : "tokenledger.export/2"
        }

        """
      let expected = [
        "json": json, "csv": "Path,Lines\ndays.csv,7\n",
        "markdown": "| Path | Lines |\n| :--- | ---: |\n| days.csv | 7 |\n",
      ]
      for (format, receipt) in expected {
        let outcome = try await site.tokenledger(
          "export", "--output", "days.csv", "--format", format, "--from", "2024-03-04", "--to", "2024-03-10",
          workingDirectory: folder.path)
        if format == "json" {
          #expect(try JSONValue(outcome.outputBytes).body == JSONValue(text: receipt))
        } else {
          #expect(outcome == .init(0, receipt))
        }
      }
      #expect(try folder.read("days.csv") == ExportFileTests.header + ExportFileTests.march)
    }
  }

  @Test("An empty ledger gives the header alone", .freshDatabase)
  func empty() async throws {
    let site = try TestSite.empty()
    let outcome = try await site.tokenledger("export", "--output", "-")
    #expect(outcome == .init(0, ExportFileTests.header))
  }

  @Test(
    "An export without rows never replaces a file that has some", .freshDatabase, arguments: [[], ["--raw"]])
  func keepsRows(_ raw: [String]) async throws {
    let site = try TestSite.small()
    try await Folder.with { folder in
      let export = ["export", "--output", "own.csv"] + raw
      let empty = export + ["--to", "2001-01-01"]
      #expect(try await site.tokenledger(empty, workingDirectory: folder.path) == .init(0, "own.csv\n"))
      let header = try folder.read("own.csv")
      #expect(header.split(separator: "\n").count == 1)
      // A file without rows is replaced, and an export with rows replaces it.
      #expect(try await site.tokenledger(empty, workingDirectory: folder.path).status == 0)
      #expect(try await site.tokenledger(export, workingDirectory: folder.path).status == 0)
      let rows = try folder.read("own.csv")
      #expect(rows.hasPrefix(header) && rows.count > header.count)
      #expect(
        try await site.tokenledger(empty, workingDirectory: folder.path)
          == .init(
            73, error: "the export has no rows, and own.csv has some: the file was left as it is",
            "Check --from and --to, or name another place with --output."))
      #expect(try folder.read("own.csv") == rows)
      #expect(try folder.names == ["own.csv"])
    }
  }

  @Test("An export of some days does not take the place of the whole daily file", .freshDatabase)
  func narrowed() async throws {
    let site = try TestSite.small()
    try await Folder.with { folder in
      #expect(try await site.tokenledger("export", workingDirectory: folder.path).status == 0)
      let whole = try folder.read(Self.name)
      let start = "Chatbot-ChatGPT-Token-Usage-"
      for (options, name) in [
        (["--from", "2024-03-04"], "\(start)\(siteDay())-from-2024-03-04.csv"),
        (["--to", "2024-03-10"], "\(start)\(siteDay())-to-2024-03-10.csv"),
        (["--raw", "--from", "2024-03-04"], "\(start)Raw-\(siteDay())-from-2024-03-04.csv"),
      ] {
        let part = try await site.tokenledger(["export"] + options, workingDirectory: folder.path)
        #expect(part == .init(0, "./\(name)\n"))
      }
      #expect(try folder.names.count == 4)
      #expect(try folder.read(Self.name) == whole)
    }
  }

  @Test("The daily file and the raw file have names of their own", .freshDatabase)
  func names() async throws {
    let site = try TestSite.small()
    try await Folder.with { folder in
      #expect(try await site.tokenledger("export", workingDirectory: folder.path).status == 0)
      let raw = try await site.tokenledger("export", "--raw", workingDirectory: folder.path)
      #expect(raw == .init(0, "./Chatbot-ChatGPT-Token-Usage-Raw-\(siteDay()).csv\n"))
      #expect(try folder.names == [Self.name, "Chatbot-ChatGPT-Token-Usage-Raw-\(siteDay()).csv"])
    }
  }

  @Test(
    "A file's owner can read it despite any umask, and exceeding the size limit is an error", .freshDatabase)
  func limits() async throws {
    let site = try TestSite.small()
    let advice = "Make room, or choose another place with --output."
    try await Folder.with { folder in
      let masked = try await site.shell(
        "umask 0777; \"$TOKENLEDGER\" export --output days.csv", workingDirectory: folder.path)
      #expect(masked == .init(0, "days.csv\n"))
      #expect(try folder.mode("days.csv") == 0o600)
      let rows = try folder.read("days.csv")
      for place in ["days.csv", "other.csv"] {
        let limited = try await site.shell(
          "ulimit -f 1; \"$TOKENLEDGER\" export --output \(place)", workingDirectory: folder.path)
        #expect(limited == .init(74, error: "\(place) cannot be written: File too large", advice))
      }
      let output = try await site.shell(
        "ulimit -f 1; \"$TOKENLEDGER\" export --output - >out.csv", workingDirectory: folder.path)
      #expect(output == .init(74, error: "standard output cannot be written: File too large", advice))
      #expect(try folder.names == ["days.csv", "out.csv"])
      #expect(try folder.read("days.csv") == rows)
    }
  }

  @Test("A place that cannot be written is an error, and nothing is left there", .freshDatabase)
  func unwritable() async throws {
    let site = try TestSite.small()
    let advice = "Name a folder that exists and may be written to with --output, or '-' for standard output."
    try await Folder.with { folder in
      try folder.write("file", "a file")
      for (place, reason) in [
        ("none/days.csv", "No such file or directory"), ("file/days.csv", "Not a directory"),
        ("/proc/days.csv", "No such file or directory"),
      ] {
        let outcome = try await site.tokenledger(
          "export", "--output", place, workingDirectory: folder.path)
        #expect(outcome == .init(73, error: "the output file \(place) cannot be made: \(reason)", advice))
      }
      let folderName = try await site.tokenledger(
        "export", "--output", "none/", workingDirectory: folder.path)
      #expect(
        folderName
          == .init(
            73,
            error: "the output file none/\(ExportFileTests.name) cannot be made: No such file or directory",
            advice))
      #expect(try folder.names == ["file"])
      #expect(try folder.read("file") == "a file")
    }
  }

  @Test("Where the file system knows no nameless files, it is the same file all the same", .freshDatabase)
  func olderFileSystem() async throws {
    let site = try TestSite.small()
    try await Folder.with { folder in
      // A C library that refuses such files as an older file system does.
      let library = """
        #include <errno.h>
        #include <sys/syscall.h>
        long syscall(long number, ...), write(int, const char *, unsigned long);
        int open64(const char *path, int flags, int mode) {
          int noName = 020000000, currentFolder = -100;
          if (flags & noName) { write(2, "refused\\n", 8); errno = EOPNOTSUPP; return -1; }
          return syscall(SYS_openat, currentFolder, path, flags, mode);
        }
        int open(const char *path, int flags, int mode) { return open64(path, flags, mode); }
        """
      let source = try folder.write("shim/open.c", library)
      let built = try await site.shell("cc -shared -fPIC -w -o \(folder.path)/shim/open.so \(source)")
      #expect(built == .init(0, ""))
      func export(_ place: String) async throws -> TokenLedgerCommand.Outcome {
        try await site.tokenledger(
          ["export", "--output", place, "--from", "2024-03-02", "--to", "2024-03-10"],
          environment: ["LD_PRELOAD": "\(folder.path)/shim/open.so"], workingDirectory: folder.path)
      }
      #expect(try await export("days.csv") == .init(status: 0, output: "days.csv\n", errors: "refused\n"))
      #expect(
        try folder.read("days.csv")
          == ExportFileTests.header + "2024-03-02,0,0,0,0\n2024-03-03,0,0,0,0\n" + ExportFileTests.march)
      #expect(try folder.mode("days.csv") == 0o600)
      try folder.write("target/file", "in the way")
      #expect(try await export("target/file/days.csv").status == 73)
      #expect(try folder.names == ["days.csv", "shim", "target"])
    }
  }

  @Test("A full disk is an error", .freshDatabase, arguments: [["export"], ["export", "--raw"]])
  func fullDisk(_ command: [String]) async throws {
    let site = try TestSite.small()
    let advice = "Make room, or choose another place with --output."
    let device = try await site.tokenledger(command + ["--output", "/dev/full"])
    #expect(device == .init(74, error: "/dev/full cannot be written: No space left on device", advice))
    let output = try await site.shell(
      "\"$TOKENLEDGER\" \(command.joined(separator: " ")) --output - >/dev/full")
    #expect(output == .init(74, error: "standard output cannot be written: No space left on device", advice))
  }

  /// The usual name, on the sample site's clock.
  private static var name: String { "Chatbot-ChatGPT-Token-Usage-\(siteDay()).csv" }
}
