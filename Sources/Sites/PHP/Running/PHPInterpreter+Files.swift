import Text

extension PHPInterpreter {
  private static let includeDepthLimit = 12

  /// Follows an include into its file, if the path is known and readable.
  mutating func include(_ word: String, _ expression: PHPExpression) -> PHPValue {
    let includeLine = line
    if let isOwn = isWordPress(expression) {
      guard isOwn else { return refuseInclude("\(word) of a wp-settings.php that is not WordPress's own") }
      end()
      return .null
    }
    let value = self.value(of: expression)
    line = includeLine
    guard isAlive else { return value }
    guard let text = value.text else {
      return refuseInclude("\(word) of a file whose name depends on \(reason(value).problem)")
    }
    guard text.hasPrefix("/") else {
      return refuseInclude("\(word) of \(printable(text)), which PHP may look for in several folders,")
    }
    let path = resolvedPath(text)
    if path.hasSuffix("/wp-settings.php"), isWordPress(path) {
      end()
      return .null
    }
    guard let isThere = try? InputFile.exists(path) else {
      return refuseInclude("\(word) of \(printable(path)), which may not be read,")
    }
    guard isThere else {
      // An include of a missing file changes nothing.
      let folder = parentFolder(of: path).flatMap { try? InputFile.isFolder($0) }
      guard word.hasPrefix("include"), folder == true else {
        return refuseInclude("\(word) of \(printable(path)), which does not exist,")
      }
      return .bool(false)
    }
    if word.hasSuffix("_once"), state.possiblyIncluded.contains(path) {
      guard state.included.contains(path) else {
        return refuseInclude("\(word) of \(printable(path)) under a condition")
      }
      return .bool(true)
    }
    return follow(file: path, word)
  }

  private mutating func follow(file path: String, _ word: String) -> PHPValue {
    guard let source = try? InputFile(path: path).bytes else {
      return refuseInclude("\(word) of \(printable(path)), which may not be read,")
    }
    let isNested = frames.count >= PHPInterpreter.includeDepthLimit
    let file = PHPFile(path: path)
    guard !isNested, let statements = try? statements(of: source, in: file) else {
      return refuseInclude("\(word) of \(printable(path)), which is not understood,")
    }
    change {
      $0.included.insert(path); $0.possiblyIncluded.insert(path)
    }
    return run(statements, in: file, value: .int(1))
  }

  private func statements(of source: [UInt8], in file: PHPFile) throws -> [PHPStatement] {
    let tokens = try PHPTokenizer.tokens(of: source, isEvaluated: file.evaluatedOnLine != nil)
    var parser = PHPParser(tokens: tokens, file: file)
    return try parser.statements()
  }

  /// Runs other statements here; `value` is the result when they return nothing.
  private mutating func run(_ statements: [PHPStatement], in file: PHPFile, value ownValue: PHPValue)
    -> PHPValue
  {
    guard isAlive, state.obstacle == nil else { return unknown("an include") }
    let outerLine = line
    frames.append(Frame(file: file, isFunction: false))
    declareFunctions(in: statements)
    follow(statements)
    let frame = frames.removeLast()
    line = outerLine
    let reason = obstacle("a conditional return")
    guard let result = joined(frame.returned?.state, isAlive ? state : nil, reason) else {
      return .unknown(reason)
    }
    let value = isAlive ? (frame.returned == nil ? ownValue : .unknown(reason)) : frame.returned?.value
    (state, isAlive) = (result, true)
    if let obstacle = state.obstacle { return .unknown(obstacle) }
    return value ?? .null
  }

  private mutating func refuseInclude(_ problem: String) -> PHPValue {
    var obstacle = obstacle(problem)
    obstacle.isInclude = true
    refuse(obstacle)
    return .unknown(obstacle)
  }

  /// Follows `eval`, where its text is known.
  mutating func evaluate(_ code: PHPExpression) -> PHPValue {
    let evalLine = line
    let value = self.value(of: code)
    line = evalLine
    guard isAlive else { return value }
    let file = PHPFile(path: self.file.path, evaluatedOnLine: self.file.evaluatedOnLine ?? evalLine)
    guard let text = value.bytes, let statements = try? statements(of: text, in: file),
      frames.count < PHPInterpreter.callLimit
    else {
      refuse("eval")
      return unknown("eval")
    }
    return run(statements, in: file, value: .null)
  }

  /// Whether `ABSPATH . 'wp-settings.php'` is WordPress's own start; nil for another expression.
  private func isWordPress(_ expression: PHPExpression) -> Bool? {
    var expression = expression
    while case .unary("()", let inner) = expression.kind { expression = inner }
    guard case .binary(".", let folder, let name) = expression.kind,
      case .constant(let constant) = folder.kind,
      case .literal(let literal) = name.kind, let text = literal.text, constant.candidates.last == "ABSPATH",
      text == "wp-settings.php" || text == "/wp-settings.php"
    else { return nil }
    // WordPress defines it before, as its own folder.
    guard let slot = state.constants["ABSPATH"] else { return state.obstacle == nil ? true : nil }
    return slot.value.text.map { $0.hasPrefix("/") && isWordPress(resolvedPath($0 + text)) } ?? false
  }

  /// Whether a wp-settings.php is WordPress's own: the one beside wp-config.php, one with WordPress's content, or one
  /// in a subfolder that cannot be read.
  private func isWordPress(_ path: String) -> Bool {
    guard let folder = parentFolder(of: path), let own = parentFolder(of: resolvedPath(mainFile.path)) else {
      return false
    }
    if folder == own { return true }
    guard let file = try? InputFile(path: path) else {
      let isMissing = (try? InputFile.exists(path)) == false
      return isMissing && path.hasPrefix(own == "/" ? own : own + "/")
    }
    return lenientText(file.bytes).contains("'WPINC'")
  }
}
