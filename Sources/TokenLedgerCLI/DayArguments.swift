import ArgumentParser
import Ledger
import Reports

extension Period: NamedChoice {
  /// A period by its name, as it is asked for.
  public init?(argument: String) {
    self.init(named: argument)
  }
}

extension AskedDay: ExpressibleByArgument {
  /// What the help says of an option that takes one.
  static func help(_ what: String) -> ArgumentHelp {
    ArgumentHelp("\(what): 2026-11-21, 2026-11, 2026, today, yesterday or -7d.", valueName: "day")
  }

  /// A day as people say it.
  public init?(argument: String) {
    self.init(argument)
  }
}

extension AskedDays {
  /// Refuses a last day before the first, as far as that can be told without a site.
  func validate() throws {
    if let contradiction = contradiction() { throw ValidationError(contradiction) }
  }
}

extension Day: ExpressibleByArgument {
  /// A day as `YYYY-MM-DD`.
  public init?(argument: String) {
    self.init(argument)
  }
}
