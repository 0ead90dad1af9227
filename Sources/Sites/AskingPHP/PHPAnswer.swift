import FoundationEssentials
import Text

/// The answer of the code in ``PHPQuestion``.
enum PHPAnswer: Equatable {
  /// The settings that the file makes; nil for one that is neither text nor a number.
  case settings([WPConfigScript.Setting: [UInt8]?])
  /// PHP stopped at a line of a file.
  case fatal(line: Int, file: String)
  /// PHP came to a file that root does not run, for others may write a place on the way to it.
  case writable(file: String, place: String)
  /// The file ended PHP before it came to WordPress.
  case exit
  /// The file loads a part of WordPress before wp-settings.php.
  case loadsWordPress

  /// Reads an answer; nil when it is malformed or incomplete.
  init?(_ bytes: [UInt8]) {
    var lines = lenientText(bytes).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard lines.popLast() == "", lines.popLast() == "end", lines.first == PHPQuestion.greeting else {
      return nil
    }
    lines.removeFirst()
    switch lines.first?.split(separator: " ").map(String.init) {
    case ["exit"]?: self = .exit
    case ["loads"]?: self = .loadsWordPress
    case let words? where words.count == 3 && words[0] == "fatal":
      guard let line = Int(words[1]), let file = PHPAnswer.bytes(words[2]) else { return nil }
      self = .fatal(line: line, file: lenientText(file))
    case let words? where words.count == 3 && words[0] == "writable":
      guard let file = PHPAnswer.bytes(words[1]), let place = PHPAnswer.bytes(words[2]) else { return nil }
      self = .writable(file: lenientText(file), place: lenientText(place))
    default:
      guard let settings = PHPAnswer.settings(lines) else { return nil }
      self = .settings(settings)
    }
  }

  private static func settings(_ lines: [String]) -> [WPConfigScript.Setting: [UInt8]?]? {
    var settings: [WPConfigScript.Setting: [UInt8]?] = [:]
    for line in lines {
      let parts = line.split(separator: " ")
      guard parts.count == 2, let setting = WPConfigScript.Setting(rawValue: String(parts[0])) else {
        return nil
      }
      switch parts[1] {
      case "-": continue
      case "?": settings.updateValue(nil, forKey: setting)
      default:
        guard let bytes = bytes(String(parts[1])) else { return nil }
        settings.updateValue(bytes, forKey: setting)
      }
    }
    return settings
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    guard text.hasPrefix("=") else { return nil }
    return Data(base64Encoded: String(text.dropFirst())).map { Array($0) }
  }
}
