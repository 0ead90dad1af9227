import ArgumentParser
import Output

/// The formats that a command offers.
protocol FormatOffer: Sendable {
  /// Them, in the order in which the help lists them.
  static var formats: [OutputFormat] { get }
}

/// Those that every answer can be written in.
enum TextFormats: FormatOffer {
  static let formats: [OutputFormat] = [.table, .csv, .json, .markdown, .html]
}

/// Those of an answer that has a picture.
enum AllFormats: FormatOffer {
  static let formats = OutputFormat.allCases
}

/// One of the formats that a command offers; others are refused as the command line is parsed.
struct OfferedFormat<Offer: FormatOffer>: ExpressibleByArgument {
  /// It.
  let format: OutputFormat

  /// A format that was chosen elsewhere.
  init(_ format: OutputFormat) {
    self.format = format
  }

  init?(argument: String) {
    guard let format = Offer.formats.first(where: { $0.rawValue == argument }) else { return nil }
    self.format = format
  }

  var defaultValueDescription: String { format.rawValue }
  static var allValueStrings: [String] { Offer.formats.map { $0.rawValue } }
  static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }
}
