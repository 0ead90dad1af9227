import Ledger
import Text

/// Prices of models by day, as sorted lines of text that are searched as they are: making one reads its first lines only.
///
///     let list = try PriceList.embedded()
///     try list.history(of: Model(platform: "OpenAI", name: "gpt-4o")).answer(on: day)
///
/// A day is one of the site's own, while vendors change prices at a time of theirs: a price holds for all of its first day.
package struct PriceList: Sendable {
  /// The form of the files that this version reads.
  package static let schema = "tokenledger.price-list/1"

  /// Its version and date, as its first line says.
  package let edition: PriceListEdition
  /// All of the file.
  let bytes: [UInt8]
  /// Where the first line begins that is no head and no comment.
  let body: Int

  /// The list that this version comes with.
  ///
  /// - Throws: `Failure` (78) when it cannot be read, which tests rule out.
  package static func embedded() throws -> PriceList {
    try PriceList(unchecked: PackageResources.price_list_tsv, path: "the built-in price list")
  }

  /// The list that an owner names, else the built-in one.
  ///
  /// - Throws: `Failure`: the file cannot be read (66, 74, 77), or is no price list (78).
  package static func of(_ own: OwnPrices) throws -> PriceList {
    try own.file.map { try PriceList(InputFile(path: $0)) } ?? embedded()
  }

  /// A list of the owner's, checked from its first to its last line.
  ///
  /// - Throws: `Failure` (78) with the place of what cannot be used; see ``PriceListCheck``.
  package init(_ file: InputFile) throws {
    try self.init(checking: file.bytes, path: file.path)
  }

  /// The same for the bytes of a file.
  init(checking bytes: [UInt8], path: String) throws {
    try self.init(unchecked: bytes, path: path)
    if let failure = Failure(PriceListCheck(self).problems, in: path) { throw failure }
  }

  /// A list of which only the head is read.
  init(unchecked bytes: [UInt8], path: String) throws {
    do {
      (edition, body) = try PriceList.head(of: bytes)
    } catch {
      throw Failure(error, in: path)
    }
    self.bytes = bytes
  }

  private static func head(of bytes: [UInt8]) throws(Problem) -> (edition: PriceListEdition, body: Int) {
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    let fields = PriceField.fields(of: String(decoding: bytes[..<end], as: UTF8.self), line: 1)
    guard fields.count == 3, fields[0].text == schema else {
      throw Problem(
        "the first line is not \(schema), a version and a date", at: TextPosition(line: 1, column: 1),
        advice: "Give a price list of this version of TokenLedger.")
    }
    guard !fields[1].text.isEmpty, fields[1].text.utf8.allSatisfy(isDigit) else {
      throw fields[1].problem("the version is not a whole number")
    }
    guard let date = try fields[2].day else { throw fields[2].problem("the date is missing") }
    var body = min(end + 1, bytes.endIndex)
    while body < bytes.endIndex, bytes[body] == UInt8(ascii: "#") { body = bytes.lineEnd(body) }
    return (PriceListEdition(version: fields[1].text, date: date), body)
  }

  /// The lines that begin with a platform and a name; empty when there are none.
  func lines(platform: String, name: String) throws(Problem) -> [PriceLine] {
    let key = Array("\(platform)\t\(name)\t".utf8)
    var start = firstLine(from: key)
    var lines: [PriceLine] = []
    while start < bytes.endIndex, bytes[start...].starts(with: key) {
      let end = bytes.lineEnd(start)
      do {
        lines.append(try PriceLine(bytes[start..<end - 1], number: 0))
      } catch {
        // Which line it is takes a look at all lines before it, so it is found out only now.
        let place = TextPosition(line: number(of: start), column: error.position.column)
        throw Problem(error.message, at: place, advice: error.advice)
      }
      start = end
    }
    return lines
  }

  /// Where the first line begins that does not come before the bytes of `key`.
  private func firstLine(from key: [UInt8]) -> Int {
    var (low, high) = (body, bytes.endIndex)
    while low < high {
      var middle = low + (high - low) / 2
      while middle > low, bytes[middle - 1] != UInt8(ascii: "\n") { middle -= 1 }
      if bytes[middle..<bytes.lineEnd(middle)].lexicographicallyPrecedes(key) {
        low = bytes.lineEnd(middle)
      } else {
        high = middle
      }
    }
    return low
  }

  /// The number of the line that begins at a place, from 1.
  private func number(of start: Int) -> Int {
    bytes[..<start].count { $0 == UInt8(ascii: "\n") } + 1
  }
}

extension [UInt8] {
  /// Where the line ends that `start` is in, its line end included.
  func lineEnd(_ start: Int) -> Int {
    (self[start...].firstIndex(of: UInt8(ascii: "\n")) ?? endIndex - 1) + 1
  }
}
