import Text

extension PHPInterpreter {
  /// `getenv('NAME')`.
  func environmentVariable(_ name: PHPValue) -> PHPValue {
    if let obstacle = state.obstacle { return .unknown(obstacle) }
    guard let text = name.text else { return .unknown(reason(name)) }
    let key = phpName(text.utf8)
    if let value = state.processEnvironment.values[key] { return value }
    if state.processEnvironment.isUnknown { return unknown("getenv() after putenv()") }
    guard !PHPInterpreter.isOfRequest(key) else {
      return unknown("getenv('\(printable(text))'), which comes with a request")
    }
    return variables.bytes(of: text).map { .string($0) } ?? missingVariable(text)
  }

  /// `putenv('NAME=value')`.
  mutating func putEnvironment(_ assignment: PHPValue) {
    guard let text = assignment.text, let separator = text.firstIndex(of: "="), separator != text.startIndex
    else {
      return change { $0.processEnvironment = PHPState.Overlay(isUnknown: true) }
    }
    let name = String(text[..<separator])
    let value = PHPValue.text(String(text[text.index(after: separator)...]))
    // A variable of the web server itself would take precedence.
    let isOther = variables.bytes(of: name).map { PHPValue.string($0) != value } ?? false
    let result = isOther ? unknown("putenv() of \(printable(name)), which is set here, too") : value
    change { $0.processEnvironment.values[phpName(name.utf8)] = result }
  }

  /// Like `getenv_docker` of Docker's official image: `NAME_FILE` names a file, else `NAME` holds the value, else the
  /// default is used.
  mutating func dockerVariable(_ arguments: [PHPArgument]) -> PHPValue {
    let values = arguments.map { value(of: $0.value) }
    guard values.count == 2, arguments.allSatisfy({ $0.name == nil }), let name = values[0].text else {
      return unknown("getenv_docker()")
    }
    let path = environmentVariable(.text(name + "_FILE"))
    if path.truth == true {
      return path.text.map { secret(in: $0, of: name) } ?? unknown("getenv_docker()")
    }
    guard path.truth == false || isMissing(path) else { return path }
    let result = environmentVariable(.text(name))
    return isMissing(result) ? values[1] : result
  }

  /// Whether a value is missing because its variable is not set.
  private func isMissing(_ value: PHPValue) -> Bool {
    if case .unknown(let obstacle) = value { return obstacle.variable != nil && state.obstacle == nil }
    return false
  }

  private func secret(in path: String, of name: String) -> PHPValue {
    do {
      var bytes = try InputFile(
        path: path, isNamed: true,
        advice: "\(printable(name))_FILE names this file: run where the site's secrets are."
      ).bytes
      while let last = bytes.last, last == UInt8(ascii: "\n") || last == UInt8(ascii: "\r") {
        bytes.removeLast()
      }
      return .string(bytes)
    } catch {
      var obstacle = obstacle("the file that \(printable(name))_FILE names")
      obstacle.error = error as? Failure
      return .unknown(obstacle)
    }
  }
}
