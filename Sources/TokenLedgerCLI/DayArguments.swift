import ArgumentParser
import Ledger
import Reports

extension Period: NamedChoice {}

extension Day: ExpressibleByArgument {
  /// A day as `YYYY-MM-DD`.
  public init?(argument: String) {
    self.init(argument)
  }
}
