extension PHPInterpreter {
  /// Declares the functions and classes that PHP knows before the first statement runs.
  mutating func declareFunctions(in statements: [PHPStatement]) {
    for statement in statements {
      switch statement.kind {
      case .function(let function): declare(function)
      case .type(let type): change { $0.classes[type.name] = .some(type) }
      default: break
      }
    }
  }

  private mutating func declare(_ function: PHPFunction) {
    change { state in
      if let other = state.functions[function.name], other != function {
        state.functions[function.name] = .some(nil)
      } else {
        state.functions[function.name] = .some(function)
      }
    }
  }

  /// Follows statements one after the other.
  mutating func follow(_ statements: [PHPStatement]) {
    for statement in statements where isAlive {
      countStep()
      line = statement.line
      follow(statement)
    }
  }

  private mutating func follow(_ statement: PHPStatement) {
    switch statement.kind {
    case .expression(let expression): _ = value(of: expression)
    case .sequence(let expressions): for expression in expressions { _ = value(of: expression) }
    case .block(let statements): follow(statements)
    case .conditional(let branches, let otherwise): conditional(branches[...], otherwise)
    case .loop(let first, let condition, let step, let body, let testsFirst):
      for expression in first { _ = value(of: expression) }
      loop(condition: condition, step: step, body: body, testsFirst: testsFirst)
    case .forEach(let subject, let key, let target, let body): forEach(subject, key: key, target, body)
    case .choice(let subject, let cases): choice(subject, cases)
    case .attempt(let body, let catches, let finally): attempt(body, catches, finally)
    case .leave(let exit, let expression): leave(exit, expression)
    case .function(let function): declare(function)
    case .type(let type): change { $0.classes[type.name] = .some(type) }
    case .constants(let constants):
      for constant in constants {
        let result = value(of: constant.value)
        define(constant.name.candidates[0], result)
      }
    case .global(let names):
      // Outside functions the variables are the script's own anyway.
      if state.scopes.count > 1 {
        change { $0.scopes[$0.scopes.count - 1].globals.formUnion(names) }
      }
    case .unset(let targets): for target in targets { unset(target) }
    case .nothing: break
    case .jump:
      refuse("goto")
      end()
    case .throwing:
      // Creating an exception that is caught may have run code.
      let before = state.obstacle
      if !attempts.isEmpty, before == nil { refuse("throw inside try") }
      isAlive = false
    case .unsupported(let construct): leaveUnknown(construct)
    }
  }

  /// Code that is not understood may continue after it, or leave in any possible way.
  private mutating func leaveUnknown(_ construct: String) {
    refuse(construct)
    guard isAlive else { return }
    let here = state
    let frame = frames[frames.count - 1]
    if frame.isFunction || frames.count > 1 {
      leave(.functionReturn, nil)
      (state, isAlive) = (here, true)
    }
    for levels in frame.loops.indices.map({ $0 + 1 }) {
      for exit in [PHPFlow.Exit.loopBreak(levels), .loopContinue(levels)] {
        leave(exit, nil)
        (state, isAlive) = (here, true)
      }
    }
    end()
    (state, isAlive) = (here, true)
  }

  private mutating func conditional(
    _ branches: ArraySlice<(condition: PHPExpression, body: [PHPStatement])>, _ otherwise: [PHPStatement]
  ) {
    guard let branch = branches.first else { return follow(otherwise) }
    let condition = value(of: branch.condition)
    let rest = branches.dropFirst()
    switch condition.truth {
    case true?: follow(branch.body)
    case false?: conditional(rest, otherwise)
    case nil:
      _ = either(
        reason(condition),
        [
          {
            $0.follow(branch.body); return .null
          },
          {
            $0.conditional(rest, otherwise); return .null
          },
        ])
    }
  }

  private mutating func leave(_ exit: PHPFlow.Exit, _ expression: PHPExpression?) {
    let value = expression.map { self.value(of: $0) } ?? PHPValue.null
    guard isAlive else { return }
    let current = frames.count - 1
    switch exit {
    case .functionReturn:
      let reason = obstacle("a conditional return")
      if let other = frames[current].returned {
        frames[current].returned = (
          other.state.joined(state, reason), other.value == value ? value : .unknown(reason)
        )
      } else {
        frames[current].returned = (state, value)
      }
    case .loopBreak(let levels), .loopContinue(let levels):
      let target = frames[current].loops.count - levels
      guard target >= 0 else { return refuse("break or continue outside a loop") }
      let reason = obstacle("a conditional break")
      if case .loopContinue = exit, !frames[current].loops[target].isSwitch {
        frames[current].loops[target].continued = joined(
          frames[current].loops[target].continued, state, reason)
      } else {
        frames[current].loops[target].left = joined(frames[current].loops[target].left, state, reason)
      }
    }
    isAlive = false
  }

  private mutating func attempt(
    _ body: [PHPStatement], _ catches: [(variable: String?, body: [PHPStatement])], _ finally: [PHPStatement]
  ) {
    attempts.append((state.scopes.count, state))
    follow(body)
    let thrown = attempts.removeLast().state
    let reason = obstacle("an exception that may be thrown")
    var result = isAlive ? state : nil
    // An exception that no catch handles also runs through finally.
    var uncaught = finally.isEmpty ? nil : thrown
    for handler in catches {
      guard let thrown else { break }
      (state, isAlive) = (thrown, true)
      if !finally.isEmpty { attempts.append((state.scopes.count, state)) }
      if let variable = handler.variable { set(variable, unknown("an exception")) }
      follow(handler.body)
      if !finally.isEmpty { uncaught = joined(uncaught, attempts.removeLast().state, reason) }
      if isAlive { result = joined(result, state, reason) }
    }
    if !finally.isEmpty, let uncaught {
      // Follow it once more for such exceptions, which end the script unless an outer try catches them.
      (state, isAlive) = (uncaught, true)
      follow(finally)
    }
    isAlive = result != nil
    guard let result else { return }
    state = result
    follow(finally)
  }
}
