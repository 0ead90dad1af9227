import Application
import ArgumentParser
import Configuration
import Ledger

/// What is wrong with a command line, in more detail than the argument parser's message.
///
/// It works from the parser's message, so it costs nothing without a mistake.
struct Mistake {
  /// One line that says what is wrong.
  let message: String
  /// The command whose help explains the right usage, such as `tokenledger user erase`.
  let command: String

  /// The mistake in `arguments` that the argument parser reports as `parserMessage`.
  init(parserMessage: String, arguments familiar: FamiliarArguments) {
    let arguments = familiar.arguments
    let called = CalledCommand(arguments)
    command = called.path
    if let unknown = called.unknownSubcommand {
      message = Self.unknownCommand(unknown, of: called)
      return
    }
    // Some of the parser's messages end with a full stop, ours do not.
    let parserMessage = Self.inOneLine(
      parserMessage.hasSuffix(".") ? String(parserMessage.dropLast()) : parserMessage)
    if let match = parserMessage.firstMatch(of: /^Unknown option '--([^']+)'/) {
      let written = familiar.written(for: "--\(match.1)")
      let suggestions = Self.options(for: String(written.dropFirst(2)), among: called.optionNames)
      message = "Unknown option '\(written)'" + Self.question(suggestions)
    } else if let (place, text) = Self.negative(parserMessage, arguments),
      let placeholder = place.firstMatch(of: /<([^>]+)>/),
      let problem = Self.problem(with: text, for: String(placeholder.1))
    {
      message = "The value '\(text)' is invalid for '\(place)': \(problem)"
    } else if let match = parserMessage.wholeMatch(
      of: /(?s)The value '(.*)' is invalid for '[^']*<([^>]+)>'/),
      let problem = Self.problem(with: String(match.1), for: String(match.2))
    {
      message = "\(parserMessage): \(problem)"
    } else {
      message = parserMessage
    }
  }

  /// The mistake when help for an unknown command is requested; else nil.
  init?(helpRequest arguments: [String]) {
    guard arguments.first == "help" else { return nil }
    let called = CalledCommand(Array(arguments.dropFirst()))
    guard let unknown = called.unknownSubcommand else { return nil }
    message = Self.unknownCommand(unknown, of: called)
    command = called.path
  }

  /// The message with a long list of choices, which the parser writes below it, in its line.
  private static func inOneLine(_ message: String) -> String {
    let lines = message.split(separator: "\n  - ").map(String.init)
    guard lines.count > 1, let first = lines.first, let last = lines.last, first.hasSuffix(" the following:")
    else {
      return message
    }
    let choices = lines[1..<(lines.count - 1)].map { "'\($0)'" }.joined(separator: ", ") + " or '\(last)'"
    return first.dropLast("the following:".count) + choices
  }

  private static func unknownCommand(_ name: String, of called: CalledCommand) -> String {
    let known = called.path == TokenLedger.name ? commandsElsewhere[name] : nil
    return "There is no command '\(name)'"
      + question(known ?? nearestNames(to: name, of: called.subcommandNames))
  }

  /// Common names in other programs for commands of ours, which are spelt otherwise or like what they are not.
  private static let commandsElsewhere = [
    "stats": ["summary", "report"], "usage": ["report"], "show": ["report"], "version": ["--version"],
    "init": ["sync"], "install": ["sync"], "update": ["sync"], "check": ["doctor", "verify"],
    "remove": ["uninstall"],
  ]

  private static func question(_ suggestions: [String]) -> String {
    guard !suggestions.isEmpty else { return "" }
    return ". Did you mean " + suggestions.map { "'\($0)'" }.joined(separator: " or ") + "?"
  }

  /// Common names in other programs for options of ours.
  private static let knownElsewhere = [
    "json": "--log-format json", "csv": "--format csv", "markdown": "--format markdown",
    "html": "--format html",
    "start": "--from", "end": "--to", "host": "--defaults-file", "user": "--defaults-file",
    "password": "--defaults-file",
  ]

  /// The options among `names`, this command's, that an unknown option may stand for.
  private static func options(for name: String, among names: [String]) -> [String] {
    if let known = knownElsewhere[name], let option = known.split(separator: " ").first,
      names.contains(String(option.dropFirst(2)))
    {
      return [known]
    }
    return nearestNames(to: name, of: names).map { "--" + $0 }
  }

  /// A value that begins with a minus sign and a digit, and where it was meant to go: the parser takes it for an option.
  private static func negative(
    _ parserMessage: String, _ arguments: [String]
  ) -> (place: String, text: String)? {
    func isNegative(_ text: String) -> Bool { text.firstMatch(of: /^-[0-9]/) != nil }
    if let match = parserMessage.wholeMatch(of: /Missing value for '((--[a-z-]+) <[^>]+>)'/) {
      let pairs = zip(arguments, arguments.dropFirst())
      return pairs.first { $0.0 == match.2 && isNegative($0.1) }.map { (String(match.1), $0.1) }
    }
    guard parserMessage == "Missing expected argument '<id>'" else { return nil }
    return arguments.first(where: isNegative).map { ("<id>", $0) }
  }

  /// Why a text is not a valid value for an option's placeholder; nil when there is nothing to add.
  private static func problem(with text: String, for placeholder: String) -> String? {
    switch placeholder {
    case "day": AskedDay.problem(with: text)
    case "YYYY-MM-DD": Day.problem(with: text)
    case "HH:MM": "a time of day is written HH:MM, from 00:00 to 23:59"
    case "time": TimeSpan.form
    case "id": "a user's id is a whole number from 1, as WordPress has it"
    case "number":
      text.wholeMatch(of: /[+-]?[0-9]+/) == nil
        ? "it is not a whole number" : text.hasPrefix("-") ? "it is less than 1" : "the number is too large"
    default: nil
    }
  }
}

/// The command that a command line names, as far as it names one.
private struct CalledCommand {
  /// The program's name and the names of the commands found.
  private(set) var path = TokenLedger.name
  private(set) var type: any ParsableCommand.Type = TokenLedger.self
  /// The word in the place of a subcommand that is not one.
  private(set) var unknownSubcommand: String?

  init(_ arguments: [String]) {
    for word in arguments {
      let subcommands = type.configuration.subcommands
      guard !subcommands.isEmpty, !word.hasPrefix("-"), word != "help" else { return }
      guard let subcommand = subcommands.first(where: { $0.configuration.commandName == word }) else {
        unknownSubcommand = word
        return
      }
      type = subcommand
      path += " " + word
    }
  }

  var subcommandNames: [String] { type.configuration.subcommands.compactMap { $0.configuration.commandName } }

  /// The long names of the command's options, as its help lists them.
  var optionNames: [String] {
    let help = TokenLedger.helpMessage(for: type, includeHidden: false, columns: 200)
    let listed = help.split(separator: "\n").filter { $0.hasPrefix("  -") }
    return listed.compactMap { $0.firstMatch(of: /--([a-z][a-z-]*)/).map { String($0.1) } }
  }
}
