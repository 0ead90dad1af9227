import ArgumentParser

/// An option's value that is one of a few names.
protocol NamedChoice: ExpressibleByArgument, CaseIterable, RawRepresentable where RawValue == String {}

extension NamedChoice {
  // What the library makes of the cases itself takes a key path and comparisons at run time, a twentieth of a report.

  /// The names, in the order in which the help lists them.
  public static var allValueStrings: [String] { allCases.map { $0.rawValue } }
  /// Nothing: the names say it all.
  public static var allValueDescriptions: [String: String] { [:] }
}
