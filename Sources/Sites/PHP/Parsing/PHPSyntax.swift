/// A PHP expression and the line that it starts on.
struct PHPExpression {
  indirect enum Kind {
    case literal(PHPValue)
    case template([PHPTemplatePart])
    case variable(String)
    /// `$$name`, `${expression}`.
    case dynamicVariable(PHPExpression)
    case element(PHPExpression, index: PHPExpression?)
    case property(PHPExpression)
    case constant(PHPName)
    /// `__DIR__` and similar constants, in upper case.
    case magicConstant(String)
    case classConstant
    case call(PHPName, [PHPArgument])
    case callOfValue(PHPExpression, [PHPArgument])
    case staticCall(type: String, method: String, [PHPArgument])
    case closure(PHPFunction)
    case unary(String, PHPExpression)
    case binary(String, PHPExpression, PHPExpression)
    case conditional(PHPExpression, then: PHPExpression?, otherwise: PHPExpression)
    /// `=`, or an operator followed by `=`.
    case assignment(PHPExpression, operator: String, PHPExpression)
    /// `++` and `--`.
    case step(PHPExpression)
    case isset([PHPExpression])
    case include(word: String, PHPExpression)
    case eval(PHPExpression)
    case exit(PHPExpression?)
    case array([PHPArrayItem])
    case cast(String, PHPExpression)
    /// A value that is not known and has no effects, such as a number with a fraction.
    case opaque(String)
  }

  let kind: Kind
  let line: Int
}

/// `key => value`, where the key may be missing.
struct PHPArrayItem {
  var key: PHPExpression?
  let value: PHPExpression
}

/// An argument of a call, of which the name may be given.
struct PHPArgument {
  var name: String?
  let value: PHPExpression
}

/// A name of a function or constant as PHP resolves it.
struct PHPName: Equatable {
  /// As written.
  let text: String
  /// The full names it may resolve to; the first one that exists counts. Namespaces are in lower case.
  let candidates: [String]
}

/// A function, method or closure.
struct PHPFunction: Equatable {
  struct Parameter {
    let name: String
    /// The type in lower case without blanks; empty when there is none.
    let type: String
    let defaultValue: PHPExpression?
    /// Whether it takes a reference or any number of arguments.
    let isSpecial: Bool
  }

  /// The file and the token that it starts with.
  let identity: String
  /// The full name in lower case; empty for a closure.
  let name: String
  let parameters: [Parameter]
  let returnType: String
  /// The variables that a closure captures; nil for arrow functions, which capture all.
  let captured: [String]?
  let body: [PHPStatement]
  /// From the parameters to the end of the body.
  let tokens: [PHPToken]
  let file: PHPFile

  static func == (left: PHPFunction, right: PHPFunction) -> Bool { left.identity == right.identity }
}

/// A class, as far as calls of its static methods need it.
struct PHPClass: Equatable {
  let name: String
  /// The static methods that can be called directly, by their names in lower case.
  let methods: [String: PHPFunction]
}

/// Where code stands.
struct PHPFile: Equatable, Sendable {
  /// The absolute path.
  let path: String
  /// The line of the `eval` that runs the code; nil for the file's own code.
  var evaluatedOnLine: Int?
}

/// A PHP statement and the line that it starts on.
struct PHPStatement {
  indirect enum Kind {
    case expression(PHPExpression)
    case sequence([PHPExpression])
    case block([PHPStatement])
    case conditional([(condition: PHPExpression, body: [PHPStatement])], otherwise: [PHPStatement])
    /// `while`, `do … while` and `for`; a missing condition is true.
    case loop(
      first: [PHPExpression], condition: [PHPExpression], step: [PHPExpression], body: [PHPStatement],
      testsFirst: Bool)
    case forEach(PHPExpression, key: PHPExpression?, value: PHPExpression, body: [PHPStatement])
    /// `switch`; nil is the default.
    case choice(PHPExpression, [(value: PHPExpression?, body: [PHPStatement])])
    case attempt(
      [PHPStatement], catches: [(variable: String?, body: [PHPStatement])], finally: [PHPStatement])
    case leave(PHPFlow.Exit, PHPExpression?)
    case function(PHPFunction)
    case type(PHPClass)
    case constants([(name: PHPName, value: PHPExpression)])
    case global([String])
    case unset([PHPExpression])
    case nothing
    /// `goto`, after which anything may run.
    case jump
    case throwing
    /// Unknown code: its name for a message.
    case unsupported(String)
  }

  let kind: Kind
  let line: Int
}

/// How control leaves a statement.
enum PHPFlow {
  enum Exit: Equatable {
    case functionReturn
    /// The number of loops or switches to leave.
    case loopBreak(Int)
    case loopContinue(Int)
  }
}
