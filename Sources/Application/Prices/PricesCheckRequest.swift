import Output
import Pricing
import Text

/// Whether a file is a price list. It connects to no database.
package struct PricesCheckRequest: Sendable {
  private let path: String

  /// A check of the file at a path.
  package init(path: String) { self.path = path }

  /// What the list is.
  ///
  /// - Throws: `Failure`: the file cannot be read (66, 74, 77), or is no price list (78), with the places of what is wrong.
  package func answer() throws -> Answer {
    let list = try PriceList(InputFile(path: path))
    let models = try list.models().filter { !$0.name.isEmpty }
    return Answer(
      "prices-check/1", nil,
      Facts(
        ("What", "Value"),
        [
          Facts.Fact("Version", key: "version", .text(list.edition.version)),
          Facts.Fact("Date", key: "date", .day(list.edition.date)),
          Facts.Fact("Names of models", key: "models", .integer(models.count)),
        ]))
  }
}
