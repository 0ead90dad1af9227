import Glibc
import Text

/// A site's clock: how far it is ahead of UTC at any instant.
///
///     let zone = try SiteTimeZone(named: "America/St_Johns")
///     zone.secondsFromGMT(at: 1_700_000_000)  // -12600
public struct SiteTimeZone: Sendable {
  private enum Rules: Sendable {
    case fixed(Int)
    case file(TimeZoneFile)
  }

  /// The zone's name: `America/St_Johns`, `UTC+05:45` or `UTC`.
  public let name: String
  private let rules: Rules

  /// The zone of an IANA name, read from the system's tzdata: the folder `$TZDIR`, or `/usr/share/zoneinfo`.
  ///
  /// - Throws: `Failure` (78) when the system has no such zone or its file is damaged.
  public init(named name: String) throws {
    let folder = getenv("TZDIR").map { String(cString: $0) } ?? ""
    try self.init(named: name, folder: folder.isEmpty ? "/usr/share/zoneinfo" : folder)
  }

  /// The zone of an IANA name, read from a folder of zone files.
  ///
  /// - Throws: `Failure` (78) when there is no such zone or its file is damaged.
  init(named name: String, folder: String) throws {
    // Zones that need no file.
    if let seconds = name.lowercased() == "utc" ? 0 : SiteTimeZone.offset(name) {
      self.name = SiteTimeZone(offsetSeconds: seconds).name
      rules = .fixed(seconds)
      return
    }
    guard SiteTimeZone.isName(name) else {
      throw Failure(
        .configuration, "the site's time zone \(printable(name)) is not the name of a time zone",
        advice: "Choose the time zone again in WordPress, Settings > General.")
    }
    // PHP ignores the case of zone names.
    self.name = SiteTimeZone.spelling(of: name, in: folder)
    rules = .file(try SiteTimeZone.file(named: self.name, folder: folder))
  }

  /// The name of a zone with the spelling of its file; unchanged when no file matches, ignoring case.
  private static func spelling(of name: String, in folder: String) -> String {
    if access(absolutePath(name, from: folder), F_OK) == 0 { return name }
    var found: [String] = []
    for part in name.split(separator: "/") {
      let place = ([folder] + found).joined(separator: "/")
      guard let spelled = entries(of: place).first(where: { $0.lowercased() == part.lowercased() }) else {
        return name
      }
      found.append(spelled)
    }
    return found.joined(separator: "/")
  }

  private static func entries(of folder: String) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names
  }

  /// The clock that is always the same number of seconds ahead of UTC, less than a day; negative is behind.
  public init(offsetSeconds: Int) {
    let minutes = abs(offsetSeconds) / 60
    let digits = { (number: Int) in number < 10 ? "0\(number)" : "\(number)" }
    let sign = offsetSeconds < 0 ? "-" : "+"
    name = offsetSeconds == 0 ? "UTC" : "UTC\(sign)\(digits(minutes / 60)):\(digits(minutes % 60))"
    rules = .fixed(offsetSeconds)
  }

  /// The zone that a person means by an IANA name, by `UTC` or by an offset such as `+02:00`; nil where this system has
  /// none.
  public init?(_ text: String) {
    if let sign = text.utf8.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
      let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy(isDigit) }),
        let hours = Int(parts[0]), let minutes = Int(parts[1]), hours < 24, minutes < 60
      else { return nil }
      self.init(offsetSeconds: (sign == UInt8(ascii: "-") ? -60 : 60) * (hours * 60 + minutes))
    } else {
      guard let zone = try? SiteTimeZone(named: text) else { return nil }
      self = zone
    }
  }

  /// Seconds that the clock is ahead of UTC at an instant, in seconds since 1970-01-01 00:00:00 UTC; negative is
  /// behind.
  public func secondsFromGMT(at unixTime: Int) -> Int {
    switch rules {
    case .fixed(let offset): offset
    // Some hundred million years on either side, so that no reckoning overflows.
    case .file(let file): file.offset(at: min(max(unixTime, -(1 << 52)), 1 << 52))
    }
  }

  private static func file(named name: String, folder: String) throws -> TimeZoneFile {
    let path = absolutePath(name, from: folder)
    let bytes: [UInt8]
    do {
      bytes = try InputFile(path: path).bytes
    } catch let error as Failure where error.kind == .noInput {
      throw Failure(
        .configuration,
        "the site's time zone \(name) is not among the zones of this system (\(printable(folder)))",
        advice:
          "Install the package tzdata (old names are in tzdata-legacy), or choose another zone in WordPress.")
    }
    guard let file = TimeZoneFile(bytes) else {
      throw Failure(
        .configuration, "\(printable(path)) is not a valid time zone file",
        advice: "Reinstall the package tzdata, or choose another zone in WordPress.")
    }
    return file
  }

  /// The seconds of an offset used as a zone: `+05:30`, `-0330`, `+5`.
  private static func offset(_ text: String) -> Int? {
    guard let sign = text.first, sign == "+" || sign == "-" else { return nil }
    let parts = text.dropFirst().split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let digits = parts.joined()
    guard digits.utf8.allSatisfy(isDigit), (1...4).contains(digits.utf8.count), digits.utf8.count != 3,
      parts.count == 1 || digits.utf8.count == 4 && parts[1].utf8.count == 2, let number = Int(digits)
    else { return nil }
    let (hours, minutes) = digits.utf8.count == 4 ? (number / 100, number % 100) : (number, 0)
    guard hours < 24, minutes < 60 else { return nil }
    return (hours * 60 + minutes) * (sign == "-" ? -60 : 60)
  }

  /// Whether a text is made as the names of zones are, so that it leads nowhere else than into their folder.
  private static func isName(_ text: String) -> Bool {
    let isPart = { (byte: UInt8) in isWordByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
    }
    return text.utf8.count < 128
      && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
        !$0.isEmpty && $0.utf8.allSatisfy(isPart)
      }
  }
}
