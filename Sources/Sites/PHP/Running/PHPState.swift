/// What is known at a point of a script, however it was reached.
struct PHPState: Equatable {
  /// A constant or a variable. If it is not certain, it has this value or is not set.
  struct Slot: Equatable {
    var value: PHPValue
    var isCertain = true
    var line = 0

    static func == (left: Slot, right: Slot) -> Bool {
      left.value == right.value && left.isCertain == right.isCertain
    }
  }

  /// The variables of the script or of a function that runs.
  struct Scope: Equatable {
    var variables: [String: Slot] = [:]
    /// Whether an unknown variable may have been set by the script's caller.
    var isOpen = false
    /// The names that `global` ties to the script's own variables.
    var globals: Set<String> = []
  }

  /// `$_ENV`, `$_SERVER` or the variables that putenv changes.
  struct Overlay: Equatable {
    var values: [String: PHPValue] = [:]
    /// Whether any of them may have changed.
    var isUnknown = false
  }

  var constants: [String: Slot] = [:]
  var scopes: [Scope] = [Scope(variables: [prefixName: Slot(value: .null)], isOpen: true)]
  var server = Overlay()
  var environment = Overlay()
  var processEnvironment = Overlay()
  /// By full names in lower case; nil for those that are declared or not.
  var functions: [String: PHPFunction?] = [:]
  var classes: [String: PHPClass?] = [:]
  /// The files that certainly were included, and those that may have been.
  var included: Set<String> = []
  var possiblyIncluded: Set<String> = []
  /// Code that may have done anything: only certain constants are still known.
  var obstacle: PHPObstacle?

  static let prefixName = "table_prefix"
  /// Constants without which WordPress does not start: if only one of two branches defines them, WordPress runs after
  /// that one.
  static let neededConstants: Set = ["DB_NAME", "DB_USER", "DB_PASSWORD", "DB_HOST", "ABSPATH"]

  /// What is known where two branches join; `reason` is why it is not known which one was taken.
  func joined(_ other: PHPState, _ reason: PHPObstacle) -> PHPState {
    var result = self
    result.obstacle = obstacle ?? other.obstacle
    result.constants = PHPState.merged(constants, other.constants) { name, slot, second in
      guard let second else {
        let isNeeded = PHPState.neededConstants.contains(name)
        return Slot(value: isNeeded ? slot.value : .unknown(reason), isCertain: false, line: slot.line)
      }
      return Slot(
        value: slot.value == second.value ? slot.value : .unknown(reason),
        isCertain: slot.isCertain && second.isCertain, line: slot.line)
    }
    for index in scopes.indices {
      if scopes[index].globals != other.scopes[index].globals { result.obstacle = result.obstacle ?? reason }
      result.scopes[index] = scopes[index].joined(other.scopes[index], reason)
    }
    result.server = server.joined(other.server, reason)
    result.environment = environment.joined(other.environment, reason)
    result.processEnvironment = processEnvironment.joined(other.processEnvironment, reason)
    result.functions = PHPState.merged(functions, other.functions) { _, one, two in one == two ? one : nil }
    result.classes = PHPState.merged(classes, other.classes) { _, one, two in one == two ? one : nil }
    result.included = included.intersection(other.included)
    result.possiblyIncluded = possiblyIncluded.union(other.possiblyIncluded)
    return result
  }

  fileprivate static func merged<Value>(
    _ left: [String: Value], _ right: [String: Value], _ meet: (String, Value, Value?) -> Value
  ) -> [String: Value] {
    var result = left
    for (name, value) in left { result[name] = meet(name, value, right[name]) }
    for (name, value) in right where left[name] == nil { result[name] = meet(name, value, nil) }
    return result
  }
}

extension PHPState.Scope {
  fileprivate func joined(_ other: PHPState.Scope, _ reason: PHPObstacle) -> PHPState.Scope {
    var result = self
    let isOpen = self.isOpen
    result.variables = PHPState.merged(variables, other.variables) { name, slot, second in
      let second = second ?? PHPState.Slot(value: isOpen ? .unknown(reason) : .null)
      let isCertain = slot.isCertain && second.isCertain
      if slot.value == second.value {
        return PHPState.Slot(value: slot.value, isCertain: isCertain, line: slot.line)
      }
      if isOpen, name == PHPState.prefixName {
        // Without a prefix WordPress does not start.
        if second.value == .null {
          return PHPState.Slot(value: slot.value, isCertain: false, line: slot.line)
        }
        if slot.value == .null {
          return PHPState.Slot(value: second.value, isCertain: false, line: second.line)
        }
      }
      return PHPState.Slot(value: .unknown(reason), isCertain: isCertain, line: slot.line)
    }
    return result
  }
}

extension PHPState.Overlay {
  fileprivate func joined(_ other: PHPState.Overlay, _ reason: PHPObstacle) -> PHPState.Overlay {
    var result = self
    result.isUnknown = isUnknown || other.isUnknown
    result.values = PHPState.merged(values, other.values) { _, one, two in one == two ? one : .unknown(reason)
    }
    return result
  }
}
