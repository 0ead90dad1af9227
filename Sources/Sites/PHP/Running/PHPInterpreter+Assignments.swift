import Text

extension PHPInterpreter {
  mutating func assignment(_ target: PHPExpression, _ sign: String, _ expression: PHPExpression) -> PHPValue {
    if case .element(let base, let index) = target.kind, !base.isStill || !(index?.isStill ?? true) {
      refuse("an element whose key is computed")
    }
    if sign == "=" {
      let value = self.value(of: expression)
      assign(target, value)
      return value
    }
    guard sign == "??=" else {
      // PHP reads the old value after it has evaluated the right side.
      let operand = value(of: expression)
      let value = combined(String(sign.dropLast()), value(of: target), operand)
      assign(target, value)
      return value
    }
    let old = value(of: target)
    switch old {
    case .null:
      let value = self.value(of: expression)
      assign(target, value)
      return value
    case .unknown, .environment:
      return either(
        reason(old),
        [
          { .unknown($0.reason(old)) },
          { interpreter in
            let value = interpreter.value(of: expression)
            interpreter.assign(target, value)
            return value
          },
        ])
    default: return old
    }
  }

  /// Assigns to a variable, an element, or each target in a list.
  mutating func assign(_ target: PHPExpression, _ value: PHPValue) {
    switch target.kind {
    case .variable(let name): set(name, value)
    case .dynamicVariable(let expression):
      guard let name = variableName(self.value(of: expression)) else {
        return refuse("a variable whose name is computed")
      }
      set(name, value)
    case .element(let base, let index): assignElement(of: base, index, value)
    case .array(let items): destructure(items, value)
    default: refuse("an assignment to something other than a variable")
    }
  }

  /// Sets a variable of the running code.
  mutating func set(_ name: String, _ value: PHPValue) {
    switch name {
    case "_SERVER":
      change {
        $0.server.isUnknown = true; $0.server.values = [:]
      }
    case "_ENV":
      change {
        $0.environment.isUnknown = true; $0.environment.values = [:]
      }
    case _ where PHPInterpreter.superglobals.contains(name): break
    default:
      let index = scopeIndex(of: name)
      let line = file.evaluatedOnLine ?? line
      change { $0.scopes[index].variables[name] = PHPState.Slot(value: value, line: line) }
    }
  }

  private mutating func setGlobal(_ name: String, _ value: PHPValue) {
    guard !PHPInterpreter.superglobals.contains(name) else { return refuse("$GLOBALS") }
    let line = file.evaluatedOnLine ?? line
    change { $0.scopes[0].variables[name] = PHPState.Slot(value: value, line: line) }
  }

  private mutating func assignElement(of base: PHPExpression, _ index: PHPExpression?, _ value: PHPValue) {
    let key = index.map { self.value(of: $0) }
    if case .variable(let name) = base.kind, PHPInterpreter.superglobals.contains(name) {
      var text: String?
      if case .string(let bytes)? = key { text = phpName(bytes) }
      switch name {
      case "GLOBALS":
        guard let text else { return refuse("$GLOBALS with a name that is computed") }
        setGlobal(text, value)
      case "_SERVER":
        change { state in
          if let text {
            state.server.values[text] = value
          } else {
            state.server = PHPState.Overlay(isUnknown: true)
          }
        }
      case "_ENV":
        change { state in
          if let text {
            state.environment.values[text] = value
          } else {
            state.environment = PHPState.Overlay(isUnknown: true)
          }
        }
      default: break
      }
      return
    }
    assign(base, updated(self.value(of: base), index == nil, key, value))
  }

  /// The value with an element set.
  private func updated(_ container: PHPValue, _ isAppended: Bool, _ key: PHPValue?, _ value: PHPValue)
    -> PHPValue
  {
    var elements: [PHPArrayElement] = []
    switch container {
    case .array(let own): elements = own
    case .null: break
    case .unknown, .environment: return .unknown(reason(container))
    default: return unknown("a character of a string")
    }
    guard isAppended || key?.key != nil else { return .unknown(reason(key ?? .null)) }
    elements.set(key?.key, to: value)
    return .array(elements)
  }

  /// `[$a, 'key' => $b] = …` and `list(…) = …`.
  private mutating func destructure(_ items: [PHPArrayItem], _ value: PHPValue) {
    for (position, item) in items.enumerated() {
      let key = item.key.map { self.value(of: $0) } ?? .int(position)
      let part: PHPValue =
        switch value {
        case .array(let elements): key.key.map { elements.value(of: $0) ?? .null } ?? .unknown(reason(key))
        case .unknown, .environment: .unknown(reason(value))
        default: .null
        }
      assign(item.value, part)
    }
  }

  /// `unset(…)`.
  mutating func unset(_ target: PHPExpression) {
    switch target.kind {
    case .variable(let name): set(name, .null)
    case .element(let base, _):
      if case .variable("GLOBALS") = base.kind { return assign(target, .null) }
      if case .variable(let name) = base.kind, PHPInterpreter.superglobals.contains(name) {
        return assign(target, .null)
      }
      assign(base, unknown("an array of which an element was unset"))
    default: refuse("unset")
    }
  }

  /// Defines a constant unless it is defined already; the value is whether it did.
  @discardableResult
  mutating func define(_ name: String, _ value: PHPValue) -> PHPValue {
    let slot = state.constants[name]
    if slot?.isCertain ?? false { return .bool(false) }
    let line = file.evaluatedOnLine ?? line
    let reason = obstacle("an earlier conditional definition")
    change { state in
      guard let slot else {
        state.constants[name] = PHPState.Slot(value: value, line: line)
        return
      }
      // It either had another value before or has this one now.
      state.constants[name] = PHPState.Slot(
        value: slot.value == value ? value : .unknown(reason), line: slot.line)
    }
    // Behind code that is not understood it may have been defined already.
    let isNew = slot == nil && state.obstacle == nil && WPConfigScript.Setting(rawValue: name) != nil
    return isNew ? .bool(true) : unknown("define()")
  }

  /// Whether a constant is defined.
  func isDefined(_ name: String) -> PHPValue {
    if let slot = state.constants[name] {
      return slot.isCertain ? .bool(true) : unknown("whether \(printable(name)) is defined")
    }
    if state.obstacle == nil, WPConfigScript.Setting(rawValue: name) != nil { return .bool(false) }
    return unknown("whether \(printable(name)) is defined")
  }

  /// The value of a constant.
  func constant(_ name: PHPName) -> PHPValue {
    if let obstacle = state.obstacle, name.candidates.count > 1 { return .unknown(obstacle) }
    for candidate in name.candidates {
      if let slot = state.constants[candidate] {
        if candidate == "ABSPATH" { return folderOfWordPress }
        // In PHP 7 the value of an undefined constant is its name.
        if slot.isCertain { return slot.value }
        return unknown("the constant \(printable(name.text))")
      }
    }
    guard let plain = name.candidates.last else { return unknown("a constant") }
    if plain == "ABSPATH" { return folderOfWordPress }
    if let value = PHPInterpreter.constants[plain] { return value }
    return unknown("the constant \(printable(name.text))")
  }

  private static let constants: [String: PHPValue] = [
    "PHP_EOL": .text("\n"), "DIRECTORY_SEPARATOR": .text("/"), "PATH_SEPARATOR": .text(":"),
    "MYSQLI_CLIENT_FOUND_ROWS": .int(2), "MYSQLI_CLIENT_NO_SCHEMA": .int(16),
    "MYSQLI_CLIENT_COMPRESS": .int(32),
    "MYSQLI_CLIENT_SSL_DONT_VERIFY_SERVER_CERT": .int(64), "MYSQLI_CLIENT_IGNORE_SPACE": .int(256),
    "MYSQLI_CLIENT_INTERACTIVE": .int(1024), "MYSQLI_CLIENT_SSL": .int(2048),
    "MYSQLI_CLIENT_CAN_HANDLE_EXPIRED_PASSWORDS": .int(4_194_304),
    "MYSQLI_CLIENT_SSL_VERIFY_SERVER_CERT": .int(1_073_741_824),
    "MYSQL_CLIENT_COMPRESS": .int(32), "MYSQL_CLIENT_IGNORE_SPACE": .int(256),
    "MYSQL_CLIENT_INTERACTIVE": .int(1024), "MYSQL_CLIENT_SSL": .int(2048),
  ]

  /// The value of ABSPATH, which WordPress defines before, if WordPress is found: beside the file, or where the
  /// file says.
  private var folderOfWordPress: PHPValue {
    func holdsWordPress(_ folder: String) -> Bool {
      ["wp-settings.php", "wp-load.php"].contains {
        (try? InputFile.exists(absolutePath($0, from: folder))) ?? false
      }
    }
    let slot = state.constants["ABSPATH"]
    if let folder = parentFolder(of: resolvedPath(mainFile.path)), holdsWordPress(folder) {
      let own = PHPValue.text(folder == "/" ? folder : folder + "/")
      return slot == nil || slot?.value == own ? own : unknown("ABSPATH")
    }
    guard let slot, let folder = slot.value.text, folder.hasPrefix("/"), holdsWordPress(folder) else {
      return unknown("ABSPATH, with no WordPress found")
    }
    return slot.value
  }
}
