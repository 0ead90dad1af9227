extension PHPInterpreter {
  /// Follows a call of one of PHP's own functions; nil for functions with unknown effects.
  mutating func builtIn(_ name: String, _ arguments: [PHPArgument]) -> PHPValue? {
    switch name {
    case "define": return definition(arguments)
    case "ini_set", "ini_alter": return setting(arguments)
    case "constant", "defined": return constantFunction(name, arguments)
    default: break
    }
    if let limit = PHPFunctions.argumentLimits[name], arguments.count > limit { return nil }
    if let positions = PHPFunctions.references[name] { return changing(name, arguments, positions) }
    guard PHPFunctions.isHarmless(name) else { return nil }
    let values = arguments.map { value(of: $0.value) }
    let missing = values.first { !$0.isKnown }
    guard arguments.allSatisfy({ $0.name == nil }) else { return unknown("\(name)()") }
    switch name {
    case "getenv":
      return values.count == 1 ? environmentVariable(values[0]) : unknown("getenv()")
    case "putenv":
      guard values.count == 1 else { return nil }
      putEnvironment(values[0])
      return unknown("putenv()")
    case "function_exists":
      return values.count == 1 ? functionExists(values[0]) : unknown("function_exists()")
    default: break
    }
    if let missing { return .unknown(reason(missing)) }
    return PHPFunctions.result(of: name, values) ?? unknown("\(name)()")
  }

  private mutating func definition(_ arguments: [PHPArgument]) -> PHPValue {
    var parts: [String: PHPValue] = [:]
    for (position, argument) in arguments.enumerated() {
      let names = ["constant_name", "value", "case_insensitive"]
      guard let name = argument.name ?? (position < names.count ? names[position] : nil) else { break }
      parts[name] = value(of: argument.value)
    }
    guard let value = parts["value"], let constant = parts["constant_name"], arguments.count == parts.count
    else {
      refuse("define() with unexpected arguments")
      return unknown("define()")
    }
    guard case .string(let bytes) = constant else {
      refuse("define() of a constant whose name depends on \(reason(constant).problem)")
      return unknown("define()")
    }
    let ignoresCase = parts["case_insensitive"] ?? .bool(false)
    guard ignoresCase.truth == false else {
      refuse("define() of a case-insensitive constant")
      return unknown("define()")
    }
    return define(PHPInterpreter.constantName(bytes), value)
  }

  /// A constant's full name, of which the namespace is in lower case.
  private static func constantName(_ bytes: [UInt8]) -> String {
    let name = phpName(bytes)
    guard let separator = name.lastIndex(of: "\\") else { return name }
    return name[..<separator].lowercased() + name[separator...]
  }

  private mutating func constantFunction(_ function: String, _ arguments: [PHPArgument]) -> PHPValue? {
    guard arguments.count == 1, arguments[0].name == nil else { return nil }
    // An unknown name has no effect, but the name of a class could load it.
    guard case .string(var bytes) = value(of: arguments[0].value), !bytes.contains(UInt8(ascii: ":")) else {
      return nil
    }
    if bytes.first == UInt8(ascii: "\\") { bytes.removeFirst() }
    let name = PHPInterpreter.constantName(bytes)
    return function == "defined" ? isDefined(name) : constant(PHPName(text: name, candidates: [name]))
  }

  private mutating func setting(_ arguments: [PHPArgument]) -> PHPValue? {
    let values = arguments.map { value(of: $0.value) }
    guard let name = values.first?.text, values.count == 2, PHPFunctions.isHarmlessSetting(name) else {
      return nil
    }
    return unknown("ini_set()")
  }

  private func functionExists(_ name: PHPValue) -> PHPValue {
    guard let text = name.text, state.obstacle == nil else { return unknown("function_exists()") }
    let key = phpName((text.hasPrefix("\\") ? String(text.dropFirst()) : text).utf8).lowercased()
    if let declared = state.functions[key] {
      return declared == nil ? unknown("function_exists()") : .bool(true)
    }
    // The site may have functions of any name from elsewhere; Docker's is defined only in its own file.
    return key == "getenv_docker" ? .bool(false) : unknown("function_exists()")
  }

  /// A function that changes the variables it is given.
  private mutating func changing(_ name: String, _ arguments: [PHPArgument], _ positions: [Int]) -> PHPValue?
  {
    guard arguments.allSatisfy({ $0.name == nil }) else { return nil }
    for (position, argument) in arguments.enumerated() {
      _ = positions.contains(position) && argument.value.isTarget ? .null : value(of: argument.value)
    }
    for position in positions where position < arguments.count && arguments[position].value.isTarget {
      assign(arguments[position].value, unknown("\(name)()"))
    }
    return unknown("\(name)()")
  }
}

extension PHPExpression {
  /// Whether it can be assigned to.
  fileprivate var isTarget: Bool {
    switch kind {
    case .variable, .dynamicVariable, .element, .property: true
    default: false
    }
  }
}
