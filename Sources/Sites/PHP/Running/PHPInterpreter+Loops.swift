extension PHPInterpreter {
  /// Follows a loop: one iteration at a time while its condition is known, else until iterations change nothing any
  /// more.
  mutating func loop(
    condition: [PHPExpression], step: [PHPExpression], body: [PHPStatement], testsFirst: Bool
  ) {
    run(
      isTested: testsFirst,
      test: { interpreter in
        var result = PHPValue.bool(true)
        for expression in condition { result = interpreter.value(of: expression) }
        return result
      },
      turn: { $0.follow(body) },
      next: { interpreter in for expression in step { _ = interpreter.value(of: expression) } })
  }

  /// Follows a `foreach`.
  mutating func forEach(
    _ subject: PHPExpression, key: PHPExpression?, _ target: PHPExpression, _ body: [PHPStatement]
  ) {
    let subject = self.value(of: subject)
    guard isAlive else { return }
    var position = 0
    run(
      isTested: true,
      test: { interpreter in
        guard case .array(let elements) = subject else {
          if case .unknown = subject { return subject }
          if case .environment = subject { return interpreter.unknown("foreach") }
          return .bool(false)
        }
        return .bool(position < elements.count)
      },
      turn: { interpreter in
        if case .array(let elements) = subject, position < elements.count {
          interpreter.assign(target, elements[position].value)
          if let key { interpreter.assign(key, elements[position].key.value) }
        } else {
          interpreter.assign(target, subject)
          if let key { interpreter.assign(key, subject) }
        }
        position += 1
        interpreter.follow(body)
      },
      next: { _ in })
  }

  private mutating func run(
    isTested: Bool, test: (inout PHPInterpreter) -> PHPValue, turn: (inout PHPInterpreter) -> Void,
    next: (inout PHPInterpreter) -> Void
  ) {
    let current = frames.count - 1
    frames[current].loops.append(Loop(isSwitch: false))
    var isTested = isTested
    var turns = 0
    while isAlive {
      let start = state
      var condition = PHPValue.bool(true)
      if isTested { condition = test(&self) }
      if condition.truth == false { break }
      turns += 1
      let isTooLong = turns > PHPInterpreter.iterationLimit
      if condition.truth == nil || isTooLong || state.obstacle != nil {
        if isAlive { state = start }
        if isTooLong { refuse("a loop of more than \(PHPInterpreter.iterationLimit) iterations") }
        settle(reason(condition), test: test, turn: turn, next: next)
        break
      }
      takeTurn(turn, next)
      isTested = true
    }
    let loop = frames[current].loops.removeLast()
    guard let left = loop.left else { return }
    state = isAlive ? left.joined(state, obstacle("a conditional break")) : left
    isAlive = true
  }

  private mutating func takeTurn(
    _ turn: (inout PHPInterpreter) -> Void, _ next: (inout PHPInterpreter) -> Void
  ) {
    guard isAlive else { return }
    countStep()
    turn(&self)
    let current = frames.count - 1
    let position = frames[current].loops.count - 1
    if let continued = frames[current].loops[position].continued {
      frames[current].loops[position].continued = nil
      state = isAlive ? continued.joined(state, obstacle("a loop")) : continued
      isAlive = true
    }
    if isAlive { next(&self) }
  }

  /// Follows iterations, joining their states, until nothing changes any more.
  private mutating func settle(
    _ reason: PHPObstacle, test: (inout PHPInterpreter) -> PHPValue, turn: (inout PHPInterpreter) -> Void,
    next: (inout PHPInterpreter) -> Void
  ) {
    guard isAlive else { return }
    var header = state
    for _ in 0..<10 {
      (state, isAlive) = (header, true)
      let condition = test(&self)
      // When nothing is known any more, neither is any condition.
      let truth = state.obstacle == nil ? condition.truth : nil
      let left = isAlive && truth != true ? state : nil
      if truth != false { takeTurn(turn, next) }
      let following = isAlive && truth != false ? header.joined(state, reason) : header
      if following == header {
        (state, isAlive) = (left ?? header, left != nil)
        return
      }
      header = following
    }
    (state, isAlive) = (header, true)
    refuse("a loop")
  }

  /// Follows a `switch`.
  mutating func choice(_ subject: PHPExpression, _ cases: [(value: PHPExpression?, body: [PHPStatement])]) {
    let subject = self.value(of: subject)
    var entries: [(index: Int, state: PHPState)] = []
    var isDecided = false
    var why = reason(subject)
    for (index, option) in cases.enumerated() where isAlive && !isDecided {
      guard let expression = option.value else { continue }
      let other = value(of: expression)
      let isEqual = subject.isEqual(to: other)
      if isEqual == nil, case .unknown(let obstacle) = other { why = obstacle }
      if isEqual != false, isAlive { entries.append((index, state)) }
      if isEqual == true { isDecided = true }
    }
    guard isAlive else { return }
    var result: PHPState?
    if !isDecided {
      if let position = cases.firstIndex(where: { $0.value == nil }) {
        entries.append((position, state))
      } else {
        result = state
      }
    }
    let current = frames.count - 1
    frames[current].loops.append(Loop(isSwitch: true))
    for entry in entries {
      (state, isAlive) = (entry.state, true)
      for option in cases[entry.index...] where isAlive { follow(option.body) }
      if isAlive { result = joined(result, state, why) }
    }
    result = joined(result, frames[current].loops.removeLast().left, why)
    isAlive = result != nil
    if let result { state = result }
  }
}
