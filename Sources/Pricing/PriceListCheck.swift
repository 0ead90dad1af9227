import Text

/// What is wrong with a price list, line by line: a list with a problem is refused as a whole.
///
/// Beside lines that cannot be read these are names that are there twice, prices of a day that is there twice, lines out of
/// their order, which a search would not find, names of models or platforms that are not listed, and a last line
/// without its end, which may be cut.
struct PriceListCheck {
  /// The problems in the order of their places.
  private(set) var problems: [Problem] = []

  private struct Key: Hashable {
    let platform: String
    let name: String
  }

  private let list: PriceList
  private var platforms: [String: Billing] = [:]
  private var models: Set<Key> = []
  private var aliases: [(key: Key, place: PriceField)] = []
  private var aliasKeys: Set<Key> = []
  private var sources: [(platform: String, place: PriceField)] = []

  init(_ list: PriceList) {
    self.list = list
    let bytes = list.bytes
    var number = bytes[..<list.body].count { $0 == UInt8(ascii: "\n") }
    var (start, before) = (list.body, bytes[list.body..<list.body])
    while start < bytes.endIndex {
      let end = bytes.lineEnd(start)
      number += 1
      guard bytes[end - 1] == UInt8(ascii: "\n") else {
        problems.append(PriceField(text: "", line: number).problem("the last line has no end"))
        break
      }
      let line = bytes[start..<end - 1]
      check(line, number: number, after: before)
      (start, before) = (end, line)
    }
    if platforms.isEmpty, problems.isEmpty {
      problems.append(PriceField(text: "", line: number + 1).problem("the list has no lines"))
    }
    checkNames()
    problems.sort { $0.position < $1.position }
  }

  private mutating func check(_ bytes: ArraySlice<UInt8>, number: Int, after before: ArraySlice<UInt8>) {
    let line: PriceLine
    do {
      line = try PriceLine(bytes, number: number)
    } catch {
      problems.append(error)
      return
    }
    let fields = PriceField.fields(of: String(decoding: bytes, as: UTF8.self), line: number)
    let key = Key(platform: line.platform, name: line.name)
    if bytes.contains(where: { $0 < 0x20 && $0 != UInt8(ascii: "\t") }) {
      problems.append(fields[0].problem("the line has a control character"))
    } else if before.starts(
      with: Array(fields.prefix(3).map(\.text).joined(separator: "\t").utf8) + [UInt8(ascii: "\t")])
    {
      problems.append(fields[min(2, fields.count - 1)].problem("the same is said in the line before"))
    } else if bytes.lexicographicallyPrecedes(before) {
      problems.append(
        fields[0].problem("the line comes before the one above it: lines are sorted by their bytes"))
    }
    switch line.content {
    case .platform(let billing, let pricesOf):
      if platforms.updateValue(billing, forKey: line.platform) != nil {
        problems.append(fields[0].problem("the platform is there twice"))
      }
      if let pricesOf { sources.append((pricesOf, fields[3])) }
    case .price:
      models.insert(key)
      if aliasKeys.contains(key) { problems.append(fields[1].problem("the name is there twice")) }
      checkPlatform(of: line, fields[0])
    case .alias(let model):
      if !aliasKeys.insert(key).inserted || models.contains(key) {
        problems.append(fields[1].problem("the name is there twice"))
      }
      aliases.append((Key(platform: line.platform, name: model), fields[2]))
      checkPlatform(of: line, fields[0])
    }
  }

  private mutating func checkPlatform(of line: PriceLine, _ field: PriceField) {
    switch platforms[line.platform] {
    case nil: problems.append(field.problem("the platform has no line of its own"))
    case .free: problems.append(field.problem("the platform is free, so its models have no prices"))
    case .completion, .totalWithoutPrompt: break
    }
  }

  /// Checks the names that are only known to be there when all lines were read.
  private mutating func checkNames() {
    for alias in aliases where !models.contains(alias.key) {
      problems.append(
        alias.place.problem("there is no model '\(printable(alias.key.name))' of that platform"))
    }
    for source in sources where platforms[source.platform] == nil {
      problems.append(source.place.problem("there is no platform '\(printable(source.platform))'"))
    }
  }
}
