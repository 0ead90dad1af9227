import Configuration
import Output

/// A setting as it holds, and where it comes from.
struct EffectiveSetting {
  /// What kind of place a value comes from.
  enum Source: String {
    case option
    case environment
    case file
    case optionFile = "option_file"
    case standardInput = "standard_input"
    case wordpress
    case `default`
  }

  let key: String
  let value: Value?
  let source: Source
  /// An option, a variable, or a file and its line; nil for defaults.
  let place: String?

  /// A value with its type.
  enum Value: Equatable {
    case text(String)
    case number(Int)

    /// The value for people.
    var text: String {
      switch self {
      case .text(let text): text
      case .number(let number): "\(number)"
      }
    }

    /// The value for programs.
    var cell: Sheet.Cell {
      switch self {
      case .text(let text): .text(text)
      case .number(let number): .integer(number)
      }
    }
  }

  init(_ key: String, _ value: String?, _ source: Source, _ place: String? = nil) {
    self.init(key, value.map { .text($0) }, source, place)
  }

  init(_ key: String, _ value: Value?, _ source: Source, _ place: String? = nil) {
    self.key = key
    self.source = source
    self.value = value
    self.place = place
  }

  /// A value that the file sets, or that holds by default.
  init(_ key: String, _ value: Value?, _ file: ConfigurationFile?) {
    if let place = file?.place(of: key) {
      self.init(key, value, .file, place)
    } else {
      self.init(key, value, .default)
    }
  }

  /// Where it comes from, in words.
  var from: String {
    switch source {
    case .default: "default"
    case .wordpress: "WordPress" + (place.map { ", \($0)" } ?? "")
    case .standardInput: "standard input"
    case .option: "option" + (place.map { " \($0)" } ?? "")
    case .environment: "environment" + (place.map { ", \($0)" } ?? "")
    case .file, .optionFile: place ?? source.rawValue
    }
  }
}
