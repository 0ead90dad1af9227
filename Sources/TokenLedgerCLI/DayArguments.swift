import ArgumentParser
import Ledger
import Reports

extension Period: NamedChoice {}

extension Day: ExpressibleByArgument {
  /// A day as `YYYY-MM-DD`.
  public init?(argument: String) {
    self.init(argument)
  }

  /// Refuses a first day, or a day that a report is made for, that has not come yet: whatever was answered would be
  /// about nothing. A last day may lie ahead: it means the end of what there is.
  ///
  /// - Throws: `Failure` (64).
  static func refuseFuture(_ day: Day?, of option: String, today: Day) throws {
    guard let day, day > today else { return }
    throw Failure(
      .usage, "\(option) \(day) is in the future: at the site today is \(today)",
      advice: "Give today or an earlier day.")
  }
}
