import Configuration
import Foundation
import Ledger
import Sites
import TestSupport
import Testing
import Text

@Suite struct ConfigurationFileTests {
  private static let examples = URL(filePath: #filePath).appending(
    path: "../../../scripts/packaging/examples"
  ).standardized.path()

  /// The example, and the same with what is commented out.
  private static func example() throws -> (plain: String, whole: String) {
    let plain = try String(contentsOfFile: examples + "/tokenledger.yml", encoding: .utf8)
    let whole = plain.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      // Of the three ways to name a site only one may stand.
      let isOther = ["#  wp_config:", "#  defaults_", "#  database:", "#  prefix:"].contains {
        line.hasPrefix($0)
      }
      let isText = line.hasPrefix("# ") && !line.hasPrefix("#  ") || line == "#"
      return line.hasPrefix("#") && !isText && !isOther ? line.dropFirst() : line
    }
    return (plain, whole.joined(separator: "\n"))
  }

  @Test("The example says what it says, also with all that is commented out")
  func example() async throws {
    let example = try Self.example()
    let plain = try await loadConfiguration(example.plain)
    #expect(plain.site == SiteRequest(wpPath: "/var/www/html"))
    #expect(plain.sites.sites.isEmpty && plain.models == ModelHistory())
    #expect(
      (plain.worker.interval, plain.worker.jobs, plain.worker.logFormat) == (TimeSpan(seconds: 60), 4, .text)
    )
    #expect(plain.pace == "auto")
    #expect(plain.report.format == .table && plain.report.period == nil)

    let whole = try await loadConfiguration(example.whole)
    #expect(whole.site == SiteRequest(wpPath: "/var/www/html", blog: 3, wpConfigBy: .php))
    #expect(
      whole.sites.sites.map(\.request) == [
        SiteRequest(wpConfig: "/etc/wordpress/config-example.org.php"),
        SiteRequest(defaultsFile: "/etc/tokenledger/shop.cnf", database: "shop", prefix: "wp_"),
      ])
    #expect(
      (whole.worker.exportDir, whole.worker.exportAt, whole.worker.keep)
        == ("/var/lib/tokenledger/files", DailyTime("02:30"), 90))
    #expect((whole.report.period, whole.report.last, whole.report.top) == (.monthly, 12, 5))
    #expect(
      whole.sites.sites.last?.labels
        == SiteLabels(name: "Ellis Garden Shop", client: "Ellis", tags: ["retail", "monthly"]))
    #expect(whole.sites.sites.map(\.interval?.seconds) == [nil, 900])
    let history = ["2024-11-01", "2025-03-15", "2025-12-31"].compactMap { Day($0) }
    #expect(whole.models.entries.map(\.from) == [history[0], history[1]])
    #expect(whole.models.entries.map(\.to) == [nil, history[2]])
    #expect(
      whole.models.entries.map(\.model)
        == ["gpt-3.5-turbo", "gpt-4o"].map { Model(platform: "OpenAI", name: $0) })
    #expect(plain.databaseClock == nil)
    #expect(whole.databaseClock?.before == Day("2024-08-01") && whole.databaseClock?.zone == "UTC")
    #expect(whole.place(of: "log.database_clock") != nil)
    let lines = example.whole.split(separator: "\n", omittingEmptySubsequences: false)
    let line = try #require(lines.firstIndex(of: "  jobs: 4"))
    #expect(whole.place(of: "worker.jobs") == "\(whole.path), line \(line + 1)")
    #expect(whole.place(of: "worker.none") == nil)
  }

  @Test("The database's clock has a day and a zone; problems are reported with their position")
  func databaseClock() async throws {
    let file = try await loadConfiguration(
      "log: {database_clock: {before: 2024-08-01, zone: Europe/Berlin}}\n")
    let shift = try #require(file.databaseClock).shift { _ in 0 }
    let stored = SiteTime(day: try #require(Day("2024-07-31")), secondOfDay: 1800)
    #expect(shift.siteTime(of: stored).description == "2024-07-30 22:30:00")
    #expect(try await loadConfiguration("log:\n").databaseClock == nil)
    #expect(
      try await loadConfiguration("log: {database_clock: {before: 2024-08-01, zone: '+05:45'}}")
        .databaseClock?.zone
        == "UTC+05:45")
    for (text, message) in [
      ("log:\n  database_clok: {}", "line 2, column 3: unknown key 'database_clok' in log"),
      ("log:\n  database_clock:\n    zone: UTC", "line 3, column 5: database_clock has no before"),
      ("log:\n  database_clock: {before: 2024-08-01}", "line 2, column 19: database_clock has no zone"),
      (
        "log: {database_clock: {before: 2024-02-30, zone: UTC}}",
        "line 1, column 32: before in database_clock is not a day as YYYY-MM-DD: February 2024 has 29 days"
      ),
      (
        "log: {database_clock: {before: 2024-08-01, zone: Mars/Olympus}}",
        """
        line 1, column 50: zone in database_clock is not a time zone of this system, such as UTC, Europe/Berlin or \
        +02:00
        """
      ), ("log: [1]", "line 1, column 6: log is a list, not settings"),
    ] {
      let error = await #expect(throws: Failure.self) { try await loadConfiguration(text) }
      #expect(error?.message.hasSuffix(message) == true, "\(error?.message ?? "")")
    }
  }

  @Test("Every setting that there is stands in the example, and every one in the schema")
  func complete() async throws {
    let whole = try await loadConfiguration(try Self.example().whole)
    let schema = try JSONSerialization.jsonObject(
      with: Data(contentsOf: URL(filePath: Self.examples + "/tokenledger.schema.json")))
    let sections = try #require((schema as? [String: Any])?["properties"] as? [String: [String: Any]])
    for (section, count) in [("worker", 4), ("report", 4), ("prices", 2)] {
      let names = try #require(sections[section]?["properties"] as? [String: Any]).keys
      #expect(names.count >= count)
      for name in names { #expect(whole.position(of: "\(section).\(name)") != nil, "\(section).\(name)") }
    }
    #expect(Set(sections.keys) == ["site", "sites", "worker", "report", "pace", "models", "prices", "log"])
  }

  /// Files that can be used.
  static let sound = [
    "site: {wp_path: /a, name: Ellis Garden Shop, client: Ellis, tags: [retail, \"2026\"]}\n",
    "sites: [{wp_path: a, name: A}, {wp_path: b, name: B blog, tags: [], interval: 15m}]\n",
    "", "# nothing\n", "site:\nsites:\nworker:\nreport:\nmodels:\n".replacing("site:\n", with: ""),
    "site: /srv/www\n",
    "site: {wp_config: /a, blog: 2}\n", "site: {wp_path: /a, read_with: php}\n", "sites: []\n",
    "sites: [a, {wp_path: b, database: c}]\n",
    "worker: {interval: 24h, jobs: 64, keep: 36500, export_at: \"00:00\", log_format: json}\n",
    "worker:\n  export_at: 23:59\n  interval: 5s\n",
    "pace: gentle\n", "pace: full\n",
    "report: {period: yearly, format: svg, last: 1, top: 100}\n",
    "report: {period: week, top: 100000}\n",
    "models:\n- {from: 2025-01-01, platform: a, model: b}\n- {from: 2025-01-02, to: 2025-01-02, platform: a, model: é}\n",
    "prices:\n", "prices: {file: list.tsv, models: []}\n",
    "prices:\n  models:\n  - {platform: a, model: b, input: 0.15, output: 1, cached_input: 0.15}\n"
      + "  - {platform: a, model: b, from: 2026-01-01, free: true}\n  - {platform: a, model: c, same_as: b}\n",
  ]

  @Test("What is taken is valid by the schema, and what the schema refuses is refused")
  func schema() async throws {
    let example = try Self.example()
    let schema = Self.examples + "/tokenledger.schema.json"
    let sound = Self.sound + [example.plain, example.whole]
    for text in sound { _ = try await loadConfiguration(text) }
    #expect(try await YAMLOracle.validity(of: sound, by: schema) == sound.map { _ in true })
    // What takes a calendar, another entry or another number to be wrong, or digits, a schema cannot tell.
    let known = [
      "2025-02-30", "to: 2025-02-01", "from: 2025-02-09", "a: b: c", "0.1234567", "cached_input: 1.5",
      "{platform: a, model: b, same_as: c}", "rate: 1}, {from: 2026-01-01, rate: 2}",
      "{wp_path: /c, name: A}",
    ]
    let all = ConfigurationFaultTests.faulty.map(\.0)
    let faulty = all.filter { text in !known.contains { text.contains($0) } }
    #expect(faulty.count == all.count - known.count)
    for (text, isValid) in zip(faulty, try await YAMLOracle.validity(of: faulty, by: schema)) {
      #expect(!isValid, "\(text)")
    }
  }
}
