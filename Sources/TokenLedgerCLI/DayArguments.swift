import ArgumentParser
import Ledger
import Reports

extension Period: ExpressibleByArgument {}

extension Day: ExpressibleByArgument {
  /// A day as `YYYY-MM-DD`.
  public init?(argument: String) {
    self.init(argument)
  }
}
