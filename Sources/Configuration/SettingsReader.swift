import Ledger
import Text

/// Reads a mapping of settings strictly, and notes each of its faults: unknown keys, values of the wrong type or out
/// of range. No value is ever shown, it could be a secret in the wrong place.
struct SettingsReader {
  /// What the mapping is called in messages, such as `worker`.
  let name: String
  /// Where it begins.
  let position: TextPosition
  /// Whether it is a mapping, or nothing, which is one without settings.
  private let isUsable: Bool
  private let fields: [YAMLField]

  /// Looks at the keys of `node`; an empty value is a mapping without settings. `example` is what may stand in it, as a
  /// message says it: "'interval: 60s'".
  init(
    _ node: YAMLNode, name: String, keys: [String], example: String, _ problems: inout [Problem]
  ) {
    self.name = name
    position = node.position
    switch node.value {
    case .mapping(let fields):
      isUsable = true
      self.fields = fields.filter { keys.contains($0.key) }
      problems += fields.filter { !keys.contains($0.key) }.map { Self.unknown($0, in: name, keys) }
    case .scalar(let scalar) where scalar.kind == .null:
      isUsable = true
      fields = []
    default:
      isUsable = false
      fields = []
      problems.append(
        .init(
          "\(name) is \(node.kindName), not settings", at: node.position,
          advice: "Write its settings below it, each as 'key: value' and indented, such as \(example)."))
    }
  }

  /// What to say of keys that are looked for where they do not stand.
  private static let elsewhere = [
    "sync": "How a sync paces itself stands at the top of the file, such as 'pace: auto'.",
    "database_clock": "It stands in log, such as 'log: {database_clock: {before: 2024-08-01, zone: UTC}}'.",
  ]

  private static func unknown(_ field: YAMLField, in name: String, _ keys: [String])
    -> Problem
  {
    let key = field.key.lowercased()
    if key.contains("pass") || key == "pwd" {
      return .init(
        "no password is kept in this file", at: field.keyPosition,
        advice: "Keep it in a MariaDB option file with mode 0600, and name that file as defaults_file.")
    }
    // Something that does not look like a name may be a secret that lost its key.
    let isName =
      !key.isEmpty && key.utf8.count <= 64
      && key.utf8.allSatisfy { isWordByte($0) || $0 == UInt8(ascii: "-") }
    let shown = isName ? "key '\(field.key)'" : "key"
    let advice =
      elsewhere[key]
      ?? (isName ? nearestNames(to: field.key, of: keys).first : nil).map { "Did you mean '\($0)'?" }
      ?? "The keys there are: \(keys.joined(separator: ", "))."
    return .init("unknown \(shown) in \(name)", at: field.keyPosition, advice: advice)
  }

  /// The field of this key; nil where it is not set.
  func field(_ key: String) -> YAMLField? { fields.first { $0.key == key } }

  /// Where a key stands; where the mapping begins when it does not.
  func position(of key: String) -> TextPosition { field(key)?.keyPosition ?? position }

  /// The settings below a key; nil where it is not set.
  func section(
    _ key: String, keys: [String], example: String, _ problems: inout [Problem]
  ) -> SettingsReader? {
    field(key).map { SettingsReader($0.value, name: key, keys: keys, example: example, &problems) }
  }

  /// Where each key stands, and those below it, as `worker.jobs`, and the items of lists, as `models.1`.
  var positions: [String: TextPosition] {
    var positions: [String: TextPosition] = [:]
    func note(_ fields: [YAMLField], below prefix: String) {
      for field in fields {
        let key = prefix + field.key
        positions[key] = field.keyPosition
        switch field.value.value {
        case .mapping(let inner): note(inner, below: key + ".")
        case .sequence(let items):
          for (index, item) in items.enumerated() { positions["\(key).\(index + 1)"] = item.position }
        case .scalar: continue
        }
      }
    }
    note(fields, below: "")
    return positions
  }

  // MARK: Values

  /// The text of a setting; nil where there is none, or a fault.
  func text(_ key: String, _ problems: inout [Problem]) -> String? {
    scalar(key, &problems) { scalar in
      guard scalar.kind == .text else {
        return .fault("is \(scalar.kindName), not text", "Write it in quotes.")
      }
      if scalar.text.isEmpty { return .fault("is empty", "Give it a value, or leave the line out.") }
      return .value(scalar.text)
    }
  }

  /// The whole number of a setting; nil where there is none, or a fault.
  func integer(
    _ key: String, in range: ClosedRange<Int>, _ problems: inout [Problem]
  ) -> Int? {
    scalar(key, &problems) { scalar in
      let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
      guard case .integer(let number) = scalar.kind, let number, range.contains(number) else {
        return .fault("is not \(expected)", "Give \(expected), without quotes.")
      }
      return .value(number)
    }
  }

  /// The value that a number's digits stand for, which is what `meaning` makes of them; nil where there is none, or a
  /// fault. `expected` says what has to be given, `example` is one, and `digits` how many it may have, for messages.
  func number<Value>(
    _ key: String, expected: String, example: String, digits: String, isRequired: Bool = false,
    _ problems: inout [Problem],
    _ meaning: (String) -> Value?
  ) -> Value? {
    require(isRequired, key, expected, &problems)
    return scalar(key, &problems) { scalar in
      switch scalar.kind {
      case .integer, .number: if let value = meaning(scalar.text) { return .value(value) }
      case .text, .null, .boolean: break
      }
      return .fault(
        "is not \(expected)",
        "Give a number such as \(example): no sign, no quotes, at most \(digits).")
    }
  }

  /// True or false; nil where there is neither, or a fault.
  func flag(_ key: String, _ problems: inout [Problem]) -> Bool? {
    scalar(key, &problems) { scalar in
      guard case .boolean(let flag) = scalar.kind else {
        return .fault("is not true or false", "Give true, or leave the line out.")
      }
      return .value(flag)
    }
  }

  /// One of several words; nil where there is none, or a fault.
  func choice(
    _ key: String, of words: [String], _ problems: inout [Problem]
  ) -> String? {
    value(key, expected: "one of \(words.joined(separator: ", "))", &problems) {
      words.contains($0) ? $0 : nil
    }
  }

  /// The value that the text of a setting stands for, which is what `meaning` makes of it; nil where there is none,
  /// or a fault. `expected` says what has to be given, for messages: "a day as YYYY-MM-DD". Where the setting is
  /// required, a missing one is a problem. `why` may say what is wrong with a text in more detail than `expected`.
  /// `example` is a text that can be given, where `expected` names none.
  func value<Value>(
    _ key: String, expected: String, example: String? = nil, isRequired: Bool = false,
    why: (String) -> String? = { _ in nil }, _ problems: inout [Problem], _ meaning: (String) -> Value?
  ) -> Value? {
    let advised = expected + (example.map { ", such as \($0)" } ?? "")
    require(isRequired, key, advised, &problems)
    return scalar(key, &problems) { scalar in
      guard let value = meaning(scalar.text) else {
        let reason = why(scalar.text).map { ": \($0)" } ?? ""
        return .fault("is not \(expected)\(reason)", "Give \(advised).")
      }
      // Elsewhere it would be read as what it looks like.
      return scalar.kind == .text
        ? .value(value) : .fault("is \(scalar.kindName), not text", "Write it in quotes.")
    }
  }

  /// Notes that a setting is missing which is required.
  private func require(
    _ isRequired: Bool, _ key: String, _ expected: String, _ problems: inout [Problem]
  ) {
    if isRequired, isUsable, field(key) == nil {
      problems.append(.init("\(name) has no \(key)", at: position, advice: "Give \(key), \(expected)."))
    }
  }

  /// The day of a setting; nil where there is none, or a fault.
  func day(_ key: String, isRequired: Bool = false, _ problems: inout [Problem]) -> Day? {
    value(
      key, expected: "a day as YYYY-MM-DD", example: "2025-03-15", isRequired: isRequired,
      why: { Day.problem(with: $0).flatMap { $0 == Day.form ? nil : $0 } }, &problems
    ) { Day($0) }
  }

  /// The items of a list; none where it is not set, has no value, or is a fault.
  func items(_ key: String, _ problems: inout [Problem]) -> [YAMLNode] {
    guard let node = field(key)?.value else { return [] }
    switch node.value {
    case .sequence(let items): return items
    case .scalar(let scalar) where scalar.kind == .null: return []
    default:
      problems.append(
        .init(
          "\(key) is \(node.kindName), not a list", at: node.position,
          advice: "Write its items below it, each on lines that begin with '- '."))
      return []
    }
  }

  private enum Reading<Value> {
    case value(Value)
    case fault(_ message: String, _ advice: String)
  }

  private func scalar<Value>(
    _ key: String, _ problems: inout [Problem], _ read: (YAMLScalar) -> Reading<Value>
  ) -> Value? {
    guard let node = field(key)?.value else { return nil }
    let reading: Reading<Value>
    switch node.value {
    case .scalar(let scalar) where scalar.kind == .null:
      reading = .fault("has no value", "Give it one, or leave the line out.")
    case .scalar(let scalar): reading = read(scalar)
    default: reading = .fault("is \(node.kindName), not a single value", "Write one value after the colon.")
    }
    switch reading {
    case .value(let value): return value
    case .fault(let message, let advice):
      problems.append(.init("\(key) in \(name) \(message)", at: node.position, advice: advice))
      return nil
    }
  }
}

extension YAMLNode {
  /// What the value is, in words.
  var kindName: String {
    switch value {
    case .scalar(let scalar): scalar.kindName
    case .sequence: "a list"
    case .mapping: "a mapping"
    }
  }
}

extension YAMLScalar {
  /// What the value is, in words.
  fileprivate var kindName: String {
    switch kind {
    case .null: "nothing"
    case .boolean: "true or false"
    case .integer, .number: "a number"
    case .text: "text"
    }
  }
}
