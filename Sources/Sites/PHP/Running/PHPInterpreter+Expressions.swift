import Text

extension PHPInterpreter {
  /// The value of an expression; its side effects are applied to the state.
  mutating func value(of expression: PHPExpression) -> PHPValue {
    countStep()
    line = expression.line
    guard isAlive else { return unknown("code that is not reached") }
    switch expression.kind {
    case .literal(let value): return value
    case .template(let parts): return text(of: parts)
    case .variable(let name): return variable(name)
    case .dynamicVariable(let name):
      guard let name = variableName(value(of: name)) else {
        return unknown("a variable whose name is computed")
      }
      return variable(name)
    case .element(let base, let index): return element(of: base, index)
    case .property(let object):
      _ = value(of: object)
      return unknown("a property")
    case .constant(let name): return constant(name)
    case .magicConstant(let name): return magicConstant(name)
    case .classConstant: return unknown("a constant of a class")
    case .call(let name, let arguments): return call(name, arguments)
    case .callOfValue(let function, let arguments): return call(function, arguments)
    case .staticCall(let type, let method, let arguments):
      guard let type = state.classes[type] ?? nil, let function = type.methods[method] else {
        refuse("a call of a method")
        return unknown("a call of a method")
      }
      return call(function, arguments)
    case .closure: return unknown("a function")
    case .unary(let sign, let operand): return unary(sign, operand)
    case .binary(let sign, let left, let right): return binary(sign, left, right)
    case .conditional(let condition, let then, let otherwise):
      return conditional(condition, then: then, otherwise: otherwise)
    case .assignment(let target, let sign, let expression): return assignment(target, sign, expression)
    case .step(let target):
      let result = arithmetic("+", value(of: target), .int(1))
      assign(target, .unknown(reason(result)))
      return .unknown(reason(result))
    case .isset(let values): return isset(values)
    case .include(let word, let path): return include(word, path)
    case .eval(let code): return evaluate(code)
    case .exit(let status):
      if let status { _ = value(of: status) }
      isAlive = false
      return .null
    case .array(let items): return array(items)
    case .cast(let type, let operand): return cast(type, value(of: operand))
    case .opaque(let problem): return unknown(problem)
    }
  }

  private mutating func text(of parts: [PHPTemplatePart]) -> PHPValue {
    var result: [UInt8] = []
    var missing: PHPValue?
    for part in parts {
      switch part {
      case .text(let bytes): result += bytes
      case .variable(let name):
        let value = variable(name)
        if let bytes = value.bytes { result += bytes } else { missing = missing ?? .unknown(reason(value)) }
      case .element, .code: missing = missing ?? unknown("a string with elements of arrays in it")
      }
    }
    return missing ?? .string(result)
  }

  /// The value of a variable.
  mutating func variable(_ name: String) -> PHPValue {
    if let obstacle = state.obstacle { return .unknown(obstacle) }
    guard !PHPInterpreter.superglobals.contains(name) else { return unknown("$\(name) as a whole") }
    let scope = state.scopes[scopeIndex(of: name)]
    guard let slot = scope.variables[name] else {
      return scope.isOpen ? unknown("$\(printable(name)), which is not set yet") : .null
    }
    return slot.isCertain ? slot.value : unknown("$\(printable(name)), which is set conditionally")
  }

  static let superglobals: Set = [
    "GLOBALS", "_SERVER", "_ENV", "_GET", "_POST", "_COOKIE", "_REQUEST", "_FILES", "_SESSION", "this",
    "argc", "argv", "http_response_header", "php_errormsg",
  ]

  /// The scope of a variable of the running code.
  func scopeIndex(of name: String) -> Int {
    let last = state.scopes.count - 1
    return state.scopes[last].globals.contains(name) ? 0 : last
  }

  /// A value as the name of a variable.
  func variableName(_ value: PHPValue) -> String? {
    guard let bytes = value.bytes else { return nil }
    let name = phpName(bytes)
    return PHPInterpreter.superglobals.contains(name) ? nil : name
  }

  private mutating func element(of base: PHPExpression, _ index: PHPExpression?) -> PHPValue {
    let key = index.map { value(of: $0) }
    guard let key else { return unknown("[] without a key") }
    if let obstacle = state.obstacle { return .unknown(obstacle) }
    if case .variable(let name) = base.kind, PHPInterpreter.superglobals.contains(name) {
      guard case .string(let bytes) = key else { return unknown("an element of $\(name)") }
      let text = phpName(bytes)
      switch name {
      case "GLOBALS":
        guard let slot = state.scopes[0].variables[text] else {
          return unknown("$GLOBALS['\(printable(text))']")
        }
        return slot.isCertain ? slot.value : unknown("$\(printable(text)), which is set conditionally")
      case "_SERVER": return processVariable(text, state.server, "$_SERVER['\(printable(text))']")
      case "_ENV": return processVariable(text, state.environment, "$_ENV['\(printable(text))']")
      default: return unknown("$\(name), which comes with a request")
      }
    }
    let container = value(of: base)
    switch container {
    case .array(let elements):
      guard let key = key.key else { return .unknown(reason(key)) }
      return elements.value(of: key) ?? .null
    case .null: return .null
    case .unknown: return container
    default: return unknown("a character of a string")
    }
  }

  private func processVariable(_ name: String, _ overlay: PHPState.Overlay, _ problem: String) -> PHPValue {
    if let value = overlay.values[name] { return value }
    if overlay.isUnknown { return unknown(problem) }
    guard !PHPInterpreter.isOfRequest(name) else { return unknown("\(problem), which comes with a request") }
    if let value = variables.bytes(of: name) { return .environment(value) }
    return missingVariable(name)
  }

  func missingVariable(_ name: String) -> PHPValue {
    .unknown(
      obstacle("the environment variable \(printable(name)), which is not set here", variable: name))
  }

  /// Whether a web server gives a variable this name for each request.
  static func isOfRequest(_ name: String) -> Bool {
    let names: Set = [
      "SERVER_NAME", "SERVER_ADDR", "SERVER_PORT", "SERVER_SOFTWARE", "SERVER_PROTOCOL", "SERVER_ADMIN",
      "SERVER_SIGNATURE", "PATH_INFO", "PATH_TRANSLATED", "QUERY_STRING", "CONTENT_TYPE", "CONTENT_LENGTH",
      "DOCUMENT_ROOT", "DOCUMENT_URI", "HTTPS", "PHP_SELF", "AUTH_TYPE", "GATEWAY_INTERFACE", "FCGI_ROLE",
      "argv",
      "argc", "CONTEXT_PREFIX", "CONTEXT_DOCUMENT_ROOT", "ORIG_PATH_INFO", "UNIQUE_ID", "TZ", "PATH", "PWD",
      "SHLVL", "_",
    ]
    let prefixes = ["HTTP_", "REQUEST_", "REMOTE_", "SCRIPT_", "REDIRECT_", "SSL_", "PHP_AUTH_"]
    return names.contains(name) || prefixes.contains { name.hasPrefix($0) }
  }

  private func magicConstant(_ name: String) -> PHPValue {
    switch name {
    case "__dir__": return .text(parentFolder(of: resolvedPath(file.path)) ?? "/")
    case "__file__" where file.evaluatedOnLine == nil: return .text(resolvedPath(file.path))
    default: return unknown(name.uppercased())
    }
  }

  private mutating func unary(_ sign: String, _ operand: PHPExpression) -> PHPValue {
    if sign == "empty" { return negated(quietValue(of: operand)) }
    let value = self.value(of: operand)
    switch sign {
    case "()", "@": return value
    case "!": return negated(value)
    case "print": return .int(1)
    case "-": return arithmetic("-", .int(0), value)
    default: return unknown("arithmetic")
    }
  }

  private func negated(_ value: PHPValue) -> PHPValue {
    value.truth.map { .bool(!$0) } ?? .unknown(reason(value))
  }

  /// A value that may be missing, and is then null.
  private mutating func quietValue(of expression: PHPExpression) -> PHPValue { value(of: expression) }

  private mutating func isset(_ values: [PHPExpression]) -> PHPValue {
    var missing: PHPValue?
    for expression in values {
      let value = quietValue(of: expression)
      switch value {
      case .null: return missing ?? .bool(false)
      case .unknown, .environment: missing = missing ?? .unknown(reason(value))
      default: break
      }
    }
    return missing ?? .bool(true)
  }

  private mutating func conditional(
    _ condition: PHPExpression, then: PHPExpression?, otherwise: PHPExpression
  ) -> PHPValue {
    let value = self.value(of: condition)
    switch value.truth {
    case true?: return then.map { self.value(of: $0) } ?? value
    case false?: return self.value(of: otherwise)
    case nil:
      return either(
        reason(value),
        [
          { interpreter in then.map { interpreter.value(of: $0) } ?? .unknown(interpreter.reason(value)) },
          { $0.value(of: otherwise) },
        ])
    }
  }

  private mutating func array(_ items: [PHPArrayItem]) -> PHPValue {
    var result: [PHPArrayElement] = []
    var missing: PHPValue?
    for item in items {
      let key = item.key.map { value(of: $0) }
      let element = value(of: item.value)
      if let key, key.key == nil { missing = missing ?? .unknown(reason(key)) }
      result.set(key?.key, to: element)
    }
    return missing ?? .array(result)
  }
}
