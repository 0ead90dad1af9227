import ArgumentParser
import Ledger
import Reports
import Text

extension Period: NamedChoice {}

extension Day: ExpressibleByArgument {
  /// A day as `YYYY-MM-DD`.
  public init?(argument: String) {
    self.init(argument)
  }

  /// Refuses a first day or a day to report on that lies in the future: the answer would be empty. A last day may lie
  /// in the future: it means the end of the data.
  ///
  /// - Throws: `Failure` (64).
  static func refuseFuture(_ day: Day?, of option: String, today: Day) throws {
    guard let day, day > today else { return }
    throw Failure(
      .usage, "\(option) \(day) is in the future: today at the site is \(today)",
      advice: "Give today or an earlier day.")
  }
}
