import Ledger
import Text

extension PriceList {
  /// The models that have a line, in the order of the list, and the platforms of which every model is free, with an empty
  /// name. Unlike a lookup it reads the whole list.
  ///
  /// - Throws: `Failure` (78) when a line cannot be read, which the check of a list rules out.
  package func models() throws -> [Model] {
    var models: [Model] = []
    var start = body
    while start < bytes.endIndex {
      let end = bytes.lineEnd(start)
      let line: PriceLine
      do {
        line = try PriceLine(bytes[start..<end - 1], number: 0)
      } catch {
        throw Failure(error, in: "the price list")
      }
      start = end
      switch line.content {
      case .platform(let billing, _): if billing != .free { continue }
      case .price, .alias: break
      }
      let model = Model(platform: line.platform, name: line.name)
      if models.last != model { models.append(model) }
    }
    return models
  }
}
