import Ledger
import Text

/// A line of a price list: what it says, or why it cannot be read.
struct PriceLine {
  /// What a line says.
  enum Content {
    /// How a platform bills, and whose names and prices it has beside its own.
    case platform(Billing, pricesOf: String?)
    /// A price of a model, or that it has none, from a day on; nil: from the beginning.
    case price(from: Day?, Price?, ModelLimits)
    /// Another name of a model of the same platform.
    case alias(of: String)
  }

  /// The platform.
  let platform: String
  /// The model; empty in the line of a platform.
  let name: String
  /// What it says of them.
  let content: Content
  /// Where that is from.
  let source: String

  /// Reads a line without its line end.
  ///
  /// - Throws: `Problem` with the place of the field that cannot be read.
  init(_ bytes: ArraySlice<UInt8>, number: Int) throws(Problem) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw PriceField(text: "", line: number).problem("the line is not valid UTF-8")
    }
    let fields = PriceField.fields(of: text, line: number)
    let last = fields[fields.count - 1]
    (platform, name, source) = (fields[0].text, fields.count > 1 ? fields[1].text : "", last.text)
    guard !platform.isEmpty else { throw fields[0].problem("the platform is missing") }
    if name.isEmpty {
      try last.isSource(of: fields, expecting: 5)
      content = .platform(try fields[2].billing, pricesOf: fields[3].isNone ? nil : fields[3].text)
    } else if fields.count > 2, fields[2].text.hasPrefix("=") {
      try last.isSource(of: fields, expecting: 4)
      content = .alias(of: String(fields[2].text.dropFirst()))
    } else {
      try last.isSource(of: fields, expecting: 10)
      content = .price(
        from: try fields[2].day, try PriceLine.price(fields),
        ModelLimits(context: try fields[7].tokens, answer: try fields[8].tokens))
    }
  }

  private static func price(_ fields: [PriceField]) throws(Problem) -> Price? {
    guard let list = try fields[3].price else {
      if let other = fields[4...6].first(where: { !$0.isNone }) {
        throw other.problem("there is no price that this could be beside")
      }
      return nil
    }
    let tier = try fields[4].tier
    let (offPeak, peak) = (try fields[5].price, try fields[6].price)
    try fields[4].check(tier?.price, isAtLeast: list)
    if let offPeak, offPeak.input > list.input || offPeak.output > list.output {
      throw fields[5].problem("the off-peak price is above the price")
    }
    try fields[6].check(peak, isAtLeast: list)
    return Price(list: list, tier: tier, offPeak: offPeak, peak: peak)
  }
}

/// A field of a line, and its place.
struct PriceField {
  let text: String
  let line: Int
  /// What stands before it in the line. Characters are counted only where a problem has to be told.
  private let before: Substring
  private var column: Int { before.count + 1 }

  /// A field that stands behind `before` in its line.
  init(text: String, line: Int, behind before: Substring = "") {
    (self.text, self.line, self.before) = (text, line, before)
  }

  /// The fields of a line, of which there is at least one.
  static func fields(of text: String, line: Int) -> [PriceField] {
    text.split(separator: "\t", omittingEmptySubsequences: false).map { part in
      PriceField(text: String(part), line: line, behind: text[..<part.startIndex])
    }
  }

  /// Whether it says that there is nothing.
  var isNone: Bool { text == "-" }

  /// A problem with it.
  func problem(_ message: String) -> Problem {
    Problem(
      message, at: TextPosition(line: line, column: column),
      advice: "The article Prices describes the lines of a price list.")
  }

  /// Checks that the line has `count` fields, and that this one, the last, names a source.
  func isSource(of fields: [PriceField], expecting count: Int) throws(Problem) {
    guard fields.count == count else {
      throw problem("the line has \(fields.count) fields instead of \(count), the last of them its source")
    }
    if text.isEmpty || isNone { throw problem("the line has no source") }
  }

  /// Checks that a price for some requests is not below the price for others.
  func check(_ price: TokenPrice?, isAtLeast list: TokenPrice) throws(Problem) {
    if let price, price.input < list.input || price.output < list.output {
      throw problem("this price of some requests is below the price itself")
    }
  }

  var billing: Billing {
    get throws(Problem) {
      guard let billing = Billing(rawValue: text) else {
        let known = Billing.allCases.map(\.rawValue).joined(separator: ", ")
        throw problem("'\(printable(text))' is none of \(known)")
      }
      return billing
    }
  }

  var day: Day? {
    get throws(Problem) {
      if isNone { return nil }
      guard let day = Day(text) else {
        throw problem("'\(printable(text))' is not a day: \(Day.problem(with: text) ?? Day.form)")
      }
      return day
    }
  }

  var tokens: Int? {
    get throws(Problem) {
      if isNone { return nil }
      guard let number = PriceField.number(text[...], digits: 1...12), number > 0 else {
        throw problem("'\(printable(text))' is not a number of tokens")
      }
      return number
    }
  }

  var tier: Price.Tier? {
    get throws(Problem) {
      if isNone { return nil }
      guard text.hasPrefix(">"), let space = text.firstIndex(of: " "),
        let above = PriceField.number(text[..<space].dropFirst(), digits: 1...12), above > 0
      else { throw problem("'\(printable(text))' is not > and a number of tokens before a price") }
      return Price.Tier(above: above, price: try price(text[text.index(after: space)...]))
    }
  }

  var price: TokenPrice? {
    get throws(Problem) { isNone ? nil : try price(text[...]) }
  }

  private func price(_ text: Substring) throws(Problem) -> TokenPrice {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3 else {
      throw problem("'\(printable(String(text)))' is not a price for input / output, or / cached input")
    }
    let amounts = try parts.map(amount)
    let price = TokenPrice(
      input: amounts[0], output: amounts[1], cachedInput: amounts.count == 3 ? amounts[2] : nil)
    if price.leastInput > price.input { throw problem("cached input is dearer than input") }
    return price
  }

  /// A decimal of USD per 1,000,000 tokens as micro-dollars.
  private func amount(_ text: Substring) throws(Problem) -> Int {
    let shown = printable(String(text))
    if text.hasPrefix("-") { throw problem("the price \(shown) is negative") }
    let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, parts[1].utf8.count > 6 {
      throw problem("the price \(shown) has more than 6 digits after the point")
    }
    if parts[0].utf8.count > 6 { throw problem("the price \(shown) has more than 6 digits before the point") }
    guard let amount = TokenPrice.amount(String(text)) else {
      throw problem("'\(shown)' is not a price, a decimal such as 0.15")
    }
    return amount
  }

  /// A number in ASCII digits, as many as `digits` allows; nil for any other text.
  private static func number(_ text: some StringProtocol, digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(text.utf8.count), text.utf8.allSatisfy(isDigit) else { return nil }
    return Int(text)
  }
}
