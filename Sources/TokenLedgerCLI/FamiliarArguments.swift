import Application
import Output
import Text

/// A command line in which options that people know from other programs have become those they stand for.
///
/// This happens before anything is parsed: names of an option's own would have to be looked up for each run.
///
///     FamiliarArguments(["report", "--since", "-7d", "--json"]).arguments
///     // ["report", "--from=-7d", "--format=json"]
struct FamiliarArguments {
  /// The options with a value, and what they stand for.
  private static let options = [
    "--since": "--from", "--until": "--to", "--path": "--wp-path", "--order": "--order",
  ]
  /// Those without one.
  private static let flags = ["--json": "--format=json", "-V": "--version"]
  /// The options of which a value begins with a minus sign: seven days ago is -7d.
  private static let daysTaking: Set<String> = ["--from", "--to", "--as-of"]

  /// Others whose values matter here.
  private static let compared: Set<String> = ["--format", "--wp-path", "--sort"]

  /// The arguments, in our own words.
  private(set) var arguments: [String] = []
  /// What was written for some of them, by what it stands for: "--since" by "--from".
  private var written: [String: String] = [:]
  /// The values that options were given by each of their names.
  private var values: [(option: String, name: String, value: String)] = []

  /// Reads the arguments after the program's name.
  init(_ given: [String]) {
    guard given.contains(where: Self.isFamiliar) else {
      arguments = given
      return
    }
    var index = 0
    while index < given.count {
      let argument = given[index]
      index += 1
      if argument == "--" {
        arguments += given[(index - 1)...]
        break
      }
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
        String.init)
      let (name, attached) = (parts[0], parts.dropFirst().first)
      if let flag = Self.flags[argument],
        !(argument == "--json" && given.first == WorkerCommand.configuration.commandName)
      {
        take(flag, for: argument)
        continue
      }
      let option = Self.options[name] ?? name
      guard Self.options[name] != nil || Self.daysTaking.contains(option) || Self.compared.contains(option)
      else {
        arguments.append(argument)
        continue
      }
      var value = attached
      if value == nil, index < given.count,
        !given[index].hasPrefix("-") || Self.isDaysAgo(given[index], of: option)
      {
        value = given[index]
        index += 1
      }
      take(value.map { "\(option)=\($0)" } ?? option, for: name)
    }
    joinOrder()
  }

  /// Makes the direction of --order a part of what --sort names.
  private mutating func joinOrder() {
    guard let place = arguments.lastIndex(where: { $0.hasPrefix("--order=") }),
      let sort = arguments.lastIndex(where: { $0.hasPrefix("--sort=") }), !arguments[sort].contains(":")
    else { return }
    arguments[sort] += ":" + arguments[place].dropFirst("--order=".count)
    arguments.remove(at: place)
  }

  /// An argument that stands for what was written.
  private mutating func take(_ argument: String, for name: String) {
    arguments.append(argument)
    let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
      String.init)
    if name != parts[0] { written[parts[0]] = name }
    if parts.count == 2 { values.append((parts[0], name, parts[1])) }
  }

  /// Refuses two names of one option with different values.
  ///
  /// - Throws: `Failure` (64).
  func check() throws {
    if arguments.first == ReportCommand.configuration.commandName,
      arguments.contains(where: { $0.hasPrefix("--order=") })
    {
      let hasSort = arguments.contains { $0.hasPrefix("--sort=") }
      throw Failure(
        .usage,
        hasSort ? "--order and the direction in --sort contradict each other" : "--order goes with --sort",
        advice: "Give the direction once, as in --sort cost:asc.")
    }
    for (option, name, value) in values where name != option {
      guard let other = values.first(where: { $0.option == option && $0.name != name && $0.value != value })
      else { continue }
      throw Failure(
        .usage,
        "\(name)\(Self.flags[name] == nil ? " \(value)" : "") and \(other.name) \(other.value) contradict each other",
        advice:
          "\(name) stands for \(Self.flags[name]?.replacing("=", with: " ") ?? option): give one of them.")
    }
  }

  /// What was written for an option: itself, or what stands for it.
  func written(for option: String) -> String { written[option] ?? option }

  private static func isFamiliar(_ argument: String) -> Bool {
    guard argument.hasPrefix("-") else { return false }
    if flags[argument] != nil || isDaysAgo(argument) { return true }
    return options.keys.contains { argument.hasPrefix($0) }
  }

  /// Whether an argument after an option is the day that it takes, and not another option.
  private static func isDaysAgo(_ argument: String, of option: String) -> Bool {
    daysTaking.contains(option) && isDaysAgo(argument)
  }

  private static func isDaysAgo(_ argument: String) -> Bool {
    argument.hasPrefix("-") && argument.dropFirst().first.map { ("0"..."9").contains($0) } ?? false
  }
}
