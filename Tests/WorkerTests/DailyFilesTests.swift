import Foundation
import Ledger
import Reports
import Sites
import Synchronization
import TestSupport
import Testing
import Text

@testable import Worker

@Suite("The folder of daily files")
struct DailyFilesTests {
  private static let header = "Date,\"Total Tokens\",\"Prompt Tokens\",\"Completion Tokens\",Requests\n"

  private func files(_ folder: Folder, kept: Int = 90) -> DailyFiles {
    DailyFiles(folder: "\(folder.path)/daily", time: .standard, kept: kept) { bytes, path in
      try Data(bytes).write(to: URL(filePath: path))
    }
  }

  @Test("A file is due from its time on until it is there, and then the next day's")
  func due() async throws {
    let zone = try SiteTimeZone(named: "Asia/Kathmandu")
    try await Folder.with { folder in
      let files = files(folder)
      // 02:29 and 02:30 in Kathmandu.
      let before = try #require(UTCTime(rfc3339: "2026-11-20T20:44:00Z"))
      let at = before.adding(seconds: 60)
      let yesterday = try #require(files.due("/srv/www/shop", at: before, in: zone))
      #expect(yesterday.day.description == "2026-11-20")
      #expect(files.secondsToNext(at: before, in: zone) == 60)
      let today = try #require(files.due("/srv/www/shop", at: at, in: zone))
      #expect(
        today.path == "\(folder.path)/daily/+srv+www+shop/Chatbot-ChatGPT-Token-Usage-2026-11-21.csv")
      try files.write(DailyExport(usage: []), to: today)
      #expect(
        try folder.read("daily/+srv+www+shop/Chatbot-ChatGPT-Token-Usage-2026-11-21.csv") == Self.header)
      #expect(try folder.mode("daily/+srv+www+shop") == 0o700)
      #expect(files.due("/srv/www/shop", at: at, in: zone) == nil)
      #expect(files.due("/srv/www/shop", at: at.adding(seconds: 86_399), in: zone) == nil)
      #expect(files.secondsToNext(at: at, in: zone) == 86_400)
      #expect(
        files.due("/srv/www/shop", at: at.adding(seconds: 86_400), in: zone)?.day.description == "2026-11-22")
      #expect(files.due("/srv/www/club", at: at, in: zone)?.day.description == "2026-11-21")
    }
  }

  @Test("The newest files are kept, and no file that is not ours is deleted")
  func kept() async throws {
    try await Folder.with { folder in
      let files = files(folder, kept: 2)
      let others = [
        "Chatbot-ChatGPT-Token-Usage-2026-02-30.csv", "Chatbot-ChatGPT-Token-Usage-2020-01-01.csv.gz",
        "chatbot-chatgpt-token-usage-2020-01-01.csv", "Chatbot-ChatGPT-Token-Usage-.csv", "notes.txt",
        "xChatbot-ChatGPT-Token-Usage-2020-01-01.csv",
      ]
      for name in others { try folder.write("daily/s/\(name)", "mine") }
      try folder.write("daily/s/Chatbot-ChatGPT-Token-Usage-2020-01-02.csv/inside", "mine")
      for name in ["2024-01-01", "2026-11-19"] {
        try folder.write("daily/s/Chatbot-ChatGPT-Token-Usage-\(name).csv", "old")
      }
      for name in ["2026-11-20", "2026-11-21"] {
        let file = DailyFiles.File(folder: "\(folder.path)/daily/s", day: try #require(Day(name)))
        try files.write(DailyExport(usage: []), to: file)
      }
      let expected =
        others + ["2020-01-02", "2026-11-20", "2026-11-21"].map { "Chatbot-ChatGPT-Token-Usage-\($0).csv" }
      #expect(try Folder(path: "\(folder.path)/daily/s").names == expected.sorted())
    }
  }

  @Test("When a file cannot be written the old ones stay")
  func failure() async throws {
    struct DiskIsFull: Error {}
    try await Folder.with { folder in
      try folder.write("s/Chatbot-ChatGPT-Token-Usage-2024-01-01.csv", "old")
      let files = DailyFiles(folder: folder.path, time: .standard, kept: 1) { _, _ in throw DiskIsFull() }
      let file = DailyFiles.File(folder: "\(folder.path)/s", day: try #require(Day("2026-11-21")))
      #expect(throws: DiskIsFull.self) { try files.write(DailyExport(usage: []), to: file) }
      #expect(try Folder(path: "\(folder.path)/s").names == ["Chatbot-ChatGPT-Token-Usage-2024-01-01.csv"])
    }
  }
}

@Suite("Names of files made from names of sites")
struct FileNameTests {
  private static let hostile = [
    "", ".", "..", "...", "/", "//", "/..", "../../etc/passwd", "-rf", "--", "a/b", "a+b", "a%2Fb", "a b",
    "a\nb",
    "a\u{0}b", "a\u{202E}b", "Ä", "A\u{308}", "shop", "Shop", "shop.", ".shop", "con", "a\\b", "$(id)",
    "`id`", "*", "~",
    String(repeating: "x", count: 300), String(repeating: "x", count: 301),
    String(repeating: "/", count: 300),
    String(repeating: "é", count: 100), "/srv/www/shop", "/srv/www/shop/", "srv/www/shop",
  ]

  @Test("Each is one harmless component of a path, short enough for every file system", arguments: hostile)
  func harmless(name: String) throws {
    let file = FileName.safe(name)
    #expect(try file.wholeMatch(of: Regex("[A-Za-z0-9_+%][A-Za-z0-9_+%.-]*")) != nil)
    #expect(file.utf8.count <= 140)
  }

  @Test("No two names have the same")
  func different() {
    #expect(Set(Self.hostile.map(FileName.safe)).count == Self.hostile.count)
  }

  @Test("Plain ones can be read")
  func readable() {
    #expect(
      FileName.safe("/srv/www/my-shop.example/htdocs blog 2") == "+srv+www+my-shop.example+htdocs%20blog%202")
    #expect(FileName.safe("club/wp_") == "club+wp_")
  }
}
