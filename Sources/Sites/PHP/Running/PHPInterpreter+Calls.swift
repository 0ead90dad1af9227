import Text

extension PHPInterpreter {
  /// Follows a call of a function by its name.
  mutating func call(_ name: PHPName, _ arguments: [PHPArgument]) -> PHPValue {
    let words = "\(printable(name.text))()"
    for candidate in name.candidates {
      guard let declared = state.functions[candidate] else { continue }
      guard let function = declared else {
        refuse("a call of \(words), which is declared conditionally,")
        return unknown(words)
      }
      if candidate == "getenv_docker", function.isDockerFunction { return dockerVariable(arguments) }
      return call(function, arguments)
    }
    guard let plain = name.candidates.last, !plain.contains("\\") else {
      refuse("a call of \(words)")
      return unknown(words)
    }
    if plain == "getenv_docker" { return dockerVariable(arguments) }
    if let value = builtIn(plain, arguments) { return value }
    for argument in arguments { _ = value(of: argument.value) }
    refuse("a call of \(words)")
    return unknown(words)
  }

  /// Follows a call of a function held in a value: a closure, or a name.
  mutating func call(_ callee: PHPExpression, _ arguments: [PHPArgument]) -> PHPValue {
    var callee = callee
    while case .unary("()", let inner) = callee.kind { callee = inner }
    if case .closure(let function) = callee.kind { return call(function, arguments) }
    let value = self.value(of: callee)
    if let text = value.text, !text.isEmpty, !text.contains(":"), !text.contains("\\") {
      return call(PHPName(text: text, candidates: [phpName(text.utf8).lowercased()]), arguments)
    }
    for argument in arguments { _ = self.value(of: argument.value) }
    refuse("a call of a function held in a value")
    return unknown("a call of a function held in a value")
  }

  /// Follows a call of a function of the script.
  mutating func call(_ function: PHPFunction, _ arguments: [PHPArgument]) -> PHPValue {
    let words = function.name.isEmpty ? "a function" : "\(printable(function.name))()"
    var values: [(name: String?, value: PHPValue)] = []
    for argument in arguments { values.append((argument.name, value(of: argument.value))) }
    guard isAlive, state.obstacle == nil else { return unknown(words) }
    guard frames.count < PHPInterpreter.callLimit else {
      refuse("a call of \(words) nested too deeply")
      return unknown(words)
    }
    guard !function.parameters.contains(where: \.isSpecial) else {
      refuse("a call of \(words), which takes references or any number of arguments,")
      return unknown(words)
    }
    guard let scope = scope(of: function, values) else {
      refuse("a call of \(words) with unexpected arguments")
      return unknown(words)
    }
    let callLine = line
    frames.append(Frame(file: function.file, isFunction: true))
    change { $0.scopes.append(scope) }
    follow(function.body)
    line = callLine
    return finish(function)
  }

  /// The initial variables of a function; nil when the arguments do not match its parameters.
  private mutating func scope(
    of function: PHPFunction, _ arguments: [(name: String?, value: PHPValue)]
  ) -> PHPState.Scope? {
    var scope = PHPState.Scope()
    if let captured = function.captured {
      for name in captured { scope.variables[name] = PHPState.Slot(value: variable(name)) }
    } else {
      scope = state.scopes[state.scopes.count - 1]
    }
    for (position, parameter) in function.parameters.enumerated() {
      let given =
        arguments.first { $0.name == parameter.name }
        ?? (position < arguments.count && arguments[position].name == nil ? arguments[position] : nil)
      var value = given?.value
      if value == nil, let expression = parameter.defaultValue { value = self.value(of: expression) }
      guard let value else { return nil }
      scope.variables[parameter.name] = PHPState.Slot(value: coerced(value, to: parameter.type))
    }
    let names = arguments.compactMap(\.name)
    guard names.allSatisfy({ name in function.parameters.contains { $0.name == name } }) else { return nil }
    return scope
  }

  /// What is known after a call.
  private mutating func finish(_ function: PHPFunction) -> PHPValue {
    let frame = frames.removeLast()
    let reason = obstacle("a conditional return")
    var result = frame.returned
    if isAlive {
      if let other = result {
        result = (other.state.joined(state, reason), other.value == .null ? .null : .unknown(reason))
      } else {
        result = (state, .null)
      }
    }
    guard let result else {
      isAlive = false
      return .unknown(reason)
    }
    (state, isAlive) = (result.state, true)
    // Local variables are dropped after a function; changes to the script's own variables are kept.
    state.scopes.removeLast()
    if let obstacle = state.obstacle { return .unknown(obstacle) }
    return coerced(result.value, to: function.returnType)
  }

  /// A value after its conversion to a declared type; not known when PHP may change it.
  private func coerced(_ value: PHPValue, to type: String) -> PHPValue {
    let types = type.split { "|?".contains($0) }.map(String.init)
    if types.isEmpty || types.contains("mixed") { return value }
    let isKept =
      switch value {
      case .null: type.hasPrefix("?") || types.contains("null") || types.contains("void")
      case .bool(let flag): types.contains("bool") || types.contains(flag ? "true" : "false")
      case .int: types.contains("int")
      case .string: types.contains("string")
      case .array: types.contains("array") || types.contains("iterable")
      case .environment, .unknown: true
      }
    // A default of null makes a type nullable.
    return isKept || value == .null ? value : unknown("a value of a type other than declared")
  }
}

extension PHPFunction {
  /// Whether it is the function of Docker's official image, which reads a variable, a file or a default.
  var isDockerFunction: Bool { PHPFunction.normalized(tokens) == PHPFunction.dockerTokens }

  /// `else if` and `elseif` are the same.
  private static func normalized(_ tokens: [PHPToken]) -> [PHPToken] {
    var result: [PHPToken] = []
    for token in tokens {
      if token.isName("if"), result.last?.isName("else") ?? false {
        result[result.count - 1] = .name("elseif")
      } else {
        result.append(token)
      }
    }
    return result
  }

  private static let dockerTokens: [PHPToken] = {
    let source = #"""
      ($env, $default) {
        if ($fileEnv = getenv($env . '_FILE')) {
          return rtrim(file_get_contents($fileEnv), "\r\n");
        } elseif (($val = getenv($env)) !== false) {
          return $val;
        } else {
          return $default;
        }
      }
      """#
    return (try? PHPTokenizer.tokens(of: Array(source.utf8), isEvaluated: true).map(\.token)) ?? []
  }()
}
