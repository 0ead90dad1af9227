import Foundation
import Testing
import Text

@testable import Sites

@Suite("Time zones")
struct SiteTimeZoneTests {
  private static let folder = "/usr/share/zoneinfo"
  static let zones = [
    "America/St_Johns", "Asia/Kathmandu", "Australia/Lord_Howe", "Europe/Dublin", "Africa/Casablanca",
    "Pacific/Apia",
    "America/Sao_Paulo", "Africa/Monrovia", "America/Nuuk", "Asia/Gaza", "Antarctica/Troll",
    "Pacific/Chatham",
    "Europe/Berlin", "Etc/GMT+5", "UTC",
  ]

  /// What the system's own `date` says of the offsets at some instants, in a zone of a folder.
  private func systemOffsets(_ zone: String, at instants: [Int], folder: String, scratch: TemporaryFolder)
    throws -> [Int]
  {
    let path = try scratch.write("instants", instants.map { "@\($0)\n" }.joined())
    let lines = try output(of: "date", ["-f", path, "+%::z"], environment: ["TZ": zone, "TZDIR": folder])
    return try lines.split(separator: "\n").map { line in
      let parts = line.dropFirst().split(separator: ":").compactMap { Int($0) }
      try #require(parts.count == 3)
      return (parts[0] * 3600 + parts[1] * 60 + parts[2]) * (line.hasPrefix("-") ? -1 : 1)
    }
  }

  /// Instants every few days from 1900 to 2100, and the seconds around each change between them.
  private func instants(_ zone: SiteTimeZone) -> [Int] {
    let steps = Array(stride(from: -2_208_988_800, to: 4_102_444_800, by: 9 * 86_400 + 4567))
    var instants = steps
    for (start, end) in zip(steps, steps.dropFirst())
    where zone.secondsFromGMT(at: start) != zone.secondsFromGMT(at: end) {
      var (before, after) = (start, end)
      while after - before > 1 {
        let middle = (before + after) / 2
        if zone.secondsFromGMT(at: middle) == zone.secondsFromGMT(at: start) {
          before = middle
        } else {
          after = middle
        }
      }
      instants += [before - 1, before, after, after + 1]
    }
    return instants
  }

  @Test("Offsets over two centuries are those of the system, to the second", arguments: zones)
  func systemZones(_ name: String) throws {
    let zone = try SiteTimeZone(named: name, folder: Self.folder)
    let instants = instants(zone)
    let expected = try systemOffsets(name, at: instants, folder: Self.folder, scratch: TemporaryFolder())
    #expect(zone.name == name)
    #expect(instants.count > 7800)
    #expect(instants.map { zone.secondsFromGMT(at: $0) } == expected)
  }

  @Test(
    "The case of zone names is ignored, as in PHP",
    arguments: [
      ("utc", "UTC"), ("UTC", "UTC"), ("europe/berlin", "Europe/Berlin"),
      ("AMERICA/SAO_PAULO", "America/Sao_Paulo"),
      ("america/argentina/buenos_aires", "America/Argentina/Buenos_Aires"), ("etc/gmt+5", "Etc/GMT+5"),
    ])
  func anyCase(_ text: String, _ name: String) throws {
    let zone = try SiteTimeZone(named: text, folder: Self.folder)
    #expect(zone.name == name)
    #expect(
      try zone.secondsFromGMT(at: 1_700_000_000)
        == SiteTimeZone(named: name, folder: Self.folder).secondsFromGMT(at: 1_700_000_000))
  }

  @Test(
    "An offset can be used as a zone, as in PHP",
    arguments: [
      ("+05:30", "UTC+05:30", 19_800), ("-0330", "UTC-03:30", -12_600), ("+5", "UTC+05:00", 18_000),
    ])
  func offsets(_ text: String, _ name: String, _ seconds: Int) throws {
    let zone = try SiteTimeZone(named: text, folder: Self.folder)
    #expect(zone.name == name)
    #expect(zone.secondsFromGMT(at: 0) == seconds)
  }

  /// Zones with every form of rule, for a compiler of zone files.
  private static let source = """
    Rule N 2000 max - Mar lastSun 1:00u 1:00 D
    Rule N 2000 max - Oct Sun>=8 24:00 0 S
    Rule J 1990 max - Mar 1 0:00 0:30 D
    Rule J 1990 max - Nov 3 2:00s 0 S
    Rule W 1981 max - Mar lastSun 1:00u 0 IST
    Rule W 1981 max - Oct lastSun 1:00u -1:00 GMT
    Rule G 2013 max - Mar lastSun 1:00u 0 -
    Rule G 2013 max - Oct Sun<=25 -1:00 1:00 S
    Zone Test/North 1:02:03 - LMT 1910
     1:00 N N%sT
    Zone Test/Fixed_Days -3:30 J J%sT
    Zone Test/Winter 0:00 - GMT 1968 Oct 27
     1:00 W %s
    Zone Test/South -2:00 G %z
    Zone Test/Plain 5:45 - %z
    Zone Test/Moved 10:00 - AAT 1995 Jun 1
     -10:00 - BBT
    """

  @Test("Zone files of the compiler are understood, slim and fat", arguments: ["slim", "fat"])
  func compiledZones(_ bloat: String) throws {
    let scratch = try TemporaryFolder()
    let source = try scratch.write("source", Self.source + "\n")
    let folder = scratch.path + "/zones"
    _ = try output(of: "zic", ["-b", bloat, "-d", folder, source])
    for name in ["North", "Fixed_Days", "Winter", "South", "Plain", "Moved"].map({ "Test/" + $0 }) {
      let zone = try SiteTimeZone(named: name, folder: folder)
      let instants = instants(zone)
      let expected = try systemOffsets(name, at: instants, folder: folder, scratch: scratch)
      #expect(instants.map { zone.secondsFromGMT(at: $0) } == expected, "\(name)")
    }
  }

  @Test("The zones of the system are found without naming their folder")
  func defaultFolder() throws {
    #expect(try SiteTimeZone(named: "Asia/Kathmandu").secondsFromGMT(at: 1_700_000_000) == 20_700)
  }

  @Test("A zone that the system does not have is an error that says what to install")
  func missingZone() {
    #expect(
      failure { try SiteTimeZone(named: "US/Nowhere", folder: Self.folder) }
        == Failure(
          .configuration,
          "the site's time zone US/Nowhere is not among the zones of this system (/usr/share/zoneinfo)",
          advice:
            "Install the package tzdata (old names are in tzdata-legacy), or choose another zone in WordPress."
        ))
    #expect(failure { try SiteTimeZone(named: "Europe", folder: Self.folder) }?.kind == .configuration)
  }

  @Test(
    "A name that leads out of the folder of zones is refused",
    arguments: [
      "../../../etc/passwd", "/etc/passwd", "Europe/../Europe/Berlin", "Europe//Berlin", "", "Europe/",
      "a\u{1b}[0m", "a b",
      String(repeating: "a", count: 200),
    ])
  func badNames(_ name: String) {
    #expect(
      failure { try SiteTimeZone(named: name, folder: Self.folder) }
        == Failure(
          .configuration, "the site's time zone \(printable(name)) is not the name of a time zone",
          advice: "Choose the time zone again in WordPress, Settings > General."))
  }

  @Test("UTC needs no zone files")
  func withoutFiles() throws {
    #expect(try SiteTimeZone(named: "UTC", folder: "/nowhere").secondsFromGMT(at: 4711) == 0)
  }

  @Test("A damaged zone file is refused, wherever it is damaged")
  func damagedFiles() throws {
    let scratch = try TemporaryFolder()
    let whole = Array(try Data(contentsOf: URL(filePath: Self.folder + "/Europe/Berlin")))
    try scratch.write("Whole", whole)
    #expect(try SiteTimeZone(named: "Whole", folder: scratch.path).secondsFromGMT(at: 1_700_000_000) == 3600)
    try scratch.write("Empty", "")
    #expect(
      failure { try SiteTimeZone(named: "Empty", folder: scratch.path) }
        == Failure(
          .configuration, "\(scratch.path)/Empty is not a valid time zone file",
          advice: "Reinstall the package tzdata, or choose another zone in WordPress."))
    for length in 0..<whole.count {
      #expect(TimeZoneFile(Array(whole.prefix(length))) == nil)
    }
    // Any byte may be anything: a file may be refused then, but nothing may be read outside it.
    for index in whole.indices {
      for byte in [0, 0x7F, 0xFF] as [UInt8] {
        var bytes = whole
        bytes[index] = byte
        _ = TimeZoneFile(bytes)?.offset(at: 1_700_000_000)
      }
    }
  }

  @Test("Instants at the ends of time are answered")
  func extremes() throws {
    let zone = try SiteTimeZone(named: "Europe/Berlin", folder: Self.folder)
    #expect(zone.secondsFromGMT(at: .min) == 3208)
    #expect([3600, 7200].contains(zone.secondsFromGMT(at: .max)))
  }
}
