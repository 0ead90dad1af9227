import Configuration
import Glibc
import Ledger
import Logging
import Text

/// Writes what is logged to standard error, a line an event, harmless whatever it holds.
public struct LineLogHandler: LogHandler {
  /// Facts that stand in every line.
  public var metadata: Logger.Metadata = [:]
  /// What is less than this is not written.
  public var logLevel: Logger.Level
  private let format: LogFormat
  private let hasColor: Bool
  private let clock: any WorkerClock
  private let write: @Sendable (String) -> Void

  /// A handler that hands whole lines to `write`; only text has colours.
  public init(
    format: LogFormat, level: Logger.Level, hasColor: Bool, clock: any WorkerClock,
    write: @escaping @Sendable (String) -> Void
  ) {
    self.format = format
    logLevel = level
    self.hasColor = hasColor
    self.clock = clock
    self.write = write
  }

  /// A fact that stands in every line.
  public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  /// Writes an event.
  public func log(event: LogEvent) {
    let line = LogLine(
      time: clock.utc.rfc3339, level: event.level, message: "\(event.message)",
      facts: metadata.merging(event.metadata ?? [:]) { $1 })
    switch format {
    case .text: write(line.text(hasColor: hasColor) + "\n")
    case .json: write(line.json + "\n")
    }
  }
}

/// An event of the log, before it is written.
struct LogLine {
  let time: String
  let level: Logger.Level
  let message: String
  let facts: Logger.Metadata

  /// The line for people. Values that are not one plain word stand in quotes.
  func text(hasColor: Bool) -> String {
    let code: String? =
      switch level {
      case .trace, .debug: "2"
      case .info, .notice: nil
      case .warning: "33"
      case .error, .critical: "31"
      }
    // Whose event it is comes first.
    let keys = facts.keys.filter { $0 == "site" } + facts.keys.filter { $0 != "site" }.sorted()
    let words = keys.compactMap { key in facts[key].map { " \(key)=\(Self.word("\($0)"))" } }
    let text = "\(level.rawValue) \(TerminalText.sanitize(message))\(words.joined())"
    guard hasColor, let code else { return "\(time) \(text)" }
    return "\(time) \u{1B}[\(code)m\(text)\u{1B}[0m"
  }

  /// The line for programs.
  var json: String {
    var members: [String: LogValue] = [:]
    for (key, value) in facts { members[key] = LogValue(value) }
    members["time"] = .text(time)
    members["level"] = .text(level.rawValue)
    members["message"] = .text(message)
    return (try? JSONText.line(members)) ?? "{}"
  }

  private static func word(_ text: String) -> String {
    let isPlain = text.unicodeScalars.allSatisfy {
      $0.value > 0x20 && $0.value < 0x7F && $0 != "\"" && $0 != "\\" && $0 != "="
    }
    if isPlain && !text.isEmpty { return text }
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(TerminalText.sanitize(escaped))\""
  }
}

/// A fact of an event: a number where it was one.
private enum LogValue: Encodable {
  case text(String)
  case number(Int)

  init(_ value: Logger.Metadata.Value) {
    if case .stringConvertible(let convertible) = value, let number = convertible as? Int {
      self = .number(number)
    } else {
      self = .text("\(value)")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .text(let text): try container.encode(text)
    case .number(let number): try container.encode(number)
    }
  }
}
