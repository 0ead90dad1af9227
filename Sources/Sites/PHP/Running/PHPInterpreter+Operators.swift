extension PHPInterpreter {
  mutating func binary(_ sign: String, _ left: PHPExpression, _ right: PHPExpression) -> PHPValue {
    switch sign {
    case "&&", "and": return connected(left, right, stopsAt: false)
    case "||", "or": return connected(left, right, stopsAt: true)
    case "??":
      let first = value(of: left)
      switch first {
      case .null: return value(of: right)
      case .unknown, .environment:
        return either(reason(first), [{ .unknown($0.reason(first)) }, { $0.value(of: right) }])
      default: return first
      }
    default:
      let first = value(of: left)
      let second = value(of: right)
      // PHP reads a plain variable only after it has evaluated the right side.
      if let name = left.plainVariable, variable(name) != first {
        return unknown("a variable that is changed in the same expression")
      }
      return combined(sign, first, second)
    }
  }

  /// `&&` and `||`, of which the right side runs only when the left one does not decide.
  private mutating func connected(_ left: PHPExpression, _ right: PHPExpression, stopsAt: Bool) -> PHPValue {
    let first = value(of: left)
    func truth(_ value: PHPValue, _ interpreter: PHPInterpreter) -> PHPValue {
      value.truth.map { .bool($0) } ?? .unknown(interpreter.reason(value))
    }
    guard let known = first.truth else {
      return either(
        reason(first),
        [
          { _ in .bool(stopsAt) },
          { interpreter in
            let second = interpreter.value(of: right)
            return truth(second, interpreter)
          },
        ])
    }
    if known == stopsAt { return .bool(stopsAt) }
    let second = value(of: right)
    return truth(second, self)
  }

  /// The result of an operator of two values.
  func combined(_ sign: String, _ left: PHPValue, _ right: PHPValue) -> PHPValue {
    func result(_ value: Bool?) -> PHPValue {
      value.map { .bool($0) } ?? .unknown(left.isKnown ? reason(right) : reason(left))
    }
    switch sign {
    case ".":
      guard let first = left.bytes else { return .unknown(reason(left)) }
      guard let second = right.bytes else { return .unknown(reason(right)) }
      return .string(first + second)
    case "===": return result(left.isIdentical(to: right))
    case "!==": return result(left.isIdentical(to: right).map { !$0 })
    case "==": return result(left.isEqual(to: right))
    case "!=", "<>": return result(left.isEqual(to: right).map { !$0 })
    case "xor":
      guard let first = left.truth, let second = right.truth else { return result(nil) }
      return .bool(first != second)
    default: return arithmetic(sign, left, right)
    }
  }

  /// The result of an operator of two whole numbers; others are not known.
  func arithmetic(_ sign: String, _ left: PHPValue, _ right: PHPValue) -> PHPValue {
    guard case .int(let first) = left, case .int(let second) = right else {
      return .unknown(
        left.isKnown && !right.isKnown ? reason(right) : left.isKnown ? obstacle("arithmetic") : reason(left))
    }
    func exact(_ result: (partialValue: Int, overflow: Bool)) -> PHPValue {
      result.overflow ? unknown("arithmetic") : .int(result.partialValue)
    }
    switch sign {
    case "+": return exact(first.addingReportingOverflow(second))
    case "-": return exact(first.subtractingReportingOverflow(second))
    case "*": return exact(first.multipliedReportingOverflow(by: second))
    case "|": return .int(first | second)
    case "&": return .int(first & second)
    case "^": return .int(first ^ second)
    case "<": return .bool(first < second)
    case "<=": return .bool(first <= second)
    case ">": return .bool(first > second)
    case ">=": return .bool(first >= second)
    default: return unknown("arithmetic")
    }
  }

  func cast(_ type: String, _ value: PHPValue) -> PHPValue {
    switch type {
    case "string", "binary": return value.bytes.map { .string($0) } ?? .unknown(reason(value))
    case "bool", "boolean": return value.truth.map { .bool($0) } ?? .unknown(reason(value))
    case "int", "integer":
      switch value {
      case .null: return .int(0)
      case .bool(let flag): return .int(flag ? 1 : 0)
      case .int: return value
      case .string:
        guard case .int(let number)? = value.key else { return unknown("(\(type))") }
        return .int(number)
      default: return .unknown(reason(value))
      }
    case "array":
      if case .array = value { return value }
      return unknown("(array)")
    default: return unknown("(\(type))")
    }
  }
}

extension PHPExpression {
  /// The name, if the expression is just a variable.
  fileprivate var plainVariable: String? {
    switch kind {
    case .variable(let name): name
    case .unary("()", let inner): inner.plainVariable
    default: nil
    }
  }

  /// Whether it has no side effects, so that the order of evaluation does not matter.
  var isStill: Bool {
    switch kind {
    case .literal, .template, .variable, .constant, .magicConstant, .classConstant: true
    case .element(let base, let index): base.isStill && (index?.isStill ?? true)
    case .unary(let sign, let operand): sign != "print" && operand.isStill
    case .binary(_, let left, let right): left.isStill && right.isStill
    case .cast(_, let operand): operand.isStill
    default: false
    }
  }
}
