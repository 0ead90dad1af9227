/// Follows a PHP script statement by statement and tracks what is known, without ever running it.
///
/// When a condition is not known, both branches are followed, and values that differ are not known after them. After
/// code that it does not understand nothing is known but the constants defined before, which cannot change. So each
/// value is the one that PHP would have, or it is not known.
struct PHPInterpreter {
  /// A file or a function that runs.
  struct Frame {
    let file: PHPFile
    let isFunction: Bool
    /// The joined state at its return statements, and the value.
    var returned: (state: PHPState, value: PHPValue)?
    var loops: [Loop] = []
  }

  /// A loop or a `switch` that runs.
  struct Loop {
    let isSwitch: Bool
    var left: PHPState?
    var continued: PHPState?
  }

  private static let stepLimit = 100_000
  static let callLimit = 20
  static let iterationLimit = 300

  let mainFile: PHPFile
  /// The environment variables of the site.
  let variables: EnvironmentVariables
  var state = PHPState()
  /// Whether this point of the script is reached.
  var isAlive = true
  var frames: [Frame]
  /// The state when WordPress starts or the script ends.
  private(set) var ended: PHPState?
  /// For each active `try`, the state that its `catch` may begin with, and its call depth.
  var attempts: [(depth: Int, state: PHPState?)] = []
  private var steps = 0
  /// The line of the current statement.
  var line = 1

  init(path: String, variables: EnvironmentVariables) {
    mainFile = PHPFile(path: path)
    self.variables = variables
    frames = [Frame(file: mainFile, isFunction: false)]
  }

  /// What is known at the end of a script.
  mutating func finalState(of statements: [PHPStatement]) -> PHPState? {
    declareFunctions(in: statements)
    follow(statements)
    end()
    if let returned = frames[0].returned?.state { end(with: returned) }
    return ended
  }

  var frame: Frame { frames[frames.count - 1] }
  var file: PHPFile { frame.file }

  /// An obstacle on the current line.
  func obstacle(_ problem: String, variable: String? = nil) -> PHPObstacle {
    PHPObstacle(
      problem: problem, file: file, line: file.evaluatedOnLine ?? line, variable: variable,
      isInclude: file.path != mainFile.path)
  }

  /// A value that is not known.
  func unknown(_ problem: String) -> PHPValue { .unknown(obstacle(problem)) }

  /// Forgets everything but the constants defined so far.
  mutating func refuse(_ problem: String) { refuse(obstacle(problem)) }

  mutating func refuse(_ obstacle: PHPObstacle) {
    guard isAlive, state.obstacle == nil else { return }
    state.obstacle = obstacle
    note()
  }

  /// Changes the state; a `catch` may begin with the state before or after the change.
  mutating func change(_ body: (inout PHPState) -> Void) {
    guard isAlive, state.obstacle == nil else { return }
    note()
    body(&state)
    note()
  }

  /// Records the state for the enclosing `try` blocks.
  mutating func note() {
    guard isAlive else { return }
    for index in attempts.indices {
      var own = state
      own.scopes = Array(own.scopes.prefix(attempts[index].depth))
      attempts[index].state = joined(attempts[index].state, own, obstacle("an exception that may be thrown"))
    }
  }

  func joined(_ left: PHPState?, _ right: PHPState?, _ reason: PHPObstacle) -> PHPState? {
    guard let left, let right else { return left ?? right }
    return left.joined(right, reason)
  }

  /// Ends the script here: WordPress starts, or nothing follows.
  mutating func end() {
    if isAlive { end(with: state) }
    isAlive = false
  }

  private mutating func end(with state: PHPState) {
    var final = state
    final.scopes = [state.scopes[0]]
    ended = joined(ended, final, obstacle("the condition under which the file ends"))
  }

  /// Counts steps, and gives up on scripts that would take too many.
  mutating func countStep() {
    steps += 1
    if steps > PHPInterpreter.stepLimit {
      refuse("code that takes too many steps to follow")
      end()
    }
  }

  /// Follows several possible branches from here and joins their states.
  mutating func either(_ reason: PHPObstacle, _ ways: [(inout PHPInterpreter) -> PHPValue]) -> PHPValue {
    guard isAlive else { return .unknown(reason) }
    let start = state
    var result: (state: PHPState, value: PHPValue)?
    for way in ways {
      (state, isAlive) = (start, true)
      let value = way(&self)
      guard isAlive else { continue }
      if let other = result {
        result = (other.state.joined(state, reason), other.value == value ? value : .unknown(reason))
      } else {
        result = (state, value)
      }
    }
    guard let result else {
      isAlive = false
      return .unknown(reason)
    }
    (state, isAlive) = (result.state, true)
    return result.value
  }

  /// The reason why a value is not known.
  func reason(_ value: PHPValue) -> PHPObstacle {
    if case .unknown(let obstacle) = value { return obstacle }
    if case .environment = value {
      return obstacle("a variable that depends on variables_order")
    }
    return obstacle("a condition")
  }
}
